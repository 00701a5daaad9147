import type { Held } from "./checkpoint";
import type { FaultKind } from "./fault";
import { Judge } from "./judge";
import type { StackName } from "./place";
import { Program, slots } from "./program";
import type { Change, Circumstance, Command, Sequence, Step } from "./sequence";
import type { Order, Stack } from "./stack";
import type { Resolutions } from "./stateView";
import type { Subject } from "./subject";
import type { Outcome } from "./tally";
import type { World } from "./world";

/** Broadcasts that the second stack declares too, when the first does. */
const shared = [2, 4, 6];

const circumstances: readonly string[] = [
  "policy on or off",
  "hub moves",
  "sends on or off",
  "ledger",
  "time passes",
  "hub's clock goes ahead",
  "keys are rotated",
  "canceled by hand",
] satisfies Circumstance["kind"][];

const isCircumstance = (change: Change): change is Circumstance => circumstances.includes(change.kind);

/** One stack, the program it runs, and what a person said of its doubts. */
interface Member {
  stack: Stack;
  name: StackName;
  program: Program;
  resolutions: Resolutions;
}

/** Leads the stacks through a sequence, and some ordinary ups at its end, under the eyes of the judge. */
export class Life {
  readonly #judge: Judge;
  readonly #members = new Map<StackName, Member>();
  readonly #struck: FaultKind[] = [];
  readonly #began: number;
  #step = 0;
  #repairs = 0;

  constructor(
    private readonly world: World,
    private readonly subject: Subject,
    private readonly sequence: Sequence,
    private readonly open: (name: StackName, program: Program) => Promise<Stack>,
  ) {
    this.#judge = new Judge(subject, world);
    this.#began = world.clock.now();
  }

  async lead(): Promise<Outcome> {
    for (const step of this.sequence.steps) await this.#take(step);
    this.world.setClocksRight();
    for (const name of [...this.#members.keys()]) await this.#calmDown(name);
    const { violations, doubts, repeats, excused, accepted, cutShort } = this.#judge;
    return { violations, doubts, repeats, excused, accepted, cutShort, struck: this.#struck, repairs: this.#repairs };
  }

  async #take({
    stack: name = "dev",
    changes,
    command,
    fault,
  }: Step): Promise<{ done: boolean; said: string; repaired: boolean }> {
    const member = await this.#member(name);
    const { stack, program } = member;
    for (const change of changes) {
      if (isCircumstance(change)) await this.world.change(change);
      else program.apply(change, this.world.clock.now());
    }
    await this.#prepare(member, command);
    const scene = {
      step: this.#step++,
      stack: name,
      program,
      command,
      fault,
      before: this.#read(member, await stack.resources()),
      ledger: await this.world.ledgerWords(),
    };
    this.#judge.begin(scene);
    const report = await stack.carryOut(this.#order(member, command, fault));
    if (report.struck && fault) this.#struck.push(fault.kind);
    if (report.repaired) this.#repairs++;
    if (this.subject.trustsOldClaims) await this.world.ledgers.ageClaims();
    const { done, said, repaired = false, events, overlapped } = report;
    const after = this.#read(member, await stack.resources());
    this.#judge.end(scene, { after, done, said, overlapped: overlapped && this.#read(member, overlapped) }, events);
    return { done, said, repaired };
  }

  /** What somebody does before the command. */
  async #prepare(member: Member, command: Command): Promise<void> {
    const { stack, name, program } = member;
    if (command.run === "restore") {
      await stack.restore();
      this.#judge.restored(this.#read(member, await stack.resources()), name);
    }
    if (command.run === "resolve") {
      // Nobody answers while a request may still be under way.
      this.world.clock.advance(1 / 20);
      const reading = this.#read(member, await stack.resources());
      member.resolutions = { ...member.resolutions, ...this.#judge.truthOf(reading, name) };
    }
    const declared = command.run === "taint" ? program.pick(command.of) : undefined;
    if (command.run === "taint" && declared) {
      const held = new Set((await stack.resources()).map(({ urn }) => urn));
      const own = [declared.place, ...declared.aliases].flatMap((place) =>
        this.subject.resourcesOf(name, { ...declared, place }, command.child),
      );
      for (const urn of own.filter((urn) => held.has(urn))) await stack.taint(urn);
    }
  }

  /** Everything has calmed down: an up repairs what can be and may fail over a doubt, once for each broadcast; the next one may not. */
  async #calmDown(name: StackName): Promise<void> {
    const member = await this.#member(name);
    const up: Step = { stack: name, changes: [], command: { run: "up" } };
    for (let left = member.program.broadcasts.length + 1; left > 0; ) {
      const { done, said, repaired } = await this.#take(up);
      if (done) break;
      await this.#followAdvice(said);
      // One that only ended in a repair has not come as far.
      if (!repaired || this.#repairs > this.sequence.steps.length) left--;
    }
    const last = await this.#take(up);
    this.#judge.conclude(this.#read(member, await member.stack.resources()), name, member.program, last);
  }

  /** A send whose key is gone can only be canceled by hand, as the run says. */
  async #followAdvice(said: string): Promise<void> {
    for (const [, id] of said.matchAll(/\(notification (\S+)\) could not be (?:canceled|rescheduled): [^;]*401 /g)) {
      const hub = this.world.hubs.find((each) => each.pending.some((record) => record.id === id));
      await hub?.cancelByHand(id!);
    }
  }

  #order({ name, program, resolutions }: Member, command: Command, fault: Step["fault"]): Order {
    const order: Order = { command: "up", program, resolutions, fault };
    switch (command.run) {
      case "preview":
      case "refresh":
      case "destroy":
        return { ...order, command: command.run };
      case "replace": {
        const declared = command.of === undefined ? undefined : program.pick(command.of);
        const some = declared && this.subject.resourcesOf(name, declared, command.child);
        const all = program.broadcasts.flatMap((each) => this.subject.resourcesOf(name, each, command.child));
        return { ...order, replace: some ?? all, deleteFirst: command.deleteFirst };
      }
      case "target": {
        const declared = program.pick(command.of);
        return declared
          ? { ...order, target: { declared, urns: this.subject.resourcesOf(name, declared, command.child) } }
          : order;
      }
      default:
        return order;
    }
  }

  #read({ resolutions }: Member, resources: Held[]) {
    return this.#judge.read(this.subject.view(resources), resolutions);
  }

  async #member(name: StackName): Promise<Member> {
    const known = this.#members.get(name);
    if (known) return known;
    const own = name === "dev" ? this.sequence.slots : this.sequence.slots.filter((slot) => shared.includes(slot));
    const program = new Program(own.length > 0 ? own : slots.slice(2, 3), this.#began);
    const member = { name, program, stack: await this.open(name, program), resolutions: {} };
    this.#members.set(name, member);
    return member;
  }
}
