import type { Held } from "./checkpoint";
import { identityOf, type Program, tagOf } from "./program";
import type { FaultKind } from "./sequence";
import type { Subject, Testimony, Word } from "./subject";

/** What a hub accepted, as far as its identity goes. */
interface Accepted {
  format: string;
  tags?: string;
  body: string;
}

/** What went wrong in a sequence, in words. */
export interface Violation {
  kind: "repeat" | "lost";
  sentence: string;
}

/** What a person said of posts in doubt. */
export type Resolutions = Record<string, "sent" | "not-sent">;

/** A post that a person was asked about. */
export interface Doubt {
  /** What struck the run that caused it. */
  fault: FaultKind | undefined;
  /** A look at the hub shows that it went out. */
  accepted: boolean;
}

/**
 * The model: every identity that was ever declared, how often the hub accepted it, and how often it may have. Once more is allowed for
 * each time that the state which knew of it was destroyed or restored while there was no ledger.
 */
export class Judge {
  readonly violations: Violation[] = [];
  /** Repeats by two runs that overlapped from before the first one armed. */
  excused = 0;
  readonly #identities = new Map<string, string>();
  readonly #accepted = new Map<string, number>();
  readonly #allowed = new Map<string, number>();
  /** How often an identity was accepted before the state forgot it. */
  readonly #earlier = new Map<string, number>();
  readonly #faultOf = new Map<string, FaultKind | undefined>();
  readonly #removed = new Set<string>();
  readonly #doubts = new Map<string, Doubt>();
  readonly #repeated = new Set<string>();
  /** Posts that two runs began side by side before either knew of the other's. */
  readonly #side = new Set<string>();

  constructor(
    private readonly subject: Subject,
    private readonly ledger: boolean,
  ) {}

  declare(program: Program): void {
    for (const [identity, digest] of this.subject.digests(program)) this.#identities.set(identity, digest);
  }

