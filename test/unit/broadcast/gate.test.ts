import assert from "node:assert/strict";
import { mock } from "node:test";
import { type Ending, Gate } from "../../../sdk/gate";

type Leave = (ending: Ending) => void;

/** Those who have entered a gate, in order, with how each leaves. */
class Entered {
  readonly names: string[] = [];
  readonly #leave = new Map<string, Leave>();

  constructor(readonly gate: Gate) {}

  come(name: string, options?: { last?: boolean }): void {
    void this.gate.enter(options).then((leave) => {
      this.names.push(name);
      this.#leave.set(name, leave);
    });
  }

  async leave(name: string, ending: Ending = "posted"): Promise<void> {
    this.#leave.get(name)!(ending);
    await settle();
  }
}

/** Lets everything run that waits for nothing but its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function pass(milliseconds: number): Promise<void> {
  mock.timers.tick(milliseconds);
  await settle();
}

async function crowd(count: number, widest = 8): Promise<Entered> {
  const entered = new Entered(new Gate(widest));
  for (let n = 1; n <= count; n++) entered.come(`${n}`);
  await settle();
  return entered;
}

describe("the gate", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("lets one in until the first has posted, in the order of coming", async () => {
    const entered = await crowd(5);
    await pass(30_000);
    assert.deepEqual(entered.names, ["1"]);
  });

  it("doubles with each success, up to its bound", async () => {
    const entered = await crowd(40);
    await entered.leave("1");
    assert.equal(entered.names.length, 3, "two inside");
    await entered.leave("2");
    assert.equal(entered.names.length, 6, "four inside");
    await entered.leave("3");
    assert.equal(entered.names.length, 11, "eight inside");
    for (const name of ["4", "5", "6"]) await entered.leave(name);
    assert.equal(entered.names.length, 14, "eight and no more");
  });

  it("is no wider than there are workers", async () => {
    const entered = await crowd(10, 2);
    for (const name of ["1", "2", "3", "4"]) await entered.leave(name);
    assert.equal(entered.names.length, 6);
    const one = await crowd(10, 1);
    for (const name of ["1", "2", "3"]) await one.leave(name);
    assert.equal(one.names.length, 4);
  });

  it("is one wide again after a failure, and counts it", async () => {
    const entered = await crowd(40);
    for (const name of ["1", "2", "3"]) await entered.leave(name);
    assert.equal(entered.names.length, 11);
    await entered.leave("4", "failed");
    assert.equal(entered.gate.failures, 1);
    for (const name of ["5", "6", "7", "8", "9", "10"]) await entered.leave(name, "failed");
    assert.equal(entered.names.length, 11, "one is inside still, so nobody enters");
    await entered.leave("11", "failed");
    assert.equal(entered.names.length, 12, "under --continue-on-error, one at a time");
    assert.equal(entered.gate.failures, 8);
    await entered.leave("12");
    assert.equal(entered.names.length, 14, "and wider with a success");
  });

  it("is left once, however often somebody says so", async () => {
    const entered = await crowd(9);
    await entered.leave("1");
    await entered.leave("1");
    await entered.leave("1", "failed");
    assert.equal(entered.names.length, 3);
    assert.equal(entered.gate.failures, 0);
  });

  it("lets somebody in who comes while there is room", async () => {
    const entered = await crowd(1);
    await entered.leave("1");
    entered.come("2");
    entered.come("3");
    entered.come("4");
    await settle();
    assert.deepEqual(entered.names, ["1", "2", "3"]);
  });

  it("those in doubt enter after all others, when for a moment nobody came", async () => {
    const entered = await crowd(0);
    entered.come("doubt", { last: true });
    entered.come("1");
    entered.come("2");
    await pass(1000);
    assert.deepEqual(entered.names, ["1"]);
    await entered.leave("1");
    await entered.leave("2");
    assert.deepEqual(entered.names, ["1", "2"], "not before the lull");
    await pass(400);
    entered.come("3");
    await settle();
    assert.deepEqual(entered.names, ["1", "2", "3"]);
    await pass(400);
    await entered.leave("3");
    await pass(400);
    assert.deepEqual(entered.names, ["1", "2", "3"], "the lull begins anew");
    await pass(200);
    assert.deepEqual(entered.names, ["1", "2", "3", "doubt"]);
  });

  it("those in doubt enter together: one failure is theirs", async () => {
    const entered = await crowd(0);
    for (const name of ["a", "b", "c"]) entered.come(name, { last: true });
    await pass(600);
    assert.deepEqual(entered.names, ["a", "b", "c"]);
  });

  it("stays closed when nothing settles any more: the engine has ended the run", async () => {
    const entered = await crowd(5);
    entered.come("doubt", { last: true });
    await pass(59_000);
    assert.deepEqual(entered.names, ["1"]);
  });

  it("lets in, after a minute, who may be waited for by somebody inside", async () => {
    const entered = await crowd(2);
    await pass(59_999);
    assert.deepEqual(entered.names, ["1"]);
    await pass(1);
    assert.deepEqual(entered.names, ["1", "2"]);
    entered.come("3");
    await entered.leave("2");
    await entered.leave("1");
    assert.deepEqual(entered.names, ["1", "2", "3"]);
  });

  it("while broadcasts keep posting, a long wait lets nobody in beside them", async () => {
    const entered = await crowd(20, 1);
    for (let n = 1; n <= 12; n++) {
      await pass(10_000);
      await entered.leave(`${n}`);
    }
    assert.equal(entered.names.length, 13, "one at a time");
  });

  it("after a minute in which nothing settles lets in one, not everybody who came at once", async () => {
    const entered = await crowd(9);
    await pass(60_000);
    assert.deepEqual(entered.names, ["1", "2"]);
    await pass(60_000);
    assert.deepEqual(entered.names, ["1", "2", "3"]);
  });
});
