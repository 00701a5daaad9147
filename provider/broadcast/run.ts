import { randomBytes } from "node:crypto";
import type { LedgerEntry } from "../journal/ledger/ledger";
import type { StackMemory } from "../journal/memory";
import type { Arm, CancelArm, SendRecord } from "../journal/record";
import type { Declaration } from "../message/declaration";
import type { Order, Terms } from "./order";
import type { BroadcastPart } from "./parts";
import type { Result, Step } from "./step";

/** What the ledger says of a key: its entry, `none`, or that it cannot be reached. */
export type LedgerWord = LedgerEntry | "none" | "unreachable";

/** A post that was armed in this process and may be made by it. */
export interface ToPost {
  declaration: Declaration;
  part: BroadcastPart;
  /** The step planned before this run's arm replaced that of an earlier run. */
  step: Step;
  /** Digest of the content as a policy changed it. */
  postedDigest?: string;
}

/** What an Announcement has armed, in this run and before. */
export interface Journal {
  /** The posts that runs were about to make, by digest. */
  armed: Record<string, Arm>;
  /** The cancels that runs were about to make, by notification id. */
  cancels: Record<string, CancelArm>;
}

/** The state of one engine run, which lives as long as the provider process. */
export interface ProviderRun {
  readonly id: string;
  /** The posts armed in this process, by digest. */
  readonly toPost: Map<string, ToPost>;
  /** What the Announcements that this process armed hold, by URN of the broadcast. */
  readonly journals: Map<string, Journal>;
  /** Broadcasts armed in this process whose Delivery has not begun. */
  readonly armedOnly: Set<string>;
  /** How many creates and updates failed in this process, and how many the program knew of when it declared a broadcast. */
  failures: number;
  readonly failuresKnown: Map<string, number>;
  /** When the engine last called create or update, in milliseconds since this process began. */
  lastCall: number;
  /** The terms of each broadcast as policies left them, by URN. */
  readonly terms: Map<string, Terms>;
  /** Posts begun in this process, by digest; a create that an error hook repeats gets the result of the first one. */
  readonly tried: Map<string, Promise<Result>>;
  /** The id of the Delivery that holds a notification, which deleting an older generation must not cancel. */
  readonly owners: Map<string, string>;
  /** Deliveries that no longer keep a notification (`letGoKey`); the last one to let go cancels it. */
  readonly letGo: Set<string>;
  /** Notifications canceled by this process. */
  readonly canceled: Set<string>;
  /** The broadcast of the program that declares a digest, by digest. */
  readonly declaredBy: Map<string, { of: string; name: string }>;
  /** Digests that the program declares, and of sends that count for them. */
  readonly declared: Set<string>;
  /** Former URNs of a broadcast, by its current one; only the engine knows aliases. */
  readonly formerly: Map<string, Set<string>>;
  /** Connection strings of hubs that hold a scheduled send of a broadcast, by its URN. */
  readonly connections: Map<string, Readonly<Record<string, string>>>;
  /** The ledger's answers, by key. */
  readonly ledgerWords: Map<string, LedgerWord>;
  /** What the stack's state held when the program started, as far as the broadcasts checked so far need it; `undefined` before the first. */
  memory?: StackMemory;
  /** What the rest of the stack has posted, by URN of the broadcast that was not handed it. */
  readonly elsewhere: Map<string, string>;
  /** Project and stack: the scope of "once" for a broadcast without an `announcement`. */
  scope?: string;
  /** Whether this is a preview. */
  preview?: boolean;
}

export const newRun = (): ProviderRun => ({
  id: randomBytes(4).toString("hex"),
  toPost: new Map(),
  journals: new Map(),
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
  elsewhere: new Map(),
});

/** What this process armed for an order, provided that the state holds it. */
export const journalOf = ({ id, journals }: ProviderRun, { of, runs = [] }: Order): Journal | undefined =>
  runs.includes(id) ? journals.get(of) : undefined;

/** This run's arm of the post with this digest. */
export function armOf(run: ProviderRun, order: Order, digest: string): Arm | undefined {
  const arm = journalOf(run, order)?.armed[digest];
  return arm?.run === run.id ? arm : undefined;
}

/** Whether this run journaled that it is about to cancel a notification. */
export const isJournalled = (run: ProviderRun, order: Order, { notificationId = "" }: SendRecord): boolean =>
  journalOf(run, order)?.cancels[notificationId]?.run === run.id;
