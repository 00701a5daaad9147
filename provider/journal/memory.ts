import {
  type Arm,
  asOf,
  type CancelArm,
  type Doubt,
  isPending,
  joinKey,
  type SendRecord,
  splitKey,
  withHub,
} from "./record";

/** What the state of a broadcast's Announcement and Delivery says; `of` is the URN of the broadcast. */
export interface Remembered {
  of: string;
  /** Delivery: identifies this generation of the resource. */
  generation?: string;
  /** Delivery: the address of the hub of records that name none. */
  at?: string;
  /** Announcement: the posts that runs were about to make, by digest. */
  armed?: Record<string, Arm>;
  /** Announcement: the cancels that runs were about to make, by notification id. */
  cancels?: Record<string, CancelArm>;
  /** Announcement: for a digest, the digest of an earlier send that counts as having sent it. */
  countsAs?: Record<string, string>;
  sends?: SendRecord[];
  history?: SendRecord[];
  doubts?: Doubt[];
}

/** The form in which the program hands it on: an arm that has a result is reduced to its run. */
export type Handed = Omit<Remembered, "armed"> & { armed?: Record<string, Arm | string> };

/** How a person resolved posts in doubt, by `digest@run`. */
export type Resolutions = Record<string, "sent" | "not-sent">;

/** Where in the stack something is held. */
interface Place {
  of: string;
  name: string;
  generation: string | undefined;
}

/** A record and where it is held; `current` if it belongs to the current declaration. */
export interface Held extends Place {
  current: boolean;
  record: SendRecord;
}

/** A post that was begun and has no result: a doubt that a Delivery recorded, or an arm without a result. */
export interface OpenDoubt extends Place {
  doubt: Doubt;
  arm?: Arm;
}

/** What is known about one digest. */
export interface Facts {
  records: Held[];
  doubts: OpenDoubt[];
}

/** The key by which people name a doubt. */
export const doubtKey = ({ digest, run }: { digest: string; run: string }): string => `${digest}@${run}`;

/** The name in a URN, which may itself hold `::`. */
export const nameOfUrn = (urn: string): string => urn.split("::").slice(3).join("::") || urn;

/** How much of a digest is handed on where no more than its presence in the stack matters. */
const indexed = 8;

/** Whether a digest is among those that the rest of the stack knows of. */
export const isElsewhere = (digest: string, elsewhere: string): boolean => {
  for (let at = 0; at < elsewhere.length; at += indexed)
    if (elsewhere.startsWith(digest.slice(0, indexed), at)) return true;
  return false;
};

/** What the resources of a stack know about its posts. */
export class StackMemory {
  readonly #facts = new Map<string, Facts>();
  readonly #begun: OpenDoubt[] = [];
  readonly #answered = new Set<string>();
  readonly #countsAs = new Map<string, string>();
  readonly #holders = new Map<string, Held[]>();
  /** By URN of the broadcast. */
  readonly #resources = new Map<string, Remembered>();

  constructor(
    resources: readonly Handed[],
    private readonly now: number,
  ) {
    this.add(resources);
  }

  /** Adds what is not known yet. */
  add(resources: readonly Handed[]): void {
    for (const resource of resources.map(inFull)) {
      if (this.#resources.has(resource.of)) continue;
      this.#resources.set(resource.of, resource);
      this.#add(resource);
    }
  }

  /**
   * What a broadcast that declares these digests needs to know: its own resources, those that know of the same posts, and those that share a
   * scheduled send. It gets everything if the stack does not hold it whole, because it may have been renamed, or if its digests are unknown.
   */
  handTo(of: string, digests: readonly string[] | undefined): { resources: Handed[]; elsewhere: string } {
    const own = this.#resources.get(of);
    const isWhole = own?.armed !== undefined && own.sends !== undefined;
    const needed = isWhole && digests ? this.#neededBy(own, digests) : new Set(this.#resources.keys());
    const others = [...this.#facts].filter(([, { records, doubts }]) => {
      return ![...records, ...doubts].some(({ of }) => needed.has(of));
    });
    return {
      resources: [...needed].map((urn) => this.#inShort(this.#resources.get(urn)!)),
      elsewhere: others.map(([digest]) => digest.slice(0, indexed)).join(""),
    };
  }

  #neededBy({ of, armed = {}, sends = [], history = [], doubts = [] }: Remembered, declared: readonly string[]) {
    const own = [...sends, ...history, ...doubts].map(({ digest }) => digest);
    const digests = new Set([...declared, ...own, ...Object.keys(armed)]);
    const facts = [...digests].flatMap((digest) => [this.about(digest), this.about(this.countsAs(digest) ?? digest)]);
    const shared = [...this.#holders.values()].filter(
      (held) => held.length > 1 && held.some(({ record }) => isPending(record, this.now)),
    );
    const places = [...facts.flatMap(({ records, doubts }) => [...records, ...doubts]), ...shared.flat()];
    return new Set([of, ...places.map((place) => place.of)]);
  }

