import type { Fault } from "./fault";
import type { StackName } from "./place";
import type { Edit } from "./program";

/** Part of a broadcast. */
export type Child = "Announcement" | "Delivery";

export type Command =
  /**
   * `resolve` is an up after a person looked at the hub and said of each doubt what is true; `restore` is one after the last checkpoint
   * was put in place of the present one.
   */
  | { run: "up" | "preview" | "refresh" | "destroy" | "restore" | "resolve" }
  /** An up that makes resources anew, all or those of one broadcast. */
  | { run: "replace"; of?: number; child?: Child; deleteFirst: boolean }
  /** An up after `state taint`. */
  | { run: "taint"; of: number; child: Child }
  /** An up of one broadcast, or of one of its resources. */
  | { run: "target"; of: number; child?: Child };

/** What changes around the stacks. */
export type Circumstance =
  /** A remediating policy comes or goes, which rewrites the title of what is still to be sent. */
  | { kind: "policy on or off" }
  /** The stack's configuration names the other hub. */
  | { kind: "hub moves" }
  | { kind: "sends on or off" }
  /** `emptied`: the folder is that of another disk. */
  | { kind: "ledger"; to: "none" | "A" | "B" | "emptied" }
  | { kind: "time passes"; hours: number }
  /** The hub's clock alone goes ahead. */
  | { kind: "hub's clock goes ahead"; hours: number }
  | { kind: "keys are rotated" }
  /** Somebody cancels one of the pending sends. */
  | { kind: "canceled by hand"; pick: number };

export type Change = Edit | Circumstance;

/** One line in the life of the stacks: something changes, a command runs, something may go wrong. */
export interface Step {
  /** @default dev */
  stack?: StackName;
  changes: Change[];
  command: Command;
  fault?: Fault;
}

export interface Sequence {
  /** Which broadcasts the program declares. */
  slots: number[];
  ledger: boolean;
  /** Whether the key may read what became of a send. */
  mayRead: boolean;
  steps: Step[];
}

/** Runs that carry out what the program says. */
export const deploys = ({ run }: Command): boolean => run !== "preview" && run !== "refresh" && run !== "destroy";

/** A sequence in words, one step a line. */
export function inWords({ slots, ledger, mayRead, steps }: Sequence): string {
  const head = `broadcasts ${slots.join(" ")}, ${ledger ? "a ledger" : "no ledger"}${mayRead ? ", a key that may read" : ""}`;
  return [head, ...steps.map(stepInWords)].join("\n  ");
}

function stepInWords({ stack, changes, command, fault }: Step): string {
  const before = changes.map((change) => `${sayKind(change)}, then `).join("");
  const { run, ...how } = command;
  const what = `${run}${details(how)}`;
  const struck = fault ? ` with ${sayKind(fault)}` : "";
  return `${stack ? `in ${stack}: ` : ""}${before}${what}${struck}`;
}

const sayKind = ({ kind, ...rest }: { kind: string }): string => `${kind}${details(rest)}`;
const details = (rest: object): string => (Object.keys(rest).length === 0 ? "" : ` ${JSON.stringify(rest)}`);