  /** The hub accepted these while the program was this one. */
  observe(accepted: readonly Accepted[], program: Program): void {
    for (const { format, tags, body } of accepted) {
      const declared = program.broadcasts.find(({ slot, text }) => tags === tagOf(slot) && body.includes(text));
      const identity = declared ? identityOf(declared, format) : `${tags} ${format}, which is not declared`;
      const times = (this.#accepted.get(identity) ?? 0) + 1;
      this.#accepted.set(identity, times);
      const allowed = declared ? (this.#allowed.get(identity) ?? 1) : 0;
      if (times > allowed && this.#side.has(identity)) this.excused++;
      else if (times > allowed) {
        this.#repeated.add(identity);
        this.violations.push({ kind: "repeat", sentence: `${identity}: accepted ${times} times, ${allowed} allowed` });
      }
    }
  }

  /**
   * A second run began from this state while the first one ran, and each writes over the other's: what the state does not know of yet,
   * neither can know from the other unless there is a ledger; so too a doubt that a person cleared as not sent, which both then post.
   */
  overlap(resources: Held[], program: Program, resolutions: Resolutions): void {
    if (this.ledger) return;
    const { words, doubts } = this.subject.testimony(this.subject.digests(program), resources);
    const cleared = clearedIn(doubts, resolutions);
    for (const [identity, word] of words) {
      if (!remembers(word) || cleared.has(identity)) this.#side.add(identity);
    }
  }

  /** The state became this one, and what it does not know of is forgotten; a ledger forgets nothing. */
  forget(resources: Held[], identities: Iterable<string> = [...this.#identities.keys()]): void {
    const { words } = this.subject.testimony(this.#identities, resources);
    for (const identity of identities) {
      if (remembers(words.get(identity))) continue;
      const accepted = this.#accepted.get(identity) ?? 0;
      this.#earlier.set(identity, accepted);
      if (!this.ledger) this.#allowed.set(identity, accepted + 1);
      this.#removed.delete(identity);
    }
  }

  /**
   * An older state was put in place: what it does not know of is forgotten, and what it knows of is known again. A doubt of that state
   * which a person cleared since then, as not sent, is cleared still: the post that followed is forgotten.
   */
  restore(resources: Held[], resolutions: Resolutions): void {
    const { words, doubts } = this.subject.testimony(this.#identities, resources);
    const cleared = clearedIn(doubts, resolutions);
    for (const [identity, word] of words) {
      const accepted = this.#accepted.get(identity) ?? 0;
      if (!this.ledger && cleared.has(identity)) {
        this.#allowed.set(identity, accepted + 1);
        continue;
      }
      if (!remembers(word) || accepted === 0) continue;
      this.#earlier.set(identity, Math.min(this.#earlier.get(identity) ?? 0, accepted - 1));
      if (!this.ledger) this.#allowed.set(identity, accepted);
    }
    this.forget(resources);
  }

  /**
   * A broadcast that got another name without an alias and says nothing that the state knows is a new one to the engine, which deletes
   * the other with its state.
   */
  remove(resources: Held[], program: Program): void {
    const { words } = this.subject.testimony(this.#identities, resources);
    for (const declared of program.broadcasts) {
      const names = this.subject.names(declared);
      if (resources.some((held) => !held.delete && names.includes(held.name))) continue;
      const says = declared.platforms.map((platform) => identityOf(declared, platform));
      if (says.some((identity) => words.get(identity) !== undefined)) continue;
      const tag = `${tagOf(declared.slot)} `;
      for (const identity of words.keys()) if (identity.startsWith(tag)) this.#removed.add(identity);
      for (const identity of says) this.#removed.delete(identity);
    }
  }

  /** What was removed is forgotten once the engine has deleted it. */
  forgetRemoved(resources: Held[]): void {
    this.forget(resources, [...this.#removed]);
  }

  /** After two runs side by side. */
  forgetOverlap(resources: Held[]): void {
    this.forget(resources, this.#side);
    this.#side.clear();
  }

  /** Compares what the state and the run said with what the hub knows. */
  compare(resources: Held[], said: string, program: Program, fault?: FaultKind): Testimony {
    const testimony = this.subject.testimony(this.#identities, resources);
    for (const doubt of testimony.doubts) {
      if (!this.#faultOf.has(doubt.key)) this.#faultOf.set(doubt.key, fault);
      if (!doubt.said) continue;
      const accepted = this.#wasAccepted(doubt.identity);
      this.#doubts.set(doubt.key, { fault: this.#faultOf.get(doubt.key), accepted });
    }
    for (const declared of program.broadcasts) {
      for (const platform of declared.platforms) {
        const identity = identityOf(declared, platform);
        const word = testimony.words.get(identity);
        if (word === "not sent" && this.#acceptedSince(identity))
          this.#lost(`${identity}: accepted, and the state says not sent`);
        if (word === "sent" && !this.#wasAccepted(identity))
          this.#lost(`${identity}: the state says sent, and it was not`);
        if (this.#acceptedSince(identity) && said.includes(`${declared.name} (${platform}): not sent`)) {
          this.#lost(`${identity}: accepted, and the run said not sent`);
        }
      }
    }
    return testimony;
  }

  /** After everything calmed down the last up succeeds, and each declared identity went out or is said to be in doubt. */
  conclude(last: { done: boolean; said: string }, testimony: Testimony, program: Program): void {
    if (!last.done) this.#lost(`the last up failed: ${last.said}`);
    for (const declared of program.broadcasts) {
      for (const platform of declared.platforms) {
        const identity = identityOf(declared, platform);
        const word = testimony.words.get(identity);
        if (word === "sent" || word === "in doubt") continue;
        this.#lost(
          `${identity}: ${this.#wasAccepted(identity) ? "accepted" : "not accepted"}, and at the end the state says ${word ?? "nothing"}`,
        );
      }
    }
  }

  /** What a person finds who looks at the hub for each doubt. */
  truthOf(testimony: Testimony): Resolutions {
    return Object.fromEntries(
      testimony.doubts.map(({ identity, key }) => [key, this.#wasAccepted(identity) ? "sent" : "not-sent"]),
    );
  }

  get doubts(): Doubt[] {
    return [...this.#doubts.values()];
  }

  /** Identities that rang more often than they may. */
  get repeats(): number {
    return this.#repeated.size;
  }

  get accepted(): number {
    return [...this.#accepted.values()].reduce((sum, times) => sum + times, 0);
  }

  /** As far as the state, or the ledger, can know. */
  #wasAccepted(identity: string): boolean {
    return this.ledger ? (this.#accepted.get(identity) ?? 0) > 0 : this.#acceptedSince(identity);
  }

  /** Since the state last forgot it. */
  #acceptedSince(identity: string): boolean {
    return (this.#accepted.get(identity) ?? 0) > (this.#earlier.get(identity) ?? 0);
  }

  #lost(sentence: string): void {
    this.violations.push({ kind: "lost", sentence });
  }
}

/** Whether a state that says this of an identity keeps it from being posted again. */
const remembers = (word: Word): boolean => word !== undefined && word !== "not sent";

/** Identities whose doubt a person cleared as not sent. */
const clearedIn = (doubts: Testimony["doubts"], resolutions: Resolutions): Set<string> =>
  new Set(doubts.filter(({ key }) => resolutions[key] === "not-sent").map(({ identity }) => identity));
