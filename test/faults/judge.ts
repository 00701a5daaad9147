import { type Declared, identitiesOf, identityOf } from "./declared";
import { type Doubt, DoubtCount } from "./doubtCount";
import { Ending } from "./ending";
import { cutsShort } from "./fault";
import { Forgetting } from "./forgetting";
import { untruths } from "./honesty";
import { Names } from "./names";
import type { StackName } from "./place";
import type { Program } from "./program";
import { Reading } from "./reading";
import { Repeats } from "./repeats";
import type { Ended, Scene, Violation, ViolationKind } from "./scene";
import { deploys } from "./sequence";
import type { Resolutions, StateView } from "./stateView";
import type { Subject } from "./subject";
import { type Accepted, Truth } from "./truth";
import type { HubEvent } from "./wire";
import type { World } from "./world";

/** Compares what the hubs did with what each stack's state and each run said of it. */
export class Judge {
  readonly violations: Violation[] = [];
  readonly #truth: Truth;
  readonly #names = new Names();
  readonly #repeats: Repeats;
  readonly #forgetting = new Map<StackName, Forgetting>();
  readonly #doubts = new Map<StackName, DoubtCount>();
  readonly #declared = new Map<string, Declared>();
  /** Names that were given and that no up has taken in yet. */
  readonly #namings = new Set<string>();

  constructor(
    private readonly subject: Subject,
    private readonly world: World,
  ) {
    this.#truth = new Truth(world.hubs);
    this.#repeats = new Repeats(this.#truth, this.#names, world.hubs);
  }

