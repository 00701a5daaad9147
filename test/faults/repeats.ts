import { type Declared, identityOf } from "./declared";
import type { Forgetting } from "./forgetting";
import type { Hub } from "./hub";
import type { LedgerWord } from "./ledgers";
import type { Names } from "./names";
import { project, urnOf } from "./place";
import { placesOf } from "./program";
import type { Scene } from "./scene";
import type { Accepted, Truth } from "./truth";

/**
 * No identity goes out twice. Once more is right after the state that knew of it has forgotten it, unless a ledger knows; a send that was
 * canceled before its time does not count.
 */
export class Repeats {
  /** Repeats of ups begun side by side. */
  excused = 0;
  readonly #allowed = new Map<string, number>();
  readonly #repeated = new Set<string>();
  /** What was sent without a name and counts for the name that was given to it, by the identity with the name. */
  readonly #unnamed = new Map<string, string>();

  constructor(
    private readonly truth: Truth,
    private readonly names: Names,
    private readonly hubs: readonly [Hub, Hub],
  ) {}

  get count(): number {
    return this.#repeated.size;
  }

  begin(scene: Scene, forgetting: Forgetting, hubOfStack: 0 | 1): void {
    this.#allowed.clear();
    for (const declared of scene.program.broadcasts) {
      for (const platform of declared.platforms) {
        const identity = identityOf(declared, platform);
        const known = this.#ledgerKnows(scene, declared, platform, declared.hub ?? hubOfStack);
        const live = this.#counted(identity, scene).length;
        const unnamed = this.#unnamed.get(identity) ?? identity;
        const forgotten =
          [identity, unnamed].some((each) => forgetting.identities.has(each)) || isOther(declared, platform, scene);
        const again = forgotten && known.length === 0;
        // Without an announcement each stack has its own.
        const shared = declared.announcement === undefined ? [] : known;
        const elsewhere = shared.flatMap(({ notificationId, state }) =>
          this.#elsewhere(identity, scene, notificationId, state),
        );
        this.#allowed.set(identity, elsewhere.length > 0 ? live : again ? live + 1 : Math.max(1, live));
      }
    }
  }

  /** A name is given to what was declared without one. */
  name(identity: string, unnamed: string): void {
    this.#unnamed.set(identity, unnamed);
  }

  /** The text is another one before an up has taken the name in. */
  unname(identity: string): void {
    this.#unnamed.delete(identity);
  }

  /** A sentence when a send that was just accepted is one too many. */
  accept(send: Accepted, scene: Scene, forgetting: Forgetting): string | undefined {
    const times = this.#counted(send.identity, scene).length;
    const allowed = this.#allowed.get(send.identity) ?? 1;
    if (times <= allowed) return undefined;
    if (forgetting.sideBySide.has(send.identity)) {
      this.excused++;
      return undefined;
    }
    this.#repeated.add(`${scene.stack} ${send.identity}`);
    return `${send.identity}: accepted ${times} times, ${allowed} allowed, in ${scene.stack}`;
  }

  #counted(identity: string, { stack }: Scene): Accepted[] {
    const unnamed = this.#unnamed.get(identity);
    return [...this.truth.live(identity, stack), ...(unnamed === undefined ? [] : this.truth.live(unnamed, stack))];
  }

  #ledgerKnows({ ledger, stack }: Scene, declared: Declared, platform: string, hub: 0 | 1): LedgerWord[] {
    const { announcement } = declared;
    // A ledger knows texts: that any text of a revision counts, only a state can say.
    const digests = this.names.digestsOf(identityOf({ ...declared, onRevision: false }, platform));
    const name = announcement ?? `${project}/${stack}`;
    return ledger.filter(
      (word) =>
        word.announcement === name &&
        word.hub === this.hubs[hub].at &&
        digests.includes(word.digest) &&
        word.state !== "not-sent" &&
        word.state !== "canceled",
    );
  }

  /** Sends of other stacks that the ledger tells this one of, and that went out or still will. */
  #elsewhere(identity: string, { stack }: Scene, id: string | undefined, state: LedgerWord["state"]): Accepted[] {
    return this.truth.live(identity).filter((send) => send.stack !== stack && (state === "claimed" || send.id === id));
  }
}

/** Under on-revision, a text that was never said at a place that was never there: it is not known as the broadcast that it was. */
function isOther(declared: Declared, platform: string, { before, stack }: Scene): boolean {
  if (!declared.onRevision) return false;
  const urns = placesOf(declared).map((place) => urnOf(stack, place));
  const holders = before.holdersOf(identityOf(declared, platform));
  return (
    !urns.some((urn) => holders.has(urn)) && !before.remembers(identityOf({ ...declared, onRevision: false }, platform))
  );
}
