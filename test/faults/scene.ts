import type { Fault } from "./fault";
import type { LedgerWord } from "./ledgers";
import type { StackName } from "./place";
import type { Program } from "./program";
import type { Reading } from "./reading";
import type { Command } from "./sequence";

/** One command as the judge sees it: what was known before it, and what it was asked to do. */
export interface Scene {
  step: number;
  stack: StackName;
  program: Program;
  command: Command;
  fault?: Fault;
  before: Reading;
  /** What the ledger in use said before it. */
  ledger: readonly LedgerWord[];
}

/** How a command ended. */
export interface Ended {
  after: Reading;
  done: boolean;
  /** What a person would read. */
  said: string;
  /** What was known when a second up began beside the first one. */
  overlapped?: Reading;
}

export type ViolationKind = "repeat" | "lost" | "stray" | "false doubts" | "said wrongly";

/** What went wrong in a sequence, in words. */
export interface Violation {
  kind: ViolationKind;
  sentence: string;
}
