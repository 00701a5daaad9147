import fc from "fast-check";
import { inWords, type Sequence } from "./sequence";
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
  /** Whether that was enough. */
  enough: (tally: Tally) => boolean;
  arbitrary: fc.Arbitrary<Sequence>;
  /** Sequences that run at once. */
  lanes: number;
  seed: number;
  /** Begins no further sequence after this time. */
  limitSeconds: number;
  /** Looks for the shortest sequence that fails; without it it stays as it was found. */
  shrink: boolean;
  /** Hears of each failure. */
  say?: (line: string) => void;
  /** Hears once a minute how far it is. */
  report?: (line: string) => void;
}

/** A sequence that fails, as short as it could be made, and the seed that finds it. */
export interface Failure {
  seed: number;
  sequence: Sequence;
  report: string;
}

/** Runs random sequences, each from a seed of its own (`seed`, `seed + 1` …), so that one number repeats a failure. */
export async function campaign(options: CampaignOptions): Promise<{ tally: Tally; failures: Failure[] }> {
  const { open, subject, enough, arbitrary, lanes, seed, limitSeconds, shrink, say } = options;
  const tally = new Tally();
  const failures: Failure[] = [];
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let next = seed;

  const tryOne = async (level: Level) => {
    const own = next++;
    tally.begun++;
    let counted = false;
    let broken: unknown;
    const started = performance.now();
    const property = fc.asyncProperty(arbitrary, async (sequence) => {
      // Looking for a shorter one ends by itself: an interrupted run would go on beside the next one, on the same hub.
      if (broken || (counted && performance.now() - started > 90_000)) return;
      const outcome = await level.run(sequence, subject).catch((error) => {
        broken = error;
        throw error;
      });
      // Repetitions that only look for a shorter sequence are not counted.
      if (!counted) tally.add(outcome);
      counted = true;
      if (outcome.violations.length > 0) throw new Error(inSentences(outcome));
    });
    const details = await fc.check(property, { seed: own, numRuns: 1, endOnFailure: !shrink });
    if (broken) throw broken;
    if (!details.failed || !details.counterexample) return;
    const [sequence] = details.counterexample;
    const reason = (details.errorInstance as Error | null)?.message ?? "";
    const report = `seed ${own}\n${inWords(sequence)}\n${reason}\n${JSON.stringify(sequence)}`;
    failures.push({ seed: own, sequence, report });
    say?.(report);
  };
  const lane = async () => {
    const level = await open();
    try {
      while (!enough(tally) && elapsed() < limitSeconds) await tryOne(level);
    } finally {
      await level.close();
    }
  };
  const { report } = options;
  const progress = report && setInterval(() => report(`  ${Math.round(elapsed())} s: ${inBrief(tally)}`), 60_000);
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    clearInterval(progress);
  }
  tally.seconds = elapsed();
  return { tally, failures };
}

const inBrief = ({ sequences, faulted, accepted, repeats, lost }: Tally): string =>
  `${sequences} sequences, ${faulted} struck, ${accepted} accepted, ${repeats} repeats, ${lost} lost`;

/** What went wrong in one sequence. */
export const inSentences = ({ violations }: Outcome): string =>
  violations.map(({ kind, sentence }) => `${kind}: ${sentence}`).join("\n");
