import { type Declared, identityOf } from "./declared";
import type { FaultKind } from "./fault";
import type { Names } from "./names";
import { type StackName, urnOf } from "./place";
import { type Program, placesOf } from "./program";
import type { OpenDoubt, Reading } from "./reading";
import type { Resolutions } from "./stateView";
import type { Truth } from "./truth";
import type { HubEvent } from "./wire";

/** A post that a person was asked about. */
export interface Doubt {
  /** What struck the run that caused it. */
  fault: FaultKind | undefined;
  /** A look at the hub shows that it went out. */
  accepted: boolean;
}

/** The doubts of one stack: which run caused each, and what is true of it. */
export class DoubtCount {
  readonly #steps = new Map<string, number>();
  readonly #faults = new Map<string, FaultKind | undefined>();
  readonly #said = new Map<string, Doubt>();

  constructor(
    private readonly truth: Truth,
    private readonly names: Names,
    private readonly stack: StackName,
  ) {}

  get all(): Doubt[] {
    return [...this.#said.values()];
  }

  /** Takes in what a state says after a step; returns the doubts that the step caused. */
  note(reading: Reading, step: number, fault: FaultKind | undefined): OpenDoubt[] {
    for (const { run } of [...reading.view.arms, ...reading.view.doubts])
      if (!this.#steps.has(run)) this.#steps.set(run, step);
    const fresh = reading.doubts.filter(({ key }) => !this.#faults.has(key));
    for (const { key } of fresh) this.#faults.set(key, fault);
    for (const doubt of reading.doubts) {
      if (doubt.said) this.#said.set(doubt.key, { fault: this.#faults.get(doubt.key), accepted: this.#isTrue(doubt) });
    }
    return fresh;
  }

  /** What a person finds who looks at the hub for each doubt, once no request can be under way any more. */
  truthOf(reading: Reading, now: number): Resolutions {
    const asked = reading.doubts.filter(({ until }) => until === undefined || Date.parse(until) <= now);
    return Object.fromEntries(asked.map((doubt) => [doubt.key, this.#isTrue(doubt) ? "sent" : "not-sent"]));
  }

  /** Whether what the doubt is about went out or still will. */
  #isTrue({ digest, run, pending }: OpenDoubt): boolean {
    const sends = this.names.identitiesOf(digest).flatMap((identity) => this.truth.live(identity, this.stack));
    if (pending !== undefined) return sends.some(({ id }) => id === pending);
    return sends.some(({ step }) => step === this.#steps.get(run));
  }

  /** Broadcasts that a run began and did not ask the hub for; those of one tag cannot be told apart by a request's headers. */
  notAskedFor(fresh: readonly OpenDoubt[], events: readonly HubEvent[], program: Program): number {
    let count = 0;
    for (const [tag, group] of Map.groupBy(program.broadcasts, ({ tag }) => tag)) {
      const left = platformsOf(group).map((platform) => {
        const begun = group.filter((declared) => this.#isAmong(fresh, declared, platform)).length;
        const asked = events.filter(
          (event) => event.kind === "asked" && event.tags === tag && event.format === platform,
        ).length;
        return begun - asked;
      });
      count += Math.max(0, ...left);
    }
    return count;
  }

  #isAmong(fresh: readonly OpenDoubt[], declared: Declared, platform: string): boolean {
    const urns = placesOf(declared).map((place) => urnOf(this.stack, place));
    const digests = this.names.digestsOf(identityOf(declared, platform));
    return fresh.some(
      ({ urn, digest, pending }) => pending === undefined && urns.includes(urn) && digests.includes(digest),
    );
  }
}

const platformsOf = (group: readonly Declared[]): string[] => [...new Set(group.flatMap(({ platforms }) => platforms))];