  #inShort({ armed, ...row }: Remembered): Handed {
    if (armed === undefined) return row;
    const short = Object.entries(armed).map(([digest, arm]) => [
      digest,
      // What was sent may still have to be recorded under the key that was armed.
      this.isAnswered(digest, arm.run) && arm.ledger === undefined ? arm.run : arm,
    ]);
    return { ...row, armed: Object.fromEntries(short) };
  }

  /** What is known about a digest. Its doubts include arms that have a result. */
  about(digest: string): Facts {
    return this.#facts.get(digest) ?? { records: [], doubts: [] };
  }

  /** Everything that was begun and has no result yet. */
  openDoubts(): OpenDoubt[] {
    return this.#begun.filter(({ doubt, arm }) => !arm || !this.isAnswered(doubt.digest, doubt.run));
  }

  /** The digest of an earlier send that counts for this one, if any. */
  countsAs(digest: string): string | undefined {
    return this.#countsAs.get(digest);
  }

  /** Whether a run left a result for a digest. */
  isAnswered(digest: string, run: string): boolean {
    return this.#answered.has(doubtKey({ digest, run }));
  }

  /** Who holds a notification in the sends of its current declaration. */
  holdersOf(notificationId: string): readonly Held[] {
    return this.#holders.get(notificationId) ?? [];
  }

  /** The resources of these broadcasts. */
  of(urns: ReadonlySet<string>): Remembered[] {
    return [...urns].flatMap((urn) => this.#resources.get(urn) ?? []);
  }

  #add({ of, generation, at, armed = {}, countsAs = {}, sends, history, doubts = [] }: Remembered): void {
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
    for (const [digest, other] of Object.entries(countsAs)) this.#countsAs.set(digest, other);
  }

  #factsOf(digest: string): Facts {
    const facts = this.#facts.get(digest) ?? { records: [], doubts: [] };
    this.#facts.set(digest, facts);
    return facts;
  }
}

const doubtOfArm = (digest: string, { run, at, until, part, scheduledFor }: Arm): Doubt => ({
  digest,
  ...splitKey(part),
  run,
  at,
  until,
  ...(scheduledFor === undefined ? {} : { scheduledFor }),
  reason: "the run that was about to post it left no result",
});

/** Restores the arms that `Handed` reduced. */
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

/** What one broadcast knows: its own records, which take precedence over what the stack's memory says about it, and the rest of the stack. */
export class Knowledge {
  readonly #own: StackMemory;

  constructor(
    /** The broadcast's own records. */
    readonly own: Remembered,
    /** Its current and former URNs. */
    readonly urns: ReadonlySet<string>,
    private readonly stack: StackMemory,
    now: number,
    /** The current run, whose arms are not doubts. */
    private readonly run?: string,
  ) {
    this.#own = new StackMemory([own], now);
  }

  /** What is known about a digest and the one that counts for it, the broadcast's own records first. */
  about(digest: string, countsAs: string | undefined = this.countsAs(digest)): Facts {
    const digests = countsAs === undefined || countsAs === digest ? [digest] : [digest, countsAs];
    const isOther = ({ of }: Place) => !this.urns.has(of);
    const merged: Facts = { records: [], doubts: [] };
    for (const each of digests) {
      const [own, others] = [this.#own.about(each), this.stack.about(each)];
      merged.records.push(...own.records, ...others.records.filter(isOther));
      merged.doubts.push(...[...own.doubts, ...others.doubts.filter(isOther)].filter((each) => this.#isOpen(each)));
    }
    return merged;
  }

  /** Everything of this broadcast that earlier runs began and that has no result, declared now or not. */
  openDoubts(): OpenDoubt[] {
    return this.#own.openDoubts().filter((each) => this.#isOpen(each));
  }

  #isOpen({ doubt: { digest, run }, arm }: OpenDoubt): boolean {
    return !arm || (run !== this.run && !this.isAnswered(digest, run));
  }

  /** The digest of an earlier send that counts for this one, if any. */
  countsAs(digest: string): string | undefined {
    return this.#own.countsAs(digest) ?? this.stack.countsAs(digest);
  }

  isAnswered(digest: string, run: string): boolean {
    return this.#own.isAnswered(digest, run) || this.stack.isAnswered(digest, run);
  }

  /** Whether another broadcast, or another generation of this one, holds a notification in its current declaration. */
  heldByOthers(notificationId: string, hasLetGo: (held: Held) => boolean = () => false): boolean {
    return this.stack
      .holdersOf(notificationId)
      .some((held) => (!this.urns.has(held.of) || held.generation !== this.own.generation) && !hasLetGo(held));
  }
}
