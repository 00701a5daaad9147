import type { Held } from "./checkpoint";
import type { Declared, Program } from "./program";
import type { Chains } from "./smallEngine";

/**
 * What the state of a stack says of one identity: it went out; nobody knows; an earlier run began it and the next one will say so;
 * it did not go out; nothing at all.
 */
export type Word = "sent" | "in doubt" | "begun" | "not sent" | undefined;

/** What the state says, by identity, and the keys by which doubts are resolved. */
export interface Testimony {
  words: Map<string, Word>;
  /** `said` is false while only the next run will say so. */
  doubts: { identity: string; key: string; said: boolean }[];
}

/** The resource that is put through the sequences. */
export interface Subject {
  /** What a program registers, given what it reads of its own stack. */
  chains(program: Program, remembered: Held[]): Chains;
  /** The same program as a person writes it (JavaScript). */
  source(program: Program): string;
  /** Names under which the state may hold a broadcast. */
  names(declared: Declared): string[];
  /** What the state says of each identity. */
  testimony(identities: Map<string, string>, resources: Held[]): Testimony;
  /** The name by which the state knows an identity. */
  digests(program: Program): Map<string, string>;
}
