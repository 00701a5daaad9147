import { type Arm, asOf, type CancelArm, type Doubt, joinKey, type SendRecord, splitKey, withHub } from "./record";

/** What the state of one Announcement or Delivery says; `of` is the URN of its broadcast. */
export interface Remembered {
  of: string;
  /** Delivery: which generation of the resource it is. */
  generation?: string;
  /** Delivery: the hub of records that name none. */
  at?: string;
  /** Announcement: the posts that runs were about to make, by digest. */
  armed?: Record<string, Arm>;
  /** Announcement: the cancels that runs were about to make, by notification id. */
  cancels?: Record<string, CancelArm>;
  /** Announcement: the digest of the record that counts for a digest. */
  same?: Record<string, string>;
  sends?: SendRecord[];
  history?: SendRecord[];
  doubts?: Doubt[];
}

/** The same as the program hands it over: of an arm that has a result the run alone. */
export type Handed = Omit<Remembered, "armed"> & { armed?: Record<string, Arm | string> };

/** A person's word on posts in doubt, by `digest@run`. */
export type Resolutions = Record<string, "sent" | "not-sent">;

/** Where the stack holds something. */
interface Place {
  of: string;
  name: string;
  generation: string | undefined;
}

/** A record and where the stack holds it; `current` when it is of the present declaration. */
export interface Held extends Place {
  current: boolean;
  record: SendRecord;
}

/** A post that was begun and has no result: a Delivery has recorded that, or it is the arm of an earlier run. */
export interface OpenDoubt extends Place {
  doubt: Doubt;
  arm?: Arm;
}

/** What is known of one digest. */
export interface Facts {
  records: Held[];
  doubts: OpenDoubt[];
}

/** The key by which people name a doubt. */
export const doubtKey = ({ digest, run }: { digest: string; run: string }): string => `${digest}@${run}`;

/** The name in a URN, which may itself hold `::`. */
export const nameOfUrn = (urn: string): string => urn.split("::").slice(3).join("::") || urn;

/** What resources of a stack know of its posts. */
export class StackMemory {
  readonly #facts = new Map<string, Facts>();
  readonly #begun: OpenDoubt[] = [];
  readonly #answered = new Set<string>();
  readonly #same = new Map<string, string>();
  readonly #holders = new Map<string, Held[]>();

  readonly resources: readonly Remembered[];

  constructor(
    resources: readonly Handed[],
    private readonly now: number,
  ) {
    this.resources = resources.map(inFull);
    for (const resource of this.resources) this.#add(resource);
  }

  /** What is known of a digest, arms that have a result among its doubts. */
  about(digest: string): Facts {
    return this.#facts.get(digest) ?? { records: [], doubts: [] };
  }

  /** Everything that was begun and has no result. */
  openDoubts(): OpenDoubt[] {
    return this.#begun.filter(({ doubt, arm }) => !arm || !this.isAnswered(doubt.digest, doubt.run));
  }

  /** The digest of the record that counts for this one, if any does. */
  sameAs(digest: string): string | undefined {
    return this.#same.get(digest);
  }

  /** Whether a run left a result for a digest. */
  isAnswered(digest: string, run: string): boolean {
    return this.#answered.has(doubtKey({ digest, run }));
  }

  /** Who holds a notification among the sends of its present declaration. */
  holdersOf(notificationId: string): readonly Held[] {
    return this.#holders.get(notificationId) ?? [];
  }

  /** The resources of these broadcasts. */
  of(urns: ReadonlySet<string>): Remembered[] {
    return this.resources.filter(({ of }) => urns.has(of));
  }

