import assert from "node:assert/strict";
import type { ProviderStack } from "../../support/providerStack";
import type { Declared } from "../../support/stackState";
import { args, LocalHub, news, resolveAll, saying } from "./localHub";

interface Scenario {
  /** Runs before it. */
  first?: (stack: ProviderStack) => Promise<unknown>;
  /** The program, which runs again and again. */
  again: () => Declared | Declared[];
}

const devices = { devices: [{ platform: "apple", handle: "aa" }] };
const localized = { title: "News", body: "A", locales: { fr: { body: "Un" } } };
const retitled = (inputs: any) => ({ ...inputs, message: { ...inputs.message, title: "The news" } });

describe("an unchanged program writes nothing after", () => {
  const hub = new LocalHub();
  const other = new LocalHub({ hub: "other" });
  const up =
    (...runs: Declared[]) =>
    async (stack: ProviderStack) => {
      for (const run of runs) await stack.up(run);
    };

  const scenarios: Record<string, Scenario> = {
    "a post": { again: () => news() },
    "several broadcasts": { again: () => ["1", "2", "3"].map((name) => news(saying(name), { name })) },
    "a locale": { again: () => news({ ...args, message: localized }) },
    devices: { again: () => news({ ...args, platforms: ["apple"], audience: devices }) },
    "a scheduled one": { again: () => news({ ...args, schedule: hub.at(60) }) },
    "a rescheduled one": {
      first: (stack) => stack.up(news({ ...args, schedule: hub.at(60) })),
      again: () => news({ ...args, schedule: hub.at(90) }),
    },
    "a schedule that has passed": {
      first: async (stack) => {
        await stack.up(news({ ...args, schedule: hub.at(60) }));
        hub.pass(7200);
      },
      again: () => news({ ...args, schedule: hub.at(-60) }),
    },
    "an edit": { first: up(news()), again: () => news(saying("B")) },
    "going back": { first: up(news(), news(saying("B"))), again: () => news() },
    "what is late": { again: () => news({ ...args, notAfter: hub.at(-1) }) },
    "sends that are off": {
      first: async ({ config }) => {
        config["broadcast:send"] = "off";
      },
      again: () => news(),
    },
    "what was adopted": { again: () => news({ ...args, adopt: { notificationId: "n-1" } }) },
    "a doubt": { first: up(news(args, { killed: "posting" }), news()), again: () => news() },
    "a doubt that a person says was sent, while the word stays": {
      first: async (stack) => {
        await stack.up(news(args, { killed: "posting" }));
        resolveAll(stack, "sent");
      },
      again: () => news(),
    },
    "a doubt that a person says was not sent, while the word stays": {
      first: async (stack) => {
        await stack.up(news(args, { killed: "armed" }));
        resolveAll(stack, "not-sent");
      },
      again: () => news(),
    },
    "onInDoubt send-again": {
      first: up(news({ ...args, onInDoubt: "send-again" }, { killed: "armed" })),
      again: () => news({ ...args, onInDoubt: "send-again" }),
    },
    "a text held back by on-revision": {
      first: up(news(saying("A", { resend: "on-revision" }))),
      again: () => news(saying("B", { resend: "on-revision" })),
    },
    "an announcement given later": { first: up(news()), again: () => news({ ...args, announcement: "x" }) },
    "a moved hub": { first: up(news()), again: () => news({ ...args, hub: other.argument() }) },
    "a rename without an alias": { first: up(news()), again: () => news(args, { name: "other" }) },
    "a rename with an alias": {
      first: up(news()),
      again: () => news(args, { name: "other", aliases: [{ name: "news" }] }),
    },
    "made anew": { first: up(news(), news(args, { replace: ["Announcement", "Delivery"] })), again: () => news() },
    "a policy that changes the text": { again: () => news(args, { policy: retitled }) },
    "a policy that sets a schedule": {
      again: () => {
        const schedule = hub.at(60);
        return news(args, { policy: (inputs) => ({ ...inputs, schedule }) });
      },
    },
    "a refusal that was put right": {
      first: async (stack) => {
        hub.emulator.fault({ match: { format: "apple" }, fault: "403", times: 1 });
        await stack.up(news());
      },
      again: () => news(),
    },
  };

  for (const [what, { first, again }] of Object.entries(scenarios)) {
    it(what, async () => {
      const stack = hub.stack();
      await first?.(stack);
      const program = again();
      assert.deepEqual((await stack.up(program)).failures, []);
      const [posts, before] = [hub.posts + other.posts, JSON.stringify(stack.held)];
      assert.deepEqual(changes(await stack.preview(program)), [], "in a preview");
      for (let run = 0; run < 3; run++) {
        const report = await stack.up(program);
        assert.deepEqual([report.failures, changes(report)], [[], []]);
      }
      assert.equal(JSON.stringify(stack.held), before);
      assert.equal(hub.posts + other.posts, posts);
    });
  }
});

const changes = ({ steps }: { steps: string[] }): string[] => steps.filter((step) => !step.startsWith("same "));
