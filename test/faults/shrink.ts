import type { Sequence, Step } from "./sequence";

/** Looks for a shorter sequence that still fails, by leaving things out one after the other, until the time is over. */
export async function shrink(
  sequence: Sequence,
  fails: (shorter: Sequence) => Promise<boolean>,
  limitSeconds: number,
): Promise<Sequence> {
  const end = performance.now() + limitSeconds * 1000;
  let shortest = sequence;
  for (let shorter = true; shorter; ) {
    shorter = false;
    for (const candidate of shorterThan(shortest)) {
      if (performance.now() > end) return shortest;
      if (!(await fails(candidate))) continue;
      shortest = candidate;
      shorter = true;
      break;
    }
  }
  return shortest;
}

function* shorterThan(sequence: Sequence): Generator<Sequence> {
  const { slots, steps } = sequence;
  const half = Math.ceil(steps.length / 2);
  if (steps.length > 2) yield { ...sequence, steps: steps.slice(half) };
  if (steps.length > 2) yield { ...sequence, steps: steps.slice(0, half) };
  for (const [index] of steps.entries()) yield { ...sequence, steps: steps.toSpliced(index, 1) };
  // `of` counts within the broadcasts that are there, so it moves when one goes.
  for (const [index] of slots.entries()) {
    if (slots.length > 1)
      yield {
        ...sequence,
        slots: slots.toSpliced(index, 1),
        steps: steps.map((step) => reindexed(step, slots.length, index)),
      };
  }
  for (const [index, step] of steps.entries()) {
    for (const simpler of simplerThan(step)) yield { ...sequence, steps: steps.with(index, simpler) };
  }
  if (sequence.ledger) yield { ...sequence, ledger: false };
  if (sequence.mayRead) yield { ...sequence, mayRead: false };
}

function* simplerThan(step: Step): Generator<Step> {
  const { fault, command, changes } = step;
  if (fault) yield { ...step, fault: undefined };
  for (const [index] of changes.entries()) yield { ...step, changes: changes.toSpliced(index, 1) };
  if (command.run !== "up") yield { ...step, command: { run: "up" } };
  if (fault && "times" in fault && fault.times > 1) yield { ...step, fault: { ...fault, times: 1 } };
  if (fault && "moment" in fault && fault.moment.after > 0) {
    const { moment } = fault;
    for (const after of new Set([0, Math.floor(moment.after / 2), moment.after - 1]))
      yield { ...step, fault: { ...fault, moment: { ...moment, after } } };
  }
}

function reindexed(step: Step, count: number, gone: number): Step {
  const move = <T extends object>(part: T): T => {
    if (!("of" in part) || typeof part.of !== "number") return part;
    const of = part.of % count;
    return { ...part, of: of > gone ? of - 1 : of };
  };
  return { ...step, command: move(step.command), changes: step.changes.map(move) };
}
