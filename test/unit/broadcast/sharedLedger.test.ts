import assert from "node:assert/strict";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, resolveAll, saying } from "./localHub";

describe("two stacks that share a ledger and an announcement", () => {
  const hub = new LocalHub();
  const elsewhere = new LocalHub({ hub: "elsewhere" });
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "ledger-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const withLedger = (): ProviderStack => hub.stack({ ...hub.config(), "broadcast:ledger": `file:${folder}` });

  async function expectMore(more: number, stack: ProviderStack, declared: object) {
    const before = hub.posts;
    assert.deepEqual((await stack.up(news(declared))).failures, []);
    assert.equal(hub.posts - before, more);
  }

  const named = { ...args, announcement: "release-2" };

  it("that run at once post once together", async () => {
    const [one, two] = [withLedger(), withLedger()];
    const reports = await Promise.all([one.up(news(named)), two.up(news(named))]);
    assert.deepEqual(
      reports.map(({ failures }) => failures),
      [[], []],
    );
    assert.equal(hub.posts, 2);
    assert.deepEqual([one.delivery().status, two.delivery().status], ["sent", "sent"]);
    await expectMore(0, one, named);
    await expectMore(0, two, named);
  });

  it("without a name for the announcement each announces it", async () => {
    const [one, two] = [withLedger(), withLedger()];
    two.name = "second";
    await expectMore(2, one, args);
    await expectMore(2, two, args);
  });

  for (const [what, change] of [
    ["is destroyed", (stack: ProviderStack) => stack.destroy()],
    [
      "edits its text",
      (stack: ProviderStack, schedule: string) => stack.up(news(saying("B", { announcement: "release-2", schedule }))),
    ],
    ["changes its time", (stack: ProviderStack) => stack.up(news({ ...named, schedule: hub.at(90) }))],
    [
      "is made anew",
      (stack: ProviderStack, schedule: string) => stack.up(news({ ...named, schedule }, { replace: ["Delivery"] })),
    ],
  ] as const) {
    it(`one that adopted a scheduled send ${what}: the other's stays`, async () => {
      const schedule = hub.at(60);
      const [one, two] = [withLedger(), withLedger()];
      await expectMore(2, one, { ...named, schedule });
      await expectMore(0, two, { ...named, schedule });
      assert.equal(two.delivery().status, "scheduled");
      await change(two, schedule);
      assert.ok(
        hub.sends().every((send) => !send.endsWith("canceled")),
        hub.sends().join(),
      );
      assert.deepEqual(
        hub.pending().filter((text) => text.endsWith("A")),
        ["apple: A", "fcmv1: A"],
      );
    });
  }

  it("a run killed before it claimed, and the other posted: the other's schedule stays when the first is destroyed", async () => {
    const schedule = hub.at(60);
    const [one, two] = [withLedger(), withLedger()];
    await one.up(news({ ...named, schedule }, { killed: "armed" }));
    await expectMore(2, two, { ...named, schedule });
    await one.up(news({ ...named, schedule }));
    await expectMore(0, one, { ...named, schedule });
    await one.destroy();
    assert.deepEqual(hub.sends(), ["apple scheduled", "fcmv1 scheduled"]);
  });

  it("a cancel in doubt, of which a person says that it will still go out: the other finds it in the ledger", async () => {
    const schedule = hub.at(60);
    const [one, two] = [withLedger(), withLedger()];
    await expectMore(2, one, { ...named, schedule });
    await one.up(news(saying("B", { announcement: "release-2", schedule }), { killed: "armed" }));
    assert.match((await one.up(news({ ...named, schedule }))).failures[0]!, /was canceled or will still go out/);
    resolveAll(one, "sent");
    await expectMore(0, one, { ...named, schedule });
    const { status, history = [] } = one.delivery();
    assert.equal(status, "scheduled");
    assert.ok(history.every(({ state }: any) => state !== "canceled"));
    await expectMore(0, two, { ...named, schedule });
    assert.deepEqual(hub.sends(), ["apple scheduled", "fcmv1 scheduled"]);
  });

  it("one that adopted a scheduled send moves to another hub, and then its owner too: it is scheduled there", async () => {
    const [owner, other] = [withLedger(), withLedger()];
    const scheduled = { ...named, schedule: hub.at(60) };
    await expectMore(2, owner, scheduled);
    await expectMore(0, other, scheduled);
    const moved = { ...scheduled, hub: elsewhere.argument() };
    await expectMore(0, other, moved);
    await expectMore(0, owner, moved);
    assert.deepEqual(hub.pending(), []);
    assert.equal(elsewhere.pending().length, 2);
    await expectMore(0, owner, moved);
    assert.equal(elsewhere.posts, 2);
    await owner.destroy();
    assert.deepEqual(elsewhere.pending(), []);
  });

  it("a reschedule killed after its cancel, resolved as not sent, goes out although the ledger says scheduled", async () => {
    const stack = withLedger();
    await expectMore(2, stack, { ...named, schedule: hub.at(60) });
    await cp(folder, `${folder}-before`, { recursive: true });
    const later = { ...named, schedule: hub.at(90) };
    hub.emulator.fault({ match: { method: "POST" }, fault: "403", times: 2 });
    await stack.up(news(later, { killed: "posting" }));
    // The killed run got no further than the cancel, and wrote nothing in the ledger.
    await rm(folder, { recursive: true });
    await rename(`${folder}-before`, folder);
    assert.match((await stack.up(news(later))).failures[0]!, /has been in doubt since/);
    resolveAll(stack, "not-sent");
    await expectMore(2, stack, later);
    assert.equal(hub.pending().length, 2);
  });

  it("a cancel is not made while the ledger cannot be told, and is made later", async () => {
    const stack = withLedger();
    await expectMore(2, stack, { ...named, schedule: hub.at(60) });
    await rename(folder, `${folder}-away`);
    const { failures } = await stack.destroy();
    assert.match(failures[0]!, /could not be canceled: .*ledger/);
    assert.equal(hub.pending().length, 2);
    await rename(`${folder}-away`, folder);
    assert.deepEqual((await stack.destroy()).failures, []);
    assert.deepEqual(hub.pending(), []);
  });

  it("a ledger that goes away while a cancel is under way says later that nobody knows, and not that it is scheduled", async () => {
    const stack = withLedger();
    const scheduled = { ...named, platforms: ["apple"], schedule: hub.at(60) };
    await expectMore(1, stack, scheduled);
    hub.emulator.fault({ match: { method: "DELETE" }, fault: "delay", ms: 400, times: 1 });
    const destroyed = stack.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await rename(folder, `${folder}-away`);
    assert.deepEqual((await destroyed).failures, []);
    assert.deepEqual(hub.pending(), []);
    await rename(`${folder}-away`, folder);
    const { failures } = await withLedger().up(news(scheduled));
    assert.match(failures[0]!, /news \(apple\) of "release-2" has been in doubt since .*claimed it in the ledger/);
  }).timeout(20_000);

  it("a cancel without an answer that is made again frees the ledger for others", async () => {
    const [one, two] = [withLedger(), withLedger()];
    const scheduled = { ...named, platforms: ["apple"], schedule: hub.at(60) };
    await expectMore(1, one, scheduled);
    hub.emulator.fault({ match: { method: "DELETE" }, fault: "500", times: 6 });
    let failed = 0;
    while (one.held.length > 0 && failed < 10) failed += (await one.destroy()).failures.length;
    assert.ok(failed > 0 && failed < 10, `${failed} cancels failed`);
    assert.deepEqual(hub.pending(), []);
    await expectMore(1, two, scheduled);
  }).timeout(40_000);

  it("a scheduled send that its owner cancels can be scheduled again by either", async () => {
    const schedule = hub.at(60);
    const [one, two] = [withLedger(), withLedger()];
    await expectMore(2, one, { ...named, schedule });
    await one.destroy();
    assert.deepEqual(hub.pending(), []);
    await expectMore(2, two, { ...named, schedule });
    assert.equal(hub.pending().length, 2);
  });
});
