import type { Doubt } from "./doubtCount";
import { type FaultKind, faultKinds } from "./fault";
import type { Violation, ViolationKind } from "./scene";

/** What one sequence came to. */
export interface Outcome {
  violations: Violation[];
  doubts: Doubt[];
  /** Identities that the hubs accepted more often than they may. */
  repeats: number;
  /** Repeats by two runs side by side, both begun before either had armed. */
  excused: number;
  accepted: number;
  /** Cancels by deletes that failed or were cut short: no state tells of them. */
  cutShort: number;
  /** The faults that really struck. */
  struck: FaultKind[];
  /** States that the engine wrote and then refused, until a person ran `pulumi state repair`. */
  repairs: number;
}

/** The sum of many sequences. */
export class Tally {
  begun = 0;
  sequences = 0;
  /** Sequences in which at least one fault struck. */
  faulted = 0;
  accepted = 0;
  repeats = 0;
  excused = 0;
  cutShort = 0;
  repairs = 0;
  seconds = 0;
  readonly doubts: Doubt[] = [];
  readonly struck = new Map<FaultKind, number>();
  readonly #violations = new Map<ViolationKind, number>();

  add({ violations, doubts, repeats, excused, accepted, cutShort, struck, repairs }: Outcome): void {
    this.sequences++;
    if (struck.length > 0) this.faulted++;
    this.accepted += accepted;
    this.repeats += repeats;
    this.excused += excused;
    this.cutShort += cutShort;
    this.repairs += repairs;
    this.doubts.push(...doubts);
    for (const { kind } of violations) this.#violations.set(kind, this.count(kind) + 1);
    for (const kind of struck) this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
  }

  count(kind: ViolationKind): number {
    return this.#violations.get(kind) ?? 0;
  }

  /** Declared and never there, still to come though nobody declares it, or said to be what it is not. */
  get lost(): number {
    return this.count("lost") + this.count("stray") + this.count("said wrongly");
  }

  get inBrief(): string {
    return `${this.sequences} sequences, ${this.faulted} struck, ${this.accepted} accepted, ${this.repeats} repeats, ${this.lost} lost`;
  }
}

/** The tallies side by side, and for the first one which faults cost doubts that a look at the hub shows to be false. */
export function table(columns: Record<string, Tally>): string {
  const tallies = Object.values(columns);
  const row = (title: string, of: (tally: Tally) => number): string[] => [
    title,
    ...tallies.map((tally) => String(of(tally))),
  ];
  const falseOnes = ({ doubts }: Tally) => doubts.filter(({ accepted }) => !accepted);
  return aligned([
    ["", ...Object.keys(columns)],
    row("sequences", ({ sequences }) => sequences),
    row("  struck by a fault", ({ faulted }) => faulted),
    row("seconds", ({ seconds }) => Math.round(seconds)),
    row("accepted by the hubs", ({ accepted }) => accepted),
    row("repeats", ({ repeats }) => repeats),
    row("lost", ({ lost }) => lost),
    row("  declared, and neither there nor named", (tally) => tally.count("lost")),
    row("  withdrawn, and still to come", (tally) => tally.count("stray")),
    row("  said to be what it is not", (tally) => tally.count("said wrongly")),
    row("failing runs with more false doubts than the gate is wide", (tally) => tally.count("false doubts")),
    row("doubts", ({ doubts }) => doubts.length),
    row("  false ones", (tally) => falseOnes(tally).length),
    row("repeats of ups begun side by side", ({ excused }) => excused),
    row("cancels by deletes that failed or were cut short", ({ cutShort }) => cutShort),
    row("states that the engine refused", ({ repairs }) => repairs),
    row("faults that struck", ({ struck }) => [...struck.values()].reduce((sum, count) => sum + count, 0)),
    ...faultKinds.map((kind) => {
      const cost = falseOnes(tallies[0]!).filter(({ fault }) => fault === kind).length;
      return [
        ...row(`  ${kind}`, ({ struck }) => struck.get(kind) ?? 0),
        ...(cost > 0 ? [`(false doubts: ${cost})`] : []),
      ];
    }),
  ]);
}

function aligned(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0]!) : `   ${text.padStart(widths[column] ?? 0)}`;
  return rows.map((row) => row.map(cell).join("")).join("\n");
}
