import { type Limits, sequenceOf } from "./randomSequence";
import { inWords, type Sequence } from "./sequence";
import { shrink } from "./shrink";
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
  limits: Limits;
  /** Sequences that run at once. */
  lanes: number;
  seed: number;
  /** Begins no further sequence after this time. */
  limitSeconds: number;
  /** Looks so long for a shorter sequence that fails; 0 leaves it as it was found. */
  shrinkSeconds: number;
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
  const { open, subject, enough, limits, lanes, seed, limitSeconds, shrinkSeconds, say, report } = options;
  const tally = new Tally();
  const failures: Failure[] = [];
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let next = seed;

  const tryOne = async (level: Level) => {
    const own = next++;
    tally.begun++;
    const found = sequenceOf(own, limits);
    let outcome = await level.run(found, subject);
    tally.add(outcome);
    if (outcome.violations.length === 0) return;
    const [{ kind }] = outcome.violations as [Outcome["violations"][number]];
    const fails = async (shorter: Sequence) => {
      const tried = await level.run(shorter, subject);
      // Another failure on the way would hide the one that is looked for.
      const same = tried.violations.some((violation) => violation.kind === kind);
      if (same) outcome = tried;
      return same;
    };
    const sequence = shrinkSeconds > 0 ? await shrink(found, fails, shrinkSeconds) : found;
    const failure = {
      seed: own,
      sequence,
      report: `seed ${own}\n${inWords(sequence)}\n${inSentences(outcome)}\n${JSON.stringify(sequence)}`,
    };
    failures.push(failure);
    say?.(failure.report);
  };
  const lane = async () => {
    const level = await open();
    try {
      while (!enough(tally) && elapsed() < limitSeconds) await tryOne(level);
    } finally {
      await level.close();
    }
  };
  const progress = report && setInterval(() => report(`  ${Math.round(elapsed())} s: ${tally.inBrief}`), 60_000);
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    clearInterval(progress);
  }
  tally.seconds = elapsed();
  return { tally, failures };
}

/** What went wrong in one sequence. */
export const inSentences = ({ violations }: Outcome): string =>
  violations.map(({ kind, sentence }) => `${kind}: ${sentence}`).join("\n");
