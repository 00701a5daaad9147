import fc from "fast-check";
import { cancelFaults, type Fault, type FaultKind, type Moment, momentFaults, postFaults } from "./fault";
import { parents } from "./place";
import { platforms } from "./platform";
import { slots } from "./program";
import type { Change, Child, Command, Sequence, Step } from "./sequence";

const of = fc.nat(6);
const only = <K extends string>(kind: K) => fc.constant(kind);
const child = fc.constantFrom<Child>("Announcement", "Delivery", "Delivery");
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const edit: fc.Arbitrary<Change> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: only("edit"), of }) },
  { weight: 5, arbitrary: fc.record({ kind: only("revert"), of, to: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: only("raise revision"), of }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: only("add or remove a platform"), of, platform: fc.constantFrom(...platforms) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: only("rename"), of, alias: fc.boolean(), parent: fc.constantFrom(...parents) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: only("remove or declare again"), of }) },
  { weight: 2, arbitrary: fc.record({ kind: only("announcement"), of, to: fc.nat(3) }) },
  { weight: 5, arbitrary: fc.record({ kind: only("schedule"), of, hours: fc.constantFrom(0, 2, 4, 7, 12, 30) }) },
  { weight: 2, arbitrary: fc.record({ kind: only("hub argument"), of }) },
  { weight: 1, arbitrary: fc.record({ kind: only("test on or off"), of }) },
  { weight: 1, arbitrary: fc.record({ kind: only("swap texts") }) },
);

const circumstance: fc.Arbitrary<Change> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: only("policy on or off") }) },
  { weight: 2, arbitrary: fc.record({ kind: only("hub moves") }) },
  { weight: 1, arbitrary: fc.record({ kind: only("sends on or off") }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: only("ledger"),
      to: fc.constantFrom<"none" | "A" | "B" | "emptied">("none", "A", "B", "emptied"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: only("time passes"), hours: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: only("hub's clock goes ahead"), hours: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: only("keys are rotated") }) },
  { weight: 1, arbitrary: fc.record({ kind: only("canceled by hand"), pick: fc.nat(9) }) },
);

const plainCommand = (
  ...runs: Extract<Command, { run: "up" | "preview" | "refresh" | "destroy" | "restore" | "resolve" }>["run"][]
) => fc.record({ run: fc.constantFrom(...runs) });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 14, arbitrary: plainCommand("up") },
  { weight: 1, arbitrary: plainCommand("preview") },
  { weight: 2, arbitrary: plainCommand("refresh") },
  { weight: 1, arbitrary: plainCommand("destroy") },
  { weight: 1, arbitrary: plainCommand("restore") },
  { weight: 2, arbitrary: plainCommand("resolve") },
  {
    weight: 3,
    arbitrary: fc.record(
      { run: only("replace"), of, child, deleteFirst: fc.boolean() },
      { requiredKeys: ["run", "deleteFirst"] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ run: only("taint"), of, child }) },
  { weight: 2, arbitrary: fc.record({ run: only("target"), of, child }, { requiredKeys: ["run", "of"] }) },
);

const moment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ at: only("event"), after: fc.nat(70) }),
  fc.record({ at: fc.constantFrom("on its way", "taken", "carried out", "answered"), after: fc.nat(11) }),
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        kind: fc.constantFrom(...postFaults),
        platform: maybe(fc.constantFrom(...platforms)),
        lasting: fc.boolean(),
        times: fc.constantFrom(1, 1, 1, 2, 5, 30),
      })
      // Each passing throttle is waited for, half a second at least.
      .map((fault) => ({ ...fault, times: fault.lasting ? fault.times : Math.min(fault.times, 3) })),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom(...cancelFaults), times: fc.constantFrom(1, 1, 9) }) },
  { weight: 2, arbitrary: fc.record({ kind: only("wrong key") }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constantFrom(...momentFaults), moment }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: only("disk full"), moment, writes: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: only("checkpoints skipped") }) },
);

const step: fc.Arbitrary<Step> = fc
  .record({
    stack: fc.constantFrom<"review" | undefined>(undefined, undefined, undefined, undefined, "review"),
    edits: fc.array(edit, { maxLength: 2 }),
    around: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(circumstance, { minLength: 1, maxLength: 1 }) },
    ),
    command,
    fault: maybe(fault),
  })
  .map(({ stack, edits, around, command, fault }) => ({
    ...(stack ? { stack } : {}),
    changes: [...edits, ...around],
    command,
    ...(fault ? { fault } : {}),
  }));

export interface Limits {
  /** Most steps. */
  longest: number;
  /** Faults that are left out. */
  without?: readonly FaultKind[];
  /** Fewest and most broadcasts. @default [6, 7] */
  broadcasts?: readonly [number, number];
}

/** Random sequences, in which at least one step meets a fault. */
export const sequences = ({ longest, without = [], broadcasts: [min, max] = [6, 7] }: Limits): fc.Arbitrary<Sequence> =>
  fc
    .record({
      slots: fc.subarray(slots, { minLength: min, maxLength: max }),
      ledger: fc.boolean(),
      mayRead: fc.boolean(),
      steps: fc.array(step, { minLength: 2, maxLength: longest }),
    })
    .filter(({ steps }) => steps.some(({ fault }) => fault !== undefined))
    .filter(({ steps }) => !steps.some(({ fault }) => fault && without.includes(fault.kind)));

/** The sequence of a seed. */
export const sequenceOf = (seed: number, limits: Limits): Sequence =>
  fc.sample(sequences(limits), { seed, numRuns: 1 })[0]!;
