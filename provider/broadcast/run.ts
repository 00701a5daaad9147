import { randomBytes } from "node:crypto";
import type { LedgerEntry } from "../journal/ledger/ledger";
import type { StackMemory } from "../journal/memory";
import type { Declaration } from "../message/declaration";
import type { Terms } from "./order";
import type { Part } from "./parts";
import type { Result, Step } from "./step";

/** What the ledger says of a key: its entry, `none`, or that it cannot be reached. */
export type LedgerWord = LedgerEntry | "none" | "unreachable";

/** What was armed in this process and may be posted by it. */
export interface ToPost {
  declaration: Declaration;
  part: Part;
  /** What was planned before this run's arm took the place of an earlier one. */
  step: Step;
  /** Digest of what a policy made of the declaration, where that is another. */
  postedDigest?: string;
}

/** One engine run: the provider process lives exactly as long. */
export interface Run {
  readonly id: string;
  /** What this process armed, by digest. */
  readonly toPost: Map<string, ToPost>;
  /** Broadcasts that were armed in this process and whose Delivery has not begun. */
  readonly armedOnly: Set<string>;
  /** How many creates and updates failed in this process, and how many of them the program knew of when it declared a broadcast. */
  failures: number;
  readonly failuresKnown: Map<string, number>;
  /** When the engine last asked for something, in milliseconds of this process. */
  lastCall: number;
  /** The terms of a broadcast as policies left them, by its URN. */
  readonly terms: Map<string, Terms>;
  /** Posts begun in this process by digest: an error hook that repeats create gets the first try's result. */
  readonly tried: Map<string, Promise<Result>>;
  /** The id of the Delivery that holds a notification: deleting an older generation does not cancel it. */
  readonly owners: Map<string, string>;
  /** Deliveries that do not keep a notification any more (`letGoKey`): the last holder cancels it. */
  readonly letGo: Set<string>;
  /** Notifications that this process canceled. */
  readonly canceled: Set<string>;
  /** The broadcast of the program that declares a digest. */
  readonly declaredBy: Map<string, { of: string; name: string }>;
  /** Digests that the program declares, and those of records that count for them. */
  readonly declared: Set<string>;
  /** Earlier URNs of a broadcast, by its present one: the engine knows aliases, a program does not. */
  readonly formerly: Map<string, Set<string>>;
  /** Connections of hubs that hold a scheduled send of a broadcast, by its URN. */
  readonly connections: Map<string, Readonly<Record<string, string>>>;
  /** What the ledger said, by key. */
  readonly ledgerWords: Map<string, LedgerWord>;
  /** What the stack remembered when the program started; `undefined` until the program has said so. */
  memory?: StackMemory;
  memoryText?: string;
  /** Project and stack: the scope of "once" for a broadcast without an `announcement`. */
  scope?: string;
  /** The program is only previewed. */
  preview?: boolean;
}

export const newRun = (): Run => ({
  id: randomBytes(4).toString("hex"),
  toPost: new Map(),
  armedOnly: new Set(),
  failures: 0,
  failuresKnown: new Map(),
  lastCall: 0,
  terms: new Map(),
  tried: new Map(),
  owners: new Map(),
  letGo: new Set(),
  canceled: new Set(),
  declaredBy: new Map(),
  declared: new Set(),
  formerly: new Map(),
  connections: new Map(),
  ledgerWords: new Map(),
});
