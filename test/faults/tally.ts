import type { Doubt, Violation } from "./judge";
import { type FaultKind, faultKinds } from "./sequence";

/** What one sequence came to. */
export interface Outcome {
  violations: Violation[];
  doubts: Doubt[];
  /** Identities that the hub accepted more often than it may. */
  repeats: number;
  /** Repeats by two runs side by side, both begun before either had armed. */
  excused: number;
  accepted: number;
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
  lost = 0;
  repairs = 0;
  seconds = 0;
  readonly doubts: Doubt[] = [];
  readonly struck = new Map<FaultKind, number>();

  add({ violations, doubts, repeats, excused, accepted, struck, repairs }: Outcome): void {
    this.sequences++;
    if (struck.length > 0) this.faulted++;
    this.accepted += accepted;
    this.repeats += repeats;
    this.excused += excused;
    this.repairs += repairs;
    this.lost += violations.filter(({ kind }) => kind === "lost").length;
    this.doubts.push(...doubts);
    for (const kind of struck) this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
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
    row("accepted by the hub", ({ accepted }) => accepted),
    row("repeats", ({ repeats }) => repeats),
    row("lost", ({ lost }) => lost),
    row("doubts", ({ doubts }) => doubts.length),
    row("  false ones", (tally) => falseOnes(tally).length),
    row("repeats of ups begun side by side", ({ excused }) => excused),
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
