import type { Names } from "./names";
import { keyOf, type RecordView, type Resolutions, type StateView } from "./stateView";

/**
 * What the state of a stack says of one identity: it went out; nobody knows; an earlier run began it and the next one will say so; it was
 * canceled; it did not go out; nothing at all.
 */
export type Word = "sent" | "in doubt" | "begun" | "canceled" | "not sent" | undefined;

/** A doubt, or what the next run will call one. */
export interface OpenDoubt {
  key: string;
  run: string;
  urn: string;
  digest: string;
  until?: string;
  pending?: string;
  /** False while only the next run will say so. */
  said: boolean;
}

/** One state, read with the names that are known by then. */
export class Reading {
  readonly doubts: OpenDoubt[];
  readonly #same = new Map<string, string[]>();

  constructor(
    readonly view: StateView,
    private readonly names: Names,
    private readonly resolutions: Resolutions,
  ) {
    const answered = new Set(
      [...view.records.filter(({ run }) => run), ...view.doubts].map((each) =>
        keyOf(each as { digest: string; run: string }),
      ),
    );
    const begun = view.arms.filter((arm) => !answered.has(keyOf(arm)));
    this.doubts = [
      ...view.doubts.map((doubt) => ({ ...doubt, key: keyOf(doubt), said: true })),
      ...begun.map((arm) => ({ ...arm, key: keyOf(arm), said: false })),
    ].filter(({ key }, index, all) => all.findIndex((other) => other.key === key) === index);
    for (const { countsAs = {} } of view.declared) {
      for (const [digest, other] of Object.entries(countsAs))
        this.#same.set(digest, [...(this.#same.get(digest) ?? []), other]);
    }
  }

  /** Digests that count for an identity: its own, and those of records that the state says count for it. */
  digestsOf(identity: string): string[] {
    return this.names.digestsOf(identity).flatMap((digest) => [digest, ...(this.#same.get(digest) ?? [])]);
  }

  recordsOf(identity: string): RecordView[] {
    const digests = this.digestsOf(identity);
    return this.view.records.filter(({ digest }) => digests.includes(digest));
  }

  doubtsOf(identity: string): OpenDoubt[] {
    const digests = this.digestsOf(identity);
    return this.doubts.filter(({ digest, key }) => digests.includes(digest) && !(key in this.resolutions));
  }

  word(identity: string): Word {
    const digests = this.digestsOf(identity);
    const states = this.recordsOf(identity).map(({ state }) => state);
    const doubts = this.doubtsOf(identity);
    if (doubts.some(({ said }) => said)) return "in doubt";
    if (doubts.length > 0) return "begun";
    if (states.some((state) => state === "sent" || state === "scheduled" || state === "due")) return "sent";
    if (this.doubts.some(({ digest, key }) => digests.includes(digest) && this.resolutions[key] === "sent"))
      return "sent";
    if (states.includes("canceled")) return "canceled";
    return states.includes("not-sent") ? "not sent" : undefined;
  }

  /** Whether this state keeps an identity from being posted again. */
  remembers(identity: string): boolean {
    const word = this.word(identity);
    return word === "sent" || word === "in doubt" || word === "begun";
  }

  /** URNs of broadcasts that hold something of an identity. */
  holdersOf(identity: string): Set<string> {
    const digests = this.digestsOf(identity);
    const { records, doubts, arms } = this.view;
    return new Set(
      [...records, ...doubts, ...arms].filter(({ digest }) => digests.includes(digest)).map(({ urn }) => urn),
    );
  }

  /** Whether the state knows of a notification that still goes out. */
  mentions(id: string): boolean {
    return (
      this.view.records.some(
        ({ notificationId, state }) => notificationId === id && state !== "canceled" && state !== "not-sent",
      ) || this.view.doubts.some(({ pending }) => pending === id)
    );
  }
}