  read(view: StateView, resolutions: Resolutions): Reading {
    return new Reading(view, this.#names, resolutions);
  }

  /** An older state is in place of the present one. */
  restored(reading: Reading, stack: StackName): void {
    this.#forgettingOf(stack).restored(reading, this.#names.identities, stack);
  }

  begin(scene: Scene): void {
    const { program, stack } = scene;
    for (const declared of program.broadcasts) this.#noteName(declared, stack);
    this.#forgettingOf(stack).begin(scene);
    this.#repeats.begin(scene, this.#forgettingOf(stack), this.world.hub);
  }

  end(scene: Scene, ended: Ended, events: readonly HubEvent[]): void {
    const { stack, program, step, fault, command } = scene;
    const { after, done, overlapped } = ended;
    const forgetting = this.#forgettingOf(stack);
    const contradictions = this.#names.learn(after.view, program, stack);
    if (this.subject.namesEachPost) for (const sentence of contradictions) this.#add("said wrongly", sentence);
    const identities = this.#names.identities;
    const declared = program.broadcasts.flatMap(identitiesOf);
    if (overlapped)
      forgetting.overlap(overlapped, [...identities, ...declared], { ledger: this.world.ledger !== undefined });
    const accepted = this.#observe(events, scene, ended);
    forgetting.end(scene, ended, identities);
    for (const { kind, sentence } of untruths(this.#truth, forgetting, scene, ended, accepted))
      this.#add(kind, sentence);
    this.#watchPending(scene, ended);
    const doubts = this.#doubtsOf(stack);
    const fresh = doubts.note(after, step, fault?.kind);
    const { gateWidth } = this.subject;
    const bounded = deploys(command) && command.run !== "target" && !cutsShort(fault) && !done;
    const left = doubts.notAskedFor(fresh, events, program);
    if (gateWidth !== undefined && bounded && left > gateWidth)
      this.#add("false doubts", `${left} broadcasts were begun and not posted by a run that failed`);
    if (overlapped) forgetting.sideBySide.clear();
    if (done && deploys(command)) this.#namings.clear();
  }

  /** What a person finds who looks at the hub for each doubt. */
  truthOf(reading: Reading, stack: StackName): Resolutions {
    return this.#doubtsOf(stack).truthOf(reading, this.world.clock.now());
  }

  /** After everything calmed down the last up succeeded, and everything that is declared is there or named. */
  conclude(reading: Reading, stack: StackName, program: Program, last: { done: boolean; said: string }): void {
    if (!last.done) this.#add("lost", `the last up in ${stack} failed: ${last.said}`);
    const ending = new Ending(this.#truth, this.world, this.#forgettingOf(stack), stack, program, reading);
    for (const { kind, sentence } of ending.violations()) this.#add(kind, sentence);
  }

  get doubts(): Doubt[] {
    return [...this.#doubts.values()].flatMap(({ all }) => all);
  }

  /** Identities that rang more often than they may. */
  get repeats(): number {
    return this.#repeats.count;
  }

  get excused(): number {
    return this.#repeats.excused;
  }

  /** Cancels by deletes that failed or were cut short. */
  get cutShort(): number {
    return [...this.#forgetting.values()].reduce((sum, { cutShort }) => sum + cutShort.size, 0);
  }

  get accepted(): number {
    return this.#truth.sends.length;
  }

  #observe(events: readonly HubEvent[], scene: Scene, ended: Ended): Accepted[] {
    const { stack, program, step } = scene;
    const accepted: Accepted[] = [];
    for (const event of events) {
      if (event.kind === "accepted") {
        const send = this.#truth.accept(event, stack, program, step);
        if (!send) {
          this.#add("repeat", `${event.record.format} to ${event.record.tags}: accepted, and nobody declares it`);
          continue;
        }
        accepted.push(send);
        if (this.world.sendsOff) this.#add("repeat", `${send.identity}: accepted while sends are off`);
        const sentence = this.#repeats.accept(send, scene, this.#forgettingOf(stack));
        if (sentence) this.#add("repeat", sentence);
      } else if (event.kind === "canceled") {
        const send = this.#truth.cancel(event, stack);
        if (send && !event.byHand && send.stack !== stack)
          this.#add("lost", `${send.identity}: posted by ${send.stack}, canceled by ${stack}`);
        if (send && !ended.done) this.#forgettingOf(stack).canceled(send, scene, ended);
      }
    }
    return accepted;
  }

  /** A state that knows of a pending send does not let go of it while it is pending. */
  #watchPending({ stack, before }: Scene, { after, overlapped }: Ended): void {
    for (const { id, identity, stack: own } of this.#truth.stillPending) {
      const known = before.view.records.some((record) => record.notificationId === id && !record.foreign);
      if (own !== stack || !known || overlapped || after.mentions(id) || !before.mentions(id)) continue;
      this.#add("stray", `${identity}: the state of ${stack} forgot that it is pending`);
    }
  }

  /** A name that is given to what was sent without one is no other announcement, once an up has taken it in. */
  #noteName(declared: Declared, stack: StackName): void {
    const key = `${stack} ${declared.slot}`;
    const earlier = this.#declared.get(key);
    this.#declared.set(key, declared);
    const changed = (["text", "revision", "test"] as const).some((field) => earlier?.[field] !== declared[field]);
    for (const platform of declared.platforms) {
      const identity = identityOf(declared, platform);
      if (earlier && earlier.announcement === undefined && declared.announcement !== undefined && !changed) {
        this.#repeats.name(identity, identityOf(earlier, platform));
        this.#namings.add(identity);
      }
    }
    if (!changed || !earlier) return;
    for (const platform of earlier.platforms) {
      const identity = identityOf(earlier, platform);
      if (this.#namings.delete(identity)) this.#repeats.unname(identity);
    }
  }

  #forgettingOf(stack: StackName): Forgetting {
    const known = this.#forgetting.get(stack) ?? new Forgetting(this.#truth);
    this.#forgetting.set(stack, known);
    return known;
  }

  #doubtsOf(stack: StackName): DoubtCount {
    const known = this.#doubts.get(stack) ?? new DoubtCount(this.#truth, this.#names, stack);
    this.#doubts.set(stack, known);
    return known;
  }

  /** What is still wrong at the next step is told once. */
  #add(kind: ViolationKind, sentence: string): void {
    if (!this.violations.some((other) => other.sentence === sentence)) this.violations.push({ kind, sentence });
  }
}
