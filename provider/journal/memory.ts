import { type Doubt, type SendRecord, settled } from "./record";

/** What one resource of the stack remembers. */
export interface Remembered {
  name: string;
  /** Announcement: the run in which each digest was armed. */
  armed?: Record<string, string>;
  /** Announcement: URL of the ledger that claimed those posts before their bytes were written. */
  ledger?: string;
  /** Announcement: the digest of what was declared, by the digest of what a policy made of it. */
  madeFrom?: Record<string, string>;
  /** The same the other way round, as the first states had it: their records hold the digest of what the policy made. */
  postedAs?: Record<string, string>;
  sends?: SendRecord[];
  history?: SendRecord[];
  doubts?: Doubt[];
}

/** A person's word on posts in doubt, by `digest@run`. */
export type Resolutions = Record<string, "sent" | "not-sent">;

/**
 * What the stack's own state knows about one digest: it was sent; it is in doubt and says so; it was armed by a run that left no result;
 * it was tried and surely not sent.
 */
export type Known =
  | { kind: "sent"; name: string; record: SendRecord }
  | { kind: "doubt"; name: string; doubt: Doubt }
  | { kind: "armed"; name: string; run: string; ledger?: string }
  | { kind: "not-sent"; name: string; run?: string }
  | undefined;

/** The memory of a whole stack as it was when the program started, whatever its resources are called now. */
export class StackMemory {
  readonly #sends = new Map<string, { name: string; record: SendRecord }>();
  readonly #misses = new Map<string, { name: string; run?: string }>();
  readonly #doubts = new Map<string, { name: string; doubt: Doubt }>();
  readonly #armed = new Map<string, { name: string; run: string; ledger?: string }[]>();
  readonly #answered = new Set<string>();
  readonly #madeFrom = new Map<string, string>();
  readonly #byName = new Map<string, Remembered[]>();

  constructor(resources: readonly Remembered[]) {
    const older = resources.flatMap(({ postedAs }) => Object.entries(postedAs ?? {}));
    for (const [declared, made] of older) this.#madeFrom.set(made, declared);
    const renamed = new Map(this.#madeFrom);
    const upToDate = <T extends { digest: string }>(held: T): T => {
      const digest = renamed.get(held.digest);
      return digest === undefined ? held : { ...held, digest };
    };
    for (const resource of resources) {
      const { name, armed, ledger, madeFrom, sends, history, doubts } = resource;
      for (const [made, declared] of Object.entries(madeFrom ?? {})) this.#madeFrom.set(made, declared);
      const records = [...(sends ?? []), ...(history ?? [])].map(upToDate);
      for (const record of records) {
        if (record.run) this.#answered.add(`${record.digest}@${record.run}`);
        if (settled(record)) {
          const other = this.#sends.get(record.digest);
          if (!other || (other.record.adoptedFrom && !record.adoptedFrom))
            this.#sends.set(record.digest, { name, record });
        } else this.#misses.set(record.digest, { name, run: record.run });
      }
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), resource]);
      for (const doubt of (doubts ?? []).map(upToDate)) this.#doubts.set(doubt.digest, { name, doubt });
      for (const [held, run] of Object.entries(armed ?? {})) {
        const digest = renamed.get(held) ?? held;
        this.#armed.set(digest, [...(this.#armed.get(digest) ?? []), { name, run, ledger }]);
      }
    }
  }

  lookup(digest: string, resolutions: Resolutions = {}): Known {
    const sent = this.#sends.get(digest);
    if (sent) return { kind: "sent", ...sent };
    let miss = this.#misses.get(digest);
    const doubted = this.#doubts.get(digest);
    if (doubted) {
      const word = resolutions[`${digest}@${doubted.doubt.run}`];
      if (word !== "not-sent") return { kind: "doubt", ...doubted };
      miss = { name: doubted.name, run: doubted.doubt.run };
    }
    for (const { name, run, ledger } of this.#armed.get(digest) ?? []) {
      const key = `${digest}@${run}`;
      if (this.#answered.has(key) || doubted?.doubt.run === run) continue;
      if (resolutions[key] !== "not-sent") return { kind: "armed", name, run, ledger };
      miss = { name, run };
    }
    return miss && { kind: "not-sent", ...miss };
  }

  /** The digest under which the stack knows a declaration, which a policy may have made of another one before. */
  identity(digest: string): string {
    return this.#madeFrom.get(digest) ?? digest;
  }

  /** Everything that the resource of this name has posted or tried. */
  recordsOf(name: string): readonly SendRecord[] {
    return this.#of(name).flatMap(({ sends, history }) => [...(sends ?? []), ...(history ?? [])]);
  }

  /** The doubts of the resource of this name. */
  doubtsOf(name: string): readonly Doubt[] {
    return this.#of(name).flatMap(({ doubts }) => doubts ?? []);
  }

  /** The runs in which the resource of this name armed its digests. */
  armedBy(name: string): Record<string, string> {
    return Object.assign({}, ...this.#of(name).map(({ armed }) => armed));
  }

  /** The digests that policies made of what the resource of this name declared. */
  madeBy(name: string): Record<string, string> {
    return Object.assign({}, ...this.#of(name).map(({ madeFrom }) => madeFrom));
  }

  /** The notes of the first states about the resource of this name: kept as long as their records may be. */
  postedBy(name: string): Record<string, string> {
    return Object.assign({}, ...this.#of(name).map(({ postedAs }) => postedAs));
  }

  #of(name: string): readonly Remembered[] {
    return this.#byName.get(name) ?? [];
  }
}