  #add({ of, generation, at, armed = {}, same = {}, sends, history, doubts = [] }: Remembered): void {
    const place: Place = { of, name: nameOfUrn(of), generation };
    const add = (record: SendRecord, current: boolean) => {
      const held: Held = { ...place, current, record: asOf(record, this.now) };
      for (const digest of new Set([record.digest, record.postedDigest ?? record.digest]))
        this.#factsOf(digest).records.push(held);
      if (record.run !== undefined) this.#answered.add(doubtKey({ digest: record.digest, run: record.run }));
      if (record.notificationId === undefined || !current) return;
      this.#holders.set(record.notificationId, [...(this.#holders.get(record.notificationId) ?? []), held]);
    };
    for (const record of withHub(sends, at)) add(record, true);
    for (const record of withHub(history, at)) add(record, false);
    const begin = (begun: OpenDoubt) => {
      this.#factsOf(begun.doubt.digest).doubts.push(begun);
      this.#begun.push(begun);
    };
    for (const doubt of doubts) {
      begin({ ...place, doubt });
      this.#answered.add(doubtKey(doubt));
    }
    for (const [digest, arm] of Object.entries(armed)) begin({ ...place, doubt: doubtOfArm(digest, arm), arm });
    for (const [digest, other] of Object.entries(same)) this.#same.set(digest, other);
  }

  #factsOf(digest: string): Facts {
    const facts = this.#facts.get(digest) ?? { records: [], doubts: [] };
    this.#facts.set(digest, facts);
    return facts;
  }
}

const doubtOfArm = (digest: string, { run, at, until, part }: Arm): Doubt => ({
  digest,
  ...splitKey(part),
  run,
  at,
  until,
  reason: "the run that was about to post it left no result",
});

/** The arms of a resource as the state has them. */
function inFull({ armed, ...row }: Handed): Remembered {
  if (armed === undefined) return row;
  const { sends = [], history = [], doubts = [] } = row;
  const full = Object.entries(armed).map(([digest, arm]): [string, Arm] => {
    if (typeof arm !== "string") return [digest, arm];
    const isResult = (each: SendRecord | Doubt) => each.digest === digest && each.run === arm;
    const sent = [...sends, ...history].find(isResult);
    const result = sent ?? doubts.find(isResult);
    const at = sent?.sentAt ?? doubts.find(isResult)?.at ?? "";
    return [digest, { run: arm, at, until: at, part: result ? joinKey(result) : "" }];
  });
  return { ...row, armed: Object.fromEntries(full) };
}

/** What one broadcast knows: what is its own, in the place of what the stack remembers of it, and the rest of the stack. */
export class Knowledge {
  readonly #own: StackMemory;

  constructor(
    /** What is the broadcast's own. */
    readonly own: Remembered,
    /** Its present and its former URNs. */
    readonly urns: ReadonlySet<string>,
    private readonly stack: StackMemory,
    now: number,
    /** The present run, whose arms are no doubts. */
    private readonly run?: string,
  ) {
    this.#own = new StackMemory([own], now);
  }

  /** Everything that is known of a digest, and of the one that counts for it; one's own first. */
  about(digest: string, same: string | undefined = this.sameAs(digest)): Facts {
    const digests = same === undefined || same === digest ? [digest] : [digest, same];
    const isOther = ({ of }: Place) => !this.urns.has(of);
    const merged: Facts = { records: [], doubts: [] };
    for (const each of digests) {
      const [own, others] = [this.#own.about(each), this.stack.about(each)];
      merged.records.push(...own.records, ...others.records.filter(isOther));
      merged.doubts.push(...[...own.doubts, ...others.doubts.filter(isOther)].filter((each) => this.#isOpen(each)));
    }
    return merged;
  }

  /** Everything of one's own that was begun by earlier runs and has no result, whatever is declared by now. */
  openDoubts(): OpenDoubt[] {
    return this.#own.openDoubts().filter((each) => this.#isOpen(each));
  }

  #isOpen({ doubt: { digest, run }, arm }: OpenDoubt): boolean {
    return !arm || (run !== this.run && !this.isAnswered(digest, run));
  }

  /** The digest of the record that counts for this one, if any does. */
  sameAs(digest: string): string | undefined {
    return this.#own.sameAs(digest) ?? this.stack.sameAs(digest);
  }

  isAnswered(digest: string, run: string): boolean {
    return this.#own.isAnswered(digest, run) || this.stack.isAnswered(digest, run);
  }

  /** Whether other broadcasts, or other generations of this one, hold a notification in their present declaration. */
  heldByOthers(notificationId: string, hasLetGo: (held: Held) => boolean = () => false): boolean {
    return this.stack
      .holdersOf(notificationId)
      .some((held) => (!this.urns.has(held.of) || held.generation !== this.own.generation) && !hasLetGo(held));
  }
}
