import * as pulumi from "@pulumi/pulumi";
import { presentHost } from "./host";

/**
 * How many broadcasts may be armed and not posted yet. After a failure the engine starts nothing more, so whatever is armed by then and has
 * not begun to post is in doubt. A wider gate is faster with a slow hub; a narrower one leaves fewer doubts.
 */
export const widestGate = 8;

/** How a broadcast left the gate. */
export type Ending = "posted" | "failed";

/** How long nothing may happen before one more enters, in milliseconds: a transform may make a broadcast inside wait for one outside. */
const longestWait = 60_000;

/** How long the gate must be idle before broadcasts in doubt enter, in milliseconds: their failure stops all others. */
const lull = 500;

interface Waiter {
  enter: () => void;
  last: boolean;
}

/**
 * Admits broadcasts that may post: one at a time until the first has posted, then more. Without it the engine would arm all of them first,
 * and a single failure would leave them armed but not posted.
 */
export class Gate {
  #width = 1;
  #inside = 0;
  #failures = 0;
  #waiting: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly widest: number) {}

  /** How many broadcasts have failed. With `--continue-on-error` the others go on. */
  get failures(): number {
    return this.#failures;
  }

  /** Resolves when the broadcast may be armed, to a function that tells how it ended. `last` lets all others go first. */
  enter({ last = false } = {}): Promise<(ending: Ending) => void> {
    return new Promise((resolve) => {
      let left = false;
      const leave = (ending: Ending) => {
        if (left) return;
        left = true;
        this.#inside--;
        if (ending === "failed") this.#failures++;
        this.#width = ending === "posted" ? Math.min(this.#width * 2, this.widest) : 1;
        this.#admit();
      };
      this.#waiting.push({ last, enter: () => resolve(leave) });
      this.#admit();
    });
  }

  #admit(): void {
    while (this.#inside < this.#width) {
      const next = this.#waiting.find(({ last }) => !last);
      if (!next) break;
      this.#let(next);
    }
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    if (this.#inside === 0)
      this.#timer = setTimeout(() => this.#waiting.slice().forEach((each) => this.#let(each)), lull);
    else this.#timer = setTimeout(() => this.#overdue(), longestWait).unref();
  }

  /** Nothing has happened for a long time: lets one more enter. */
  #overdue(): void {
    this.#let(this.#waiting[0]!);
    this.#admit();
  }

  #let(waiter: Waiter): void {
    this.#waiting = this.#waiting.filter((each) => each !== waiter);
    this.#inside++;
    waiter.enter();
  }
}

const gates = new WeakMap<object, Gate>();

/** The gate of the current engine run; a process may have several runs at once. */
export function gateOfRun(): Gate {
  const run = presentHost().run ?? pulumi.runtime.getMonitor() ?? gates;
  const workers = Number(process.env.PULUMI_NODEJS_PARALLEL);
  const gate = gates.get(run) ?? new Gate(workers > 0 ? Math.min(workers, widestGate) : widestGate);
  gates.set(run, gate);
  return gate;
}
