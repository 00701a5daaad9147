import { type Declared, identityOf } from "./declared";
import type { Forgetting } from "./forgetting";
import type { StackName } from "./place";
import type { Program } from "./program";
import type { Reading } from "./reading";
import type { Violation } from "./scene";
import type { Accepted, Truth } from "./truth";
import type { World } from "./world";

/** What must hold for one stack after everything has calmed down. */
export class Ending {
  constructor(
    private readonly truth: Truth,
    private readonly world: World,
    private readonly forgetting: Forgetting,
    private readonly stack: StackName,
    private readonly program: Program,
    private readonly reading: Reading,
  ) {}

  /** Each declared identity is at the hub as declared, or the state names why it is not; nothing else is still to come. */
  *violations(): Generator<Violation> {
    const declared = new Set<string>();
    for (const each of this.program.broadcasts) {
      for (const platform of each.platforms) {
        const identity = identityOf(each, platform);
        declared.add(identity);
        const wrong = this.#wrongWith(each, platform);
        if (wrong) yield { kind: "lost", sentence: `${identity} in ${this.stack}: ${wrong}` };
      }
    }
    for (const send of this.truth.stillPending) {
      if (send.stack !== this.stack || this.forgetting.excuses(send.id)) continue;
      if (declared.has(send.identity) || this.#isCounted(send) || this.world.sendsOff) continue;
      // Who knows a send from a ledger does not cancel it.
      if (this.reading.view.records.some(({ notificationId, foreign }) => notificationId === send.id && foreign))
        continue;
      // What a person said was scheduled has no id to cancel it by: every plan says so.
      const records = this.reading.recordsOf(send.identity);
      if (records.some(({ state, notificationId }) => state === "scheduled" && notificationId === undefined)) continue;
      const word = this.reading.word(send.identity);
      // Every run warns of what an earlier one began and left without a result.
      if (word === "in doubt" || word === "begun" || this.forgetting.identities.has(send.identity)) continue;
      yield {
        kind: "stray",
        sentence: `${send.identity} in ${this.stack}: nobody declares it, and it will go out; the state says ${word ?? "nothing"}`,
      };
    }
  }

  #wrongWith(declared: Declared, platform: string): string | undefined {
    const identity = identityOf(declared, platform);
    const word = this.reading.word(identity);
    if (word === "in doubt") return undefined;
    const records = this.reading.recordsOf(identity);
    const ids = new Set(records.map(({ notificationId }) => notificationId));
    // What was sent before it was given a name counts when the state says so.
    const unnamed = identityOf({ ...declared, announcement: undefined }, platform);
    // What a person said went out has no id, in a ledger neither.
    const vouched = records.some(({ foreign, notificationId }) => foreign && notificationId === undefined);
    const own = this.truth.sends.filter(
      (send) =>
        (send.identity === identity && (send.stack === this.stack || ids.has(send.id) || vouched)) ||
        (send.identity === unnamed && ids.has(send.id)),
    );
    const live = own.filter(({ canceledBy }) => !canceledBy);
    const nothingMore = this.world.sendsOff || isExpired(declared, this.world.clock.now());
    if (nothingMore && this.forgetting.identities.has(identity)) return undefined;
    const isOut = records.some(({ state }) => state === "sent" || state === "scheduled" || state === "due");
    if (live.length > 0 && word !== "sent" && !(word === "begun" && isOut))
      return `accepted, and the state says ${word ?? "nothing"}`;
    const foreign =
      vouched || records.some(({ foreign, notificationId }) => foreign && live.some(({ id }) => id === notificationId));
    // A scheduled send stays as it is if its new time has passed.
    if (live.length > 0) return foreign || nothingMore ? undefined : this.#misplaced(declared, live);
    if (nothingMore) return undefined;
    if (
      own.some(
        ({ id, canceledBy, stack }) => canceledBy === "hand" || stack !== this.stack || this.forgetting.excuses(id),
      )
    )
      return undefined;
    return `it never went out, and the state says ${word ?? "nothing"}`;
  }

  /** What is still pending is where and when the program says. */
  #misplaced(declared: Declared, live: readonly Accepted[]): string | undefined {
    const pending = live.filter((send) => this.truth.isPending(send) && !this.forgetting.excuses(send.id));
    // What went out stays as it is, and so does what a person said went out: nobody knows its id.
    if (pending.length < live.length || !pending.every(({ id }) => this.reading.mentions(id))) return undefined;
    const hub = declared.hub ?? this.world.hub;
    if (pending.some((send) => send.hub !== hub)) return "it is pending on the hub where it is no longer declared";
    if (pending.some(({ scheduledFor }) => scheduledFor !== declared.schedule))
      return `it is pending for ${pending[0]!.scheduledFor} and declared for ${declared.schedule ?? "at once"}`;
    return undefined;
  }

  /** The state says that it counts for something that is declared. */
  #isCounted({ id }: Accepted): boolean {
    return this.program.broadcasts.some((declared) =>
      declared.platforms.some((platform) =>
        this.reading.recordsOf(identityOf(declared, platform)).some(({ notificationId }) => notificationId === id),
      ),
    );
  }
}

const isExpired = ({ schedule }: Declared, now: number): boolean =>
  schedule !== undefined && Date.parse(schedule) <= now;
