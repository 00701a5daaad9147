import type { Doubts, Violation } from "./judge";
import { type FaultKind, faultKinds } from "./sequence";

/** What one sequence came to. */
export interface Outcome {
  violations: Violation[];
  doubts: Doubts;
  /** Identities that the hub accepted more often than it may. */
  repeats: number;
  /** Repeats by two runs side by side, both begun before either had armed. */
  excused: number;
  accepted: number;
  /** The faults that really struck. */
  struck: FaultKind[];
}

/** The sum of many sequences. */
export class Tally {
  sequences = 0;
  /** Sequences in which at least one fault struck. */
  faulted = 0;
  accepted = 0;
  repeats = 0;
  excused = 0;
  lost = 0;
  doubts = 0;
  falseDoubts = 0;
  seconds = 0;
  readonly struck = new Map<FaultKind, number>();

  add({ violations, doubts, repeats, excused, accepted, struck }: Outcome): void {
    this.sequences++;
    if (struck.length > 0) this.faulted++;
    this.accepted += accepted;
    this.repeats += repeats;
    this.excused += excused;
    this.lost += violations.filter(({ kind }) => kind === "lost").length;
    this.doubts += doubts.all;
    this.falseDoubts += doubts.false;
    for (const kind of struck) this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
  }
}

/** The tallies side by side, a column each. */
export function table(columns: Record<string, Tally>): string {
  const tallies = Object.values(columns);
  const rows: [string, ...(string | number)[]][] = [
    ["", ...Object.keys(columns)],
    ["sequences", ...tallies.map(({ sequences }) => sequences)],
    ["  struck by a fault", ...tallies.map(({ faulted }) => faulted)],
    ["seconds", ...tallies.map(({ seconds }) => Math.round(seconds))],
    ["accepted by the hub", ...tallies.map(({ accepted }) => accepted)],
    ["repeats", ...tallies.map(({ repeats }) => repeats)],
    ["lost", ...tallies.map(({ lost }) => lost)],
    ["doubts", ...tallies.map(({ doubts }) => doubts)],
    ["  false ones", ...tallies.map(({ falseDoubts }) => falseDoubts)],
    ["two ups begun side by side", ...tallies.map(({ excused }) => excused)],
    ["faults that struck", ...tallies.map(({ struck }) => [...struck.values()].reduce((sum, count) => sum + count, 0))],
    ...faultKinds.map((kind): [string, ...number[]] => [
      `  ${kind}`,
      ...tallies.map(({ struck }) => struck.get(kind) ?? 0),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[0]!) : String(cell).padStart(widths[i]! + 3)))
        .join(""),
    )
    .join("\n");
}
