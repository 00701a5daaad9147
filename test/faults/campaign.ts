import fc from "fast-check";
import { inWords, type Sequence, sequences } from "./sequence";
import type { Subject } from "./subject";
import { type Outcome, Tally } from "./tally";

/** Something that runs sequences one at a time. */
export interface Level {
  run(sequence: Sequence, subject: Subject): Promise<Outcome>;
  close(): Promise<void>;
}

export interface CampaignOptions {
  open: () => Promise<Level>;
  subject: Subject;
  /** Sequences in which a fault strikes. */
  faulted: number;
  /** Steps of the longest sequence. */
  longest: number;
  /** Sequences that run at once. */
  lanes: number;
  seed: number;
  /** Stops after this time, whatever is done by then. */
  limitSeconds: number;
  /** Looks for the shortest sequence that fails; without it failures are only counted. */
  shrink: boolean;
  say?: (line: string) => void;
}

export interface Failure {
  seed: number;
  report: string;
}

/** Runs random sequences, each from a seed of its own (`seed`, `seed + 1` …), so that one number repeats a failure. */
export async function campaign(options: CampaignOptions): Promise<{ tally: Tally; failures: Failure[] }> {
  const { open, subject, faulted, longest, lanes, seed, limitSeconds, shrink, say } = options;
  const tally = new Tally();
  const failures: Failure[] = [];
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let next = seed;

  const lane = async () => {
    const level = await open();
    try {
      while (tally.faulted < faulted && elapsed() < limitSeconds) {
        const own = next++;
        let counted = false;
        let broken: unknown;
        const property = fc.asyncProperty(sequences(longest), async (sequence) => {
          if (broken) return;
          const outcome = await level.run(sequence, subject).catch((error) => {
            broken = error;
            throw error;
          });
          // Repetitions that only look for a shorter sequence are not counted.
          if (!counted) tally.add(outcome);
          counted = true;
          if (shrink && outcome.violations.length > 0) {
            throw new Error(outcome.violations.map(({ kind, sentence }) => `${kind}: ${sentence}`).join("\n"));
          }
        });
        const details = await fc.check(property, {
          seed: own,
          numRuns: 1,
          interruptAfterTimeLimit: 90_000,
          markInterruptAsFailure: false,
        });
        if (broken) throw broken;
        if (details.failed) {
          const [sequence] = details.counterexample!;
          const reason = (details.errorInstance as Error | null)?.message ?? "";
          const report = `seed ${own}\n${inWords(sequence)}\n${reason}\n${JSON.stringify(sequence)}`;
          failures.push({ seed: own, report });
          say?.(report);
        }
      }
    } finally {
      await level.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  tally.seconds = elapsed();
  return { tally, failures };
}
