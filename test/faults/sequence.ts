import fc from "fast-check";
import { type Change, type Platform, platforms } from "./program";

/** What is run; `resolve` is an up after a person looked at the hub and said of each doubt what is true. */
export type Command = "up" | "preview" | "refresh" | "destroy" | "replace" | "restore" | "resolve";

/**
 * When something strikes: after so many events of the engine (steps begun, answered, stored), or at the first, second … post of the run:
 * on its way to the hub, taken by the hub, accepted but not answered, answered.
 */
export interface Moment {
  at: "event" | "on its way" | "taken" | "accepted" | "answered";
  after: number;
}

export type HubFault = "reply lost" | "reset before" | "401" | "429" | "403 + Retry-After" | "500" | "503" | "delay";

export type Fault =
  /** `lasting` faults end in a refusal; others pass within the client's patience. */
  | { kind: HubFault; platform?: Platform; lasting: boolean }
  | {
      kind:
        | "engine killed"
        | "provider killed"
        | "Ctrl-C once"
        | "Ctrl-C twice"
        | "overlapping up"
        | "ledger unreachable";
      moment: Moment;
    }
  /** So many writes of the checkpoint fail from that moment on. */
  | { kind: "disk full"; moment: Moment; writes: number }
  | { kind: "checkpoints skipped" };

export type FaultKind = Fault["kind"];

export const hubFaults: readonly HubFault[] = [
  "reply lost",
  "reset before",
  "401",
  "429",
  "403 + Retry-After",
  "500",
  "503",
  "delay",
];
export const isHubFault = (fault: Fault): fault is Extract<Fault, { kind: HubFault }> =>
  hubFaults.includes(fault.kind as HubFault);

const struckAtMoment = [
  "engine killed",
  "provider killed",
  "Ctrl-C once",
  "Ctrl-C twice",
  "overlapping up",
  "ledger unreachable",
] as const;
export const faultKinds: readonly FaultKind[] = [...hubFaults, ...struckAtMoment, "disk full", "checkpoints skipped"];

/** One line in the life of a stack: the program may be edited, a command runs, something may go wrong. */
export interface Step {
  change?: Change;
  command: Command;
  fault?: Fault;
}

export interface Sequence {
  broadcasts: number;
  ledger: boolean;
  steps: Step[];
}

const of = fc.nat(1);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("edit" as const), of }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("revert" as const), of, to: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("raise revision" as const), of }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("add or remove a platform" as const),
      of,
      platform: fc.constantFrom(...platforms),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("policy on or off" as const), of }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("rename" as const), of, alias: fc.boolean() }) },
);

const command = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Command>("up") },
  { weight: 1, arbitrary: fc.constant<Command>("preview") },
  { weight: 2, arbitrary: fc.constant<Command>("refresh") },
  { weight: 1, arbitrary: fc.constant<Command>("destroy") },
  { weight: 3, arbitrary: fc.constant<Command>("replace") },
  { weight: 1, arbitrary: fc.constant<Command>("restore") },
  { weight: 1, arbitrary: fc.constant<Command>("resolve") },
);

const moment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ at: fc.constant("event" as const), after: fc.nat(24) }),
  fc.record({
    at: fc.constantFrom("on its way" as const, "taken" as const, "accepted" as const, "answered" as const),
    after: fc.nat(1),
  }),
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom(...hubFaults),
      platform: fc.option(fc.constantFrom(...platforms), { nil: undefined }),
      lasting: fc.boolean(),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constantFrom(...struckAtMoment), moment }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("disk full" as const), moment, writes: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("checkpoints skipped" as const) }) },
);

const step: fc.Arbitrary<Step> = fc.record({ change, command, fault }, { requiredKeys: ["command"] });

/** Random sequences, in which at least one step meets a fault, and none one of the kinds that are left out. */
export const sequences = (longest: number, without: readonly FaultKind[] = []): fc.Arbitrary<Sequence> =>
  fc
    .record({
      broadcasts: fc.integer({ min: 1, max: 2 }),
      ledger: fc.boolean(),
      steps: fc.array(step, { minLength: 2, maxLength: longest }),
    })
    .filter(({ steps }) => steps.some(({ fault }) => fault !== undefined))
    .filter(({ steps }) => !steps.some(({ fault }) => fault && without.includes(fault.kind)));

/** A sequence in words, one step a line. */
export function inWords({ broadcasts, ledger, steps }: Sequence): string {
  const head = `${broadcasts} broadcast${broadcasts > 1 ? "s" : ""}, ${ledger ? "a ledger" : "no ledger"}`;
  return [head, ...steps.map(stepInWords)].join("\n  ");
}

function stepInWords({ change, command, fault }: Step): string {
  const { kind, ...details } = change ?? { kind: "" };
  const edit = change ? `${kind} ${JSON.stringify(details)}, then ` : "";
  if (!fault) return edit + command;
  const { kind: what, ...where } = fault;
  return `${edit}${command} with ${what} ${JSON.stringify(where)}`;
}
