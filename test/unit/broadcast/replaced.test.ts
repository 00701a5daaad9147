import assert from "node:assert/strict";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, saying } from "./localHub";

const both = (state: string): string[] => [`apple ${state}`, `fcmv1 ${state}`];

const ways = [
  ["the Delivery", { replace: ["Delivery"] }],
  ["the Delivery, deleted first", { replace: ["Delivery"], deleteBeforeReplace: true }],
  ["the Announcement", { replace: ["Announcement"] }],
  ["both", { replace: ["Announcement", "Delivery"] }],
  ["both, deleted first", { replace: ["Announcement", "Delivery"], deleteBeforeReplace: true }],
] as const;

describe("made anew (--replace, taint)", () => {
  const hub = new LocalHub();
  const other = new LocalHub({ hub: "other" });

  async function scheduled(schedule: string): Promise<ProviderStack> {
    const stack = hub.stack();
    assert.deepEqual((await stack.up(news({ ...args, schedule }))).failures, []);
    return stack;
  }

  for (const [what, { replace, ...rest }] of ways) {
    const anew = { ...rest, replace: [...replace] };

    it(`${what}: what is scheduled stays scheduled, once, and the new one may cancel it`, async () => {
      const schedule = hub.at(60);
      const stack = await scheduled(schedule);
      const { failures } = await stack.up(news({ ...args, schedule }, anew));
      assert.deepEqual(failures, []);
      assert.deepEqual([hub.sends(), stack.delivery().status], [both("scheduled"), "scheduled"]);
      assert.deepEqual((await stack.up(news({ ...args, schedule }))).failures, []);
      assert.deepEqual(hub.sends(), both("scheduled"));
      await stack.destroy();
      assert.deepEqual(hub.sends(), both("canceled"));
    });

    it(`${what}, with another time: rescheduled once`, async () => {
      const stack = await scheduled(hub.at(60));
      const schedule = hub.at(90);
      assert.deepEqual((await stack.up(news({ ...args, schedule }, anew))).failures, []);
      assert.deepEqual(hub.sends(), [...both("canceled"), ...both("scheduled")].sort());
      assert.equal(Date.parse(stack.delivery().sends[0].scheduledFor), Date.parse(schedule));
      assert.deepEqual((await stack.up(news({ ...args, schedule }))).failures, []);
      assert.equal(hub.posts, 4);
    });

    it(`${what}, with another text: the old one canceled, the new one scheduled`, async () => {
      const schedule = hub.at(60);
      const stack = await scheduled(schedule);
      assert.deepEqual((await stack.up(news(saying("B", { schedule }), anew))).failures, []);
      assert.deepEqual(hub.pending(), ["apple: B", "fcmv1: B"]);
      assert.deepEqual((await stack.up(news({ ...args, schedule }))).failures, []);
      assert.deepEqual(hub.pending(), ["apple: A", "fcmv1: A"]);
    });

    it(`${what}, while the hub moves: canceled there, scheduled here`, async () => {
      const schedule = hub.at(60);
      const stack = await scheduled(schedule);
      const moved = { ...args, schedule, hub: other.argument() };
      assert.deepEqual((await stack.up(news(moved, anew))).failures, []);
      assert.deepEqual((await stack.up(news(moved))).failures, []);
      assert.deepEqual([hub.pending().length, other.pending().length], [0, 2]);
      assert.equal(stack.delivery().status, "scheduled");
    });
  }

  it("in a new name without an alias, while the hub moves: pending once, or in doubt and said; later runs do not fail", async () => {
    const schedule = hub.at(60);
    const stack = await scheduled(schedule);
    const moved = news({ ...args, schedule, hub: other.argument() }, { name: "other" });
    const { failures } = await stack.up(moved);
    await stack.up(moved);
    assert.deepEqual((await stack.up(moved)).failures, []);
    assert.equal(hub.pending().length + other.pending().length, 2, "never both there and here");
    if (stack.delivery("other").status === "scheduled") assert.equal(other.pending().length, 2);
    else assert.match(failures.join(), /has been in doubt since .*cannot be canceled on .*cancel it there/);
  });

  it("in a run that fails elsewhere, the old one is deleted by the next run without a cancel", async () => {
    const schedule = hub.at(60);
    const stack = await scheduled(schedule);
    await stack.up(news({ ...args, schedule }, { replace: ["Delivery"] }), { failsElsewhere: true });
    assert.equal(stack.held.filter(({ replaced }) => replaced).length, 1);
    const { steps, failures } = await stack.up(news({ ...args, schedule }));
    assert.deepEqual([failures, steps.at(-1)], [[], "delete Delivery news"]);
    assert.deepEqual(hub.sends(), both("scheduled"));
  });

  it("in a run that fails elsewhere, and then destroyed: canceled once", async () => {
    const schedule = hub.at(60);
    const stack = await scheduled(schedule);
    await stack.up(news({ ...args, schedule }, { replace: ["Delivery"] }), { failsElsewhere: true });
    assert.deepEqual((await stack.destroy()).failures, []);
    assert.deepEqual(hub.sends(), both("canceled"));
  });

  it("and killed before it is stored: scheduled or in doubt, never lost", async () => {
    for (const killed of ["armed", "posting"] as const) {
      const schedule = hub.at(60);
      const stack = await scheduled(schedule);
      await stack.up(news({ ...args, schedule }, { replace: ["Delivery"], killed }));
      await stack.up(news({ ...args, schedule }));
      assert.equal(stack.delivery().status, "scheduled");
      assert.deepEqual(hub.sends(), both("scheduled"));
      hub.emulator.reset();
    }
  });

  it("a Delivery that the state lost is a doubt, not a post", async () => {
    const stack = hub.stack();
    await stack.up(news());
    stack.held = stack.held.filter(({ kind }) => kind === "Announcement");
    assert.match((await stack.up(news())).failures[0]!, /has been in doubt since/);
    assert.deepEqual((await stack.up(news())).failures, []);
    assert.equal(hub.posts, 2);
  });

  it("an Announcement that the state lost is armed for nothing that its Delivery knows", async () => {
    const stack = hub.stack();
    await stack.up(news());
    stack.held = stack.held.filter(({ kind }) => kind === "Delivery");
    assert.deepEqual((await stack.up(news())).failures, []);
    assert.equal(hub.posts, 2);
    assert.deepEqual(stack.announcement().armed, {});
  });
});
