import assert from "node:assert/strict";
import { mock } from "node:test";
import { underClaim } from "../../../provider/broadcast/claim";
import type { Context } from "../../../provider/broadcast/context";
import { newRun } from "../../../provider/broadcast/run";
import { Settings } from "../../../provider/broadcast/settings";
import { alone } from "../../../provider/broadcast/siblings";
import type { Ledger, LedgerEntry, LedgerKey } from "../../../provider/journal/ledger/ledger";
import type { SendRecord } from "../../../provider/journal/record";

const key: LedgerKey = { hub: "ns/hub", announcement: "a", digest: "0123456789abcdef", platform: "apple" };
const at = "2026-12-01T09:00:00.000Z";
const entryOf = (claimId: string, state: LedgerEntry["state"] = "claimed"): LedgerEntry => ({
  version: 1,
  key,
  state,
  claimedAt: at,
  claimId,
  by: {},
});

/** A ledger with one entry, that notes what is asked of it. */
class OneEntry {
  readonly calls: string[] = [];

  constructor(public entry?: LedgerEntry) {}

  get ledger(): Ledger {
    return this as unknown as Ledger;
  }

  async claim(_: LedgerKey, { claimId }: { claimId: string }) {
    this.calls.push("claim");
    if (this.entry) return { claimed: false, entry: this.entry };
    this.entry = entryOf(claimId);
    return { claimed: true, entry: this.entry };
  }

  async release(_: LedgerKey, claimId: string) {
    this.calls.push(`release ${claimId}`);
    if (this.entry?.claimId === claimId) this.entry = undefined;
  }

  async record(_: LedgerKey, claimId: string, { state }: { state: LedgerEntry["state"] }) {
    this.calls.push(`record ${claimId} ${state}`);
    this.entry = entryOf(claimId, state);
  }
}

describe("a post under a claim", () => {
  let time = 0;
  beforeEach(() => {
    time = 0;
    mock.timers.enable({ apis: ["setTimeout"] });
    mock.method(performance, "now", () => time);
  });
  afterEach(() => {
    mock.reset();
    mock.timers.reset();
  });

  const context = (): Context => ({
    run: newRun(),
    siblings: alone,
    settings: new Settings((name) => (name === "broadcast:timeoutSeconds" ? "10" : undefined), {}),
    now: () => Date.parse(at),
    generation: () => "00000000",
    client: () => Promise.reject(new Error("no hub")),
    ledger: () => Promise.resolve(undefined),
    say: () => {},
  });
  const sent: SendRecord = { digest: key.digest, platform: "apple", state: "sent", sentAt: at };

  /** Time passes by so many seconds, in steps that anybody who waits can see. */
  async function pass(seconds: number): Promise<void> {
    for (let step = 0; step < seconds * 2; step++) {
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      time += 500;
      mock.timers.tick(500);
    }
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }

  /** What an attempt came to, and how often it posted. */
  function attempt(
    one: OneEntry,
    cleared: string[] = [],
    ending: { record?: SendRecord; sure: boolean } = { record: sent, sure: true },
  ) {
    const state: { posts: number; kind?: string; run: string; done: Promise<unknown> } = {
      posts: 0,
      run: "",
      done: Promise.resolve(),
    };
    const mine = context();
    state.run = mine.run.id;
    state.done = underClaim(mine, one.ledger, key, cleared, async () => {
      state.posts++;
      return { result: "posted", ...ending };
    }).then(({ kind }) => (state.kind = kind));
    return state;
  }

  it("is made and recorded by the run that claims it, in its own name", async () => {
    const one = new OneEntry();
    const { done, run } = attempt(one);
    await done;
    assert.deepEqual(one.calls, ["claim", `record ${run} sent`]);
  });

  it("that was surely not made gives the claim back; one in doubt leaves it", async () => {
    const refused = new OneEntry();
    const { done, run } = attempt(refused, [], { record: { ...sent, state: "not-sent" }, sure: true });
    await done;
    assert.deepEqual(refused.calls, ["claim", `release ${run}`]);
    const doubtful = new OneEntry();
    await attempt(doubtful, [], { sure: false }).done;
    assert.deepEqual([doubtful.calls, doubtful.entry!.state], [["claim"], "claimed"]);
  });

  it("that another run has made is that run's, at once", async () => {
    for (const state of ["sent", "scheduled"] as const) {
      const found = attempt(new OneEntry(entryOf("99999999", state)));
      await found.done;
      assert.deepEqual([found.kind, found.posts], ["sent", 0]);
    }
  });

  it("that another run has begun is waited for as long as its request may take, and no longer", async () => {
    const one = new OneEntry(entryOf("99999999"));
    const waiting = attempt(one);
    await pass(14.5);
    assert.equal(waiting.kind, undefined, "10 seconds for the request and 5 to spare");
    await pass(1.5);
    assert.deepEqual([waiting.kind, waiting.posts], ["unclear", 0]);
    assert.equal(one.entry!.claimId, "99999999", "nobody puts a claim aside that may have posted");
    assert.ok(one.calls.every((call) => call === "claim"));
  });

  it("that another run makes meanwhile is that run's; one that it gives back is made", async () => {
    const made = new OneEntry(entryOf("99999999"));
    const first = attempt(made);
    await pass(3);
    made.entry = entryOf("99999999", "sent");
    await pass(1);
    assert.deepEqual([first.kind, first.posts], ["sent", 0]);

    const givenBack = new OneEntry(entryOf("99999999"));
    const second = attempt(givenBack);
    await pass(3);
    givenBack.entry = undefined;
    await pass(1);
    assert.deepEqual([second.kind, second.posts], ["mine", 1]);
  });

  it("that a person says was not made is put aside for that run only", async () => {
    const cleared = new OneEntry(entryOf("99999999"));
    const { done, run } = attempt(cleared, ["99999999"]);
    await done;
    assert.deepEqual(cleared.calls, ["claim", "release 99999999", "claim", `record ${run} sent`]);

    const another = new OneEntry(entryOf("88888888"));
    const waiting = attempt(another, ["99999999"]);
    await pass(16);
    assert.deepEqual([waiting.kind, waiting.posts], ["unclear", 0]);
    assert.ok(!another.calls.some((call) => call.startsWith("release")));
  });
});
