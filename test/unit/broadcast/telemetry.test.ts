import assert from "node:assert/strict";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, saying } from "./localHub";

describe("a refresh", () => {
  const hub = new LocalHub();
  const basic = new LocalHub({ tier: "basic" });
  const other = new LocalHub({ hub: "other" });

  async function posted(declared: object = args, on = hub): Promise<ProviderStack> {
    const stack = on.stack();
    await stack.up(news(declared));
    return stack;
  }

  it("takes over what the hub says became of a send, and keeps it in later runs", async () => {
    const stack = await posted();
    await stack.refresh();
    for (const { state, delivery } of stack.delivery().sends)
      assert.deepEqual([state, delivery], ["sent", "NoTargetFound"]);
    const { steps } = await stack.up(news());
    assert.deepEqual(steps, ["same Announcement news", "same Delivery news"]);
    await stack.up(news({ ...args, announcement: "x" }));
    assert.equal(stack.delivery().sends[0].delivery, "NoTargetFound");
  });

  it("changes nothing with a key that may not read, a tier without telemetry, a hub that is away, or no connection", async () => {
    const away = (stack: ProviderStack) => {
      stack.config["broadcast:connectionString"] = stack.config["broadcast:connectionString"]!.replace(/:\d+\//, ":1/");
    };
    const cases: [on: LocalHub, change: (stack: ProviderStack) => void][] = [
      [hub, (stack) => (stack.config["broadcast:connectionString"] = hub.emulator.connectionStrings.send)],
      [basic, () => {}],
      [hub, away],
      [hub, ({ config }) => delete config["broadcast:connectionString"]],
      [hub, ({ config }) => (config["broadcast:connectionString"] = "nonsense")],
    ];
    for (const [on, change] of cases) {
      const stack = await posted(args, on);
      const before = JSON.stringify(stack.held);
      change(stack);
      await stack.refresh();
      assert.equal(JSON.stringify(stack.held), before);
    }
  });

  it("looks at the hub that holds a send, where its connection is known", async () => {
    const schedule = hub.at(60);
    const stack = await posted({ ...args, platforms: ["apple"], schedule });
    stack.config["broadcast:send"] = "off";
    await stack.up(news(saying("B", { platforms: ["fcmv1"], schedule, hub: other.argument() })));
    hub.pass(2 * 3600);
    await stack.refresh();
    assert.deepEqual(
      stack.delivery().history.map(({ platform, state }: any) => [platform, state]),
      [["apple", "sent"]],
    );
    assert.equal(stack.delivery().status, "off");
  });

  it("of an Announcement, of a test send and of what was not sent leaves it as it is", async () => {
    const stack = await posted({ ...args, test: true });
    const before = JSON.stringify(stack.held);
    await stack.refresh();
    assert.equal(JSON.stringify(stack.held), before);
    assert.ok(
      stack.delivery().sends.every(({ counts }: any) => typeof counts.success === "number"),
      "its outcome came with it",
    );
  });

  it("of a broadcast with doubts keeps its status and its doubts", async () => {
    const stack = hub.stack();
    hub.emulator.fault({ match: { format: "fcmv1" }, fault: "reset-after", times: 1 });
    await stack.up(news());
    await stack.refresh();
    assert.equal(stack.delivery().status, "in-doubt");
    assert.equal(stack.delivery().doubts.length, 1);
  });
});
