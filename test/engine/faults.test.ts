import assert from "node:assert/strict";
import { broadcast } from "../faults/broadcast";
import { campaign, inSentences } from "../faults/campaign";
import { CliLevel } from "../faults/cliLevel";
import { found } from "../faults/found";
import { plainResource } from "../faults/plainResource";
import { ProviderLevel } from "../faults/providerLevel";
import { sequences } from "../faults/sequence";
import { type Tally, table } from "../faults/tally";

/**
 * The short form of `npm run test:faults`. Each run takes new sequences and FAULTS_SEED repeats them; in CI they are the same every time, so
 * that a red run is about the change.
 */
describe("never twice, never lost, whatever goes wrong", () => {
  const seed = Number(process.env.FAULTS_SEED ?? (process.env.CI ? 536_176_771 : Date.now() % 1_000_000_000));
  const columns: Record<string, Tally> = {};
  after(() => Object.keys(columns).length > 0 && console.log(`seed ${seed}\n${table(columns)}`));

  const atProvider = {
    open: () => ProviderLevel.open(),
    arbitrary: sequences(6),
    lanes: 3,
    seed,
    limitSeconds: 90,
  };
  const clean = { repeats: 0, lost: 0 };
  const of = ({ repeats, lost }: Tally) => ({ repeats, lost });

  it("60 faulted sequences against the provider host: no repeat, nothing lost", async () => {
    const { tally, failures } = await campaign({
      ...atProvider,
      subject: broadcast,
      enough: ({ faulted }) => faulted >= 60,
      shrink: true,
    });
    columns["Broadcast, provider"] = tally;
    assert.deepEqual(of(tally), clean, failures.map(({ report }) => report).join("\n\n"));
    assert.ok(tally.accepted > 60);
  });

  it("the same sequences repeat posts with a plain dynamic resource", async () => {
    const { tally } = await campaign({
      ...atProvider,
      subject: plainResource,
      enough: ({ sequences }) => sequences >= 60,
      shrink: false,
    });
    columns["plain, provider"] = tally;
    assert.ok(tally.repeats > 10, `${tally.repeats} repeats`);
  });

  it("6 faulted sequences with the whole CLI: no repeat, nothing lost", async () => {
    const { tally, failures } = await campaign({
      open: () => CliLevel.open(),
      subject: broadcast,
      enough: ({ faulted }) => faulted >= 6,
      // The engine tries half a minute to write to a full disk: the long form has the time.
      arbitrary: sequences(3, ["disk full"]),
      lanes: 2,
      seed,
      limitSeconds: 120,
      shrink: false,
    });
    columns["Broadcast, CLI"] = tally;
    assert.deepEqual(
      of(tally),
      clean,
      failures
        .map(({ report }) => `${report}\nrun npm run test:faults -- --level cli --sequence '…' with the line above`)
        .join("\n\n"),
    );
    assert.ok(tally.accepted > 6);
  });

  describe("what random sequences found", () => {
    let level: ProviderLevel;
    before(async () => {
      level = await ProviderLevel.open();
    });
    after(() => level.close());

    for (const { fact, sequence } of found) {
      it(fact, async () => {
        const outcome = await level.run(sequence, broadcast);
        assert.equal(inSentences(outcome), "");
      });
    }

    it("without a fault each identity is posted once", async () => {
      const outcome = await level.run({ broadcasts: 2, ledger: false, steps: [{ command: "up" }] }, broadcast);
      assert.deepEqual([outcome.accepted, outcome.doubts, outcome.violations], [4, [], []]);
    });
  });
});
