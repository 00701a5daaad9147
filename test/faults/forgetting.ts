import { identitiesOf } from "./declared";
import { type StackName, urnOf } from "./place";
import { type Program, placesOf } from "./program";
import type { Reading } from "./reading";
import type { Ended, Scene } from "./scene";
import type { Accepted, Truth } from "./truth";

/**
 * What the state of one stack has rightly forgotten: it was destroyed, an older one was put in its place, or the broadcast was removed from
 * the program. Two ups side by side that both begin without knowing of each other's posts are told apart.
 */
export class Forgetting {
  /** Identities that may go out once more. */
  readonly identities = new Set<string>();
  /** Notifications of which an older state tells what is no longer so, or that a state could not name when it went. */
  private readonly notifications = new Set<string>();
  /** Identities that two runs may both post, because each began before the other had armed it. */
  readonly sideBySide = new Set<string>();

  /** Notifications whose cancel by a delete went through while the delete failed or was cut short, so that no state tells of it. */
  readonly cutShort = new Set<string>();

  constructor(private readonly truth: Truth) {}

  /** Whether a state may be wrong about a notification. */
  excuses(id: string): boolean {
    return this.notifications.has(id) || this.cutShort.has(id);
  }

  /** What is known again is not forgotten. */
  begin({ before }: Scene): void {
    for (const identity of this.identities) if (before.remembers(identity)) this.identities.delete(identity);
  }

  /** An older state is in place of the present one. */
  restored(reading: Reading, identities: readonly string[], stack: Scene["stack"]): void {
    for (const identity of identities) if (!reading.remembers(identity)) this.identities.add(identity);
    for (const { notificationId, state } of reading.view.records) {
      const send = notificationId === undefined ? undefined : this.truth.byId(notificationId);
      if (!send) continue;
      const holds = this.truth.stateOf(send);
      if (state === "canceled" || state === "not-sent" ? holds !== "Canceled" : holds === "Canceled")
        this.notifications.add(send.id);
    }
    for (const { id, stack: own } of this.truth.stillPending)
      if (own === stack && !reading.mentions(id)) this.notifications.add(id);
  }

  overlap(reading: Reading, identities: readonly string[], { ledger }: { ledger: boolean }): void {
    if (ledger) return;
    for (const identity of identities) if (!reading.remembers(identity)) this.sideBySide.add(identity);
  }

  /** A send was canceled in a run that did not end well. Where the program still declares its broadcast the cancel was noted before. */
  canceled({ id }: Accepted, { command, program, stack }: Scene, { after }: Ended): void {
    const declared = new Set(urnsOf(program, stack));
    const holders = after.view.records.filter(
      ({ notificationId, state }) => notificationId === id && state === "scheduled",
    );
    const deleted = command.run === "destroy" || holders.every(({ urn }) => !declared.has(urn));
    if (holders.length > 0 && deleted) this.cutShort.add(id);
  }

  end(scene: Scene, { after, overlapped }: Ended, identities: readonly string[]): void {
    for (const identity of identities) {
      if (!scene.before.remembers(identity) || after.remembers(identity)) continue;
      if (scene.command.run === "destroy" || isRemoved(scene, identity)) this.identities.add(identity);
    }
    if (overlapped) {
      for (const identity of this.sideBySide) if (!after.remembers(identity)) this.identities.add(identity);
    }
    for (const { id, stack, identity } of this.truth.stillPending) {
      if (stack !== scene.stack || after.mentions(id) || scene.before.mentions(id)) continue;
      // It was never known by its id, and the doubt about it has gone with the rest.
      if (this.identities.has(identity) || overlapped) this.notifications.add(id);
    }
  }
}

/**
 * Whether a broadcast was removed, and none that takes over its posts is there: the engine deletes it with its state. One that got
 * another name without an alias takes everything over as soon as it says one thing that the other had said.
 */
function isRemoved({ before, program, stack }: Scene, identity: string): boolean {
  const { broadcasts } = program;
  const declared = new Set(urnsOf(program, stack));
  const holders = [...before.holdersOf(identity)];
  if (holders.some((urn) => declared.has(urn))) return false;
  return !broadcasts
    .flatMap((each) => identitiesOf({ ...each, onRevision: false }))
    .some((other) => before.remembers(other) && [...before.holdersOf(other)].some((urn) => holders.includes(urn)));
}

/** Present and earlier URNs of everything that a program declares. */
const urnsOf = ({ broadcasts }: Program, stack: StackName): string[] =>
  broadcasts.flatMap((each) => placesOf(each).map((place) => urnOf(stack, place)));
