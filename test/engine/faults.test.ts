import assert from "node:assert/strict";
import { broadcast } from "../faults/broadcast";
import { campaign, inSentences } from "../faults/campaign";
import { CliLevel } from "../faults/cliLevel";
import { plainResource } from "../faults/plainResource";
import { ProviderLevel } from "../faults/providerLevel";
import { type Tally, table } from "../faults/tally";

/**
 * The short form of `npm run test:faults`. Each run takes new sequences and FAULTS_SEED repeats them; in CI they are the same every time, so
 * that a red run is about the change.
 */
describe("never twice, never lost, whatever goes wrong", function () {
  // So many sequences take as long as they take: on a slow machine, several minutes.
  this.timeout(900_000);
  const seed = Number(process.env.FAULTS_SEED ?? (process.env.CI ? 536_176_771 : Date.now() % 1_000_000_000));
  const columns: Record<string, Tally> = {};
  after(() => Object.keys(columns).length > 0 && console.log(`seed ${seed}\n${table(columns)}`));

  const atProvider = { open: () => ProviderLevel.open(), limits: { longest: 6 }, shrinkSeconds: 5 };
  const all = (sequences: number) => ({
    enough: ({ begun }: Tally) => begun >= sequences,
    limitSeconds: Number.POSITIVE_INFINITY,
    lanes: 2,
    seed,
  });
  const clean = { repeats: 0, lost: 0, tooManyFalseDoubts: 0 };
  const of = (tally: Tally) => ({
    repeats: tally.repeats,
    lost: tally.lost,
    tooManyFalseDoubts: tally.count("false doubts"),
  });

  it("40 sequences against the provider host: no repeat, nothing lost", async () => {
    const { tally, failures } = await campaign({
      ...atProvider,
      ...all(40),
      subject: broadcast,
    });
    columns["Broadcast, provider"] = tally;
    assert.deepEqual(of(tally), clean, failures.map(({ report }) => report).join("\n\n"));
    assert.ok(tally.accepted > 200, `${tally.accepted} accepted`);
  });

  it("the same sequences repeat posts with a plain dynamic resource", async () => {
    const { tally } = await campaign({
      ...atProvider,
      ...all(20),
      subject: plainResource,
      shrinkSeconds: 0,
    });
    columns["plain resource, provider"] = tally;
    assert.ok(tally.repeats > 10, `${tally.repeats} repeats`);
  });

  it("3 sequences with the whole CLI: no repeat, nothing lost", async () => {
    const { tally, failures } = await campaign({
      ...all(3),
      open: () => CliLevel.open(),
      // The engine tries half a minute to write to a full disk: the long form has the time.
      limits: { longest: 3, without: ["disk full"] },
      subject: broadcast,
      shrinkSeconds: 0,
    });
    columns["Broadcast, CLI"] = tally;
    assert.deepEqual(of(tally), clean, failures.map(({ report }) => report).join("\n\n"));
    assert.ok(tally.accepted > 4, `${tally.accepted} accepted`);
  });

  it("without a fault each identity is posted once", async () => {
    const level = await ProviderLevel.open();
    try {
      const outcome = await level.run(
        { slots: [0, 1, 2, 3, 4, 5], ledger: false, mayRead: true, steps: [{ changes: [], command: { run: "up" } }] },
        broadcast,
      );
      assert.deepEqual([inSentences(outcome), outcome.doubts], ["", []]);
      assert.ok(outcome.accepted >= 6);
    } finally {
      await level.close();
    }
  });
});
