import type { Emulator } from "../../sdk/emulator";
import type { Held } from "./checkpoint";
import { Judge, type Resolutions } from "./judge";
import { Program } from "./program";
import type { Command, Fault, FaultKind, Sequence, Step } from "./sequence";
import type { Subject, Testimony } from "./subject";
import type { Outcome } from "./tally";

/** One command on one program, with the fault that strikes it. */
export interface Order {
  command: Command;
  program: Program;
  fault?: Fault;
  resolutions: Resolutions;
}

/** How a command ended. */
export interface Report {
  done: boolean;
  /** What a person would read. */
  said: string;
  /** Whether the fault met its moment. */
  struck: boolean;
  /** What the hub accepted meanwhile, late ones included. */
  accepted: ReturnType<Emulator["sends"]>;
  /** What the state held when an overlapping run began. */
  overlapped?: Held[];
  /** The engine refused the state that it had written itself, and a person repaired it as its message says. */
  repaired?: boolean;
}

/** A stack that can be put through commands. */
export interface Stack {
  carryOut(order: Order): Promise<Report>;
  /** The resources of the present checkpoint. */
  resources(): Promise<Held[]>;
  /** Puts an older checkpoint in the present one's place. */
  restore(): Promise<void>;
}

const deploys = new Set<Command>(["up", "replace", "restore", "resolve"]);

/** Leads a stack through a sequence, and some ordinary ups at its end, under the eyes of the judge. */
export async function live(stack: Stack, sequence: Sequence, subject: Subject): Promise<Outcome> {
  const program = new Program(sequence.broadcasts);
  const judge = new Judge(subject, sequence.ledger);
  const struck: FaultKind[] = [];
  let repairs = 0;
  let testimony: Testimony = { words: new Map(), doubts: [] };
  let resolutions: Resolutions = {};

  const take = async ({ change, command, fault }: Step): Promise<Report> => {
    if (change) program.apply(change);
    judge.declare(program);
    if (command === "restore") {
      await stack.restore();
      judge.restore(await stack.resources(), resolutions);
    }
    if (command === "resolve") resolutions = judge.truthOf(testimony);
    if (deploys.has(command)) judge.remove(await stack.resources(), program);
    const report = await stack.carryOut({ command, program, fault, resolutions });
    if (report.struck && fault) struck.push(fault.kind);
    if (report.repaired) repairs++;
    const resources = await stack.resources();
    if (report.overlapped) judge.overlap(report.overlapped, program, resolutions);
    judge.observe(report.accepted, program);
    judge.forgetRemoved(resources);
    if (command === "destroy") judge.forget(resources);
    if (report.overlapped) judge.forgetOverlap(resources);
    testimony = judge.compare(resources, report.said, program, fault?.kind);
    return report;
  };

  for (const step of sequence.steps) await take(step);
  // Everything has calmed down: an up repairs what can be and may fail over a doubt, once for each broadcast; the next one may not.
  for (let left = sequence.broadcasts; left > 0; ) {
    const { done, repaired } = await take({ command: "up" });
    if (done) break;
    // One that only ended in a repair has not come as far.
    if (!repaired || repairs > sequence.steps.length) left--;
  }
  judge.conclude(await take({ command: "up" }), testimony, program);
  const { violations, doubts, repeats, excused, accepted } = judge;
  return { violations, doubts, repeats, excused, accepted, struck, repairs };
}
