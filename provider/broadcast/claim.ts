import { canonicalJson } from "../journal/canonical";
import { whoAndWhere } from "../journal/ledger/ci";
import type { Ledger, LedgerEntry, LedgerKey } from "../journal/ledger/ledger";
import type { Knowledge } from "../journal/memory";
import { isOut, type Post, type SendRecord } from "../journal/record";
import type { Context } from "./context";
import { type Order, partsOfOrder } from "./order";

/** What the ledger says of a key: its entry, `none`, or that it cannot be reached. */
export type LedgerWord = LedgerEntry | "none" | "unreachable";

/** The part of a ledger's key that is the same for all posts of a broadcast. */
export interface LedgerPlace {
  hub: string;
  announcement: string;
}

/** Where every stack that shares the ledger looks for the posts of a broadcast. */
export const ledgerPlace = (
  { run }: Context,
  { announcement, name }: Pick<Order, "announcement" | "name">,
  at: string,
): LedgerPlace => ({ hub: at, announcement: announcement ?? run.scope ?? name });

export const ledgerKey = ({ hub, announcement }: LedgerPlace, { digest, platform, locale }: Post): LedgerKey => ({
  hub,
  announcement,
  digest,
  platform,
  ...(locale === undefined ? {} : { locale }),
});

const textOf = (key: LedgerKey): string => JSON.stringify(ledgerKey(key, key));

/** The ledger's entry of a post that went out, as far as this run has asked for it. */
export function wordOf({ run }: Context, place: LedgerPlace, part: Post): LedgerEntry | undefined {
  const word = run.ledgerWords.get(textOf(ledgerKey(place, part)));
  return typeof word === "object" && (word.state === "sent" || word.state === "scheduled") ? word : undefined;
}

/**
 * Asks the ledger, once per run, for everything that the stack's own state does not settle: posts that it does not know of, and arms
 * without a result. A plan tolerates a ledger that cannot be reached; a post does not.
 */
export async function consult(
  context: Context,
  order: Pick<Order, "of" | "name" | "announcement" | "digests" | "same">,
  known: Knowledge,
  at: string | undefined,
): Promise<void> {
  if (context.settings.ledger === undefined) return;
  const { ledgerWords } = context.run;
  const keys = partsOfOrder(order).flatMap((part): LedgerKey[] => {
    const { records, doubts } = known.about(part.digest, order.same?.[part.digest]);
    const armed = doubts.flatMap(({ doubt, arm }) => (arm?.ledger ? ledgerKey(arm.ledger, doubt) : []));
    const settled = at === undefined || records.some(({ record }) => isOut(record));
    return settled ? armed : [...armed, ledgerKey(ledgerPlace(context, order, at), part)];
  });
  await Promise.all(
    keys.map(async (key) => {
      if (ledgerWords.has(textOf(key))) return;
      ledgerWords.set(textOf(key), "none");
      try {
        ledgerWords.set(textOf(key), (await (await context.ledger())!.read(key)) ?? "none");
      } catch (error) {
        ledgerWords.set(textOf(key), "unreachable");
        context.say(
          `${order.name} (${key.platform}): may already be sent, but the ledger cannot say: ${(error as Error).message}`,
        );
      }
    }),
  );
}

/** The record of a send that the ledger knows of; `run` names a run of this very stack that posted it. */
export const recordOf = (entry: LedgerEntry, run?: string): SendRecord => ({
  digest: entry.key.digest,
  platform: entry.key.platform,
  locale: entry.key.locale,
  state: entry.state === "scheduled" ? "scheduled" : "sent",
  sentAt: entry.sentAt ?? entry.claimedAt,
  hub: entry.key.hub,
  notificationId: entry.notificationId,
  trackingId: entry.trackingId,
  scheduledFor: entry.scheduledFor,
  ...(run === undefined ? { adoptedFrom: "the ledger", foreign: true } : { run }),
});

/** How a post under a claim ended: made by us, found made by another, or found begun by another without a result. */
export type Claimed<T> =
  | { kind: "mine"; result: T }
  | { kind: "sent"; entry: LedgerEntry }
  | { kind: "unclear"; entry: LedgerEntry };

/**
 * Posts under a claim. Of several runs that want the same post exactly one makes it; the others wait as long as its request may take, by
 * their own clock, and then take over its result or say that it is unclear. `cleared` are runs that surely did not post.
 */
export async function underClaim<T>(
  context: Context,
  ledger: Ledger,
  key: LedgerKey,
  cleared: readonly string[],
  post: () => Promise<{ result: T; record?: SendRecord; sure: boolean }>,
): Promise<Claimed<T>> {
  const claim = { claimId: context.run.id, by: whoAndWhere(context.settings.env) };
  const patience = (context.settings.timeoutSeconds + 5) * 1000;
  const began = performance.now();
  for (;;) {
    const answer = await ledger.claim(key, { ...claim, now: context.now() });
    if (answer.claimed) break;
    const { entry } = answer;
    if (entry.state !== "claimed") return { kind: "sent", entry };
    if (cleared.includes(entry.claimId)) {
      await ledger.release(key, entry.claimId);
      continue;
    }
    if (performance.now() - began > patience) return { kind: "unclear", entry };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const { result, record, sure } = await post();
  if (record && isOut(record)) await ledger.record(key, claim.claimId, resultOf(record));
  else if (sure) await ledger.release(key, claim.claimId);
  return { kind: "mine", result };
}

const resultOf = ({ state, sentAt, scheduledFor, notificationId, trackingId }: SendRecord) => ({
  state: state === "sent" ? ("sent" as const) : ("scheduled" as const),
  sentAt,
  scheduledFor,
  notificationId,
  trackingId,
});

/** What a Delivery has told which ledger. */
export interface LedgerNote {
  /** The ledger's own id: an emptied folder, or another URL, is another ledger. */
  id: string;
  /** Every place under which its sends may be known there. */
  places: LedgerPlace[];
  /** Digests that count as sent although another text was. */
  same?: string[];
}

const sameOf = ({ same = {} }: Order): string[] => Object.keys(same).sort();

const has = (places: readonly LedgerPlace[], { hub, announcement }: LedgerPlace): boolean =>
  places.some((place) => place.hub === hub && place.announcement === announcement);

/** Whether everything is written where the order has it known: in this ledger, at this place, under these digests. */
const isComplete = (order: Order, note: LedgerNote | undefined, id: string | undefined, here: LedgerPlace): boolean =>
  note?.id === id && has(note?.places ?? [], here) && canonicalJson(sameOf(order)) === canonicalJson(note?.same ?? []);

/** Whether there is something to tell the ledger. One that cannot be reached is told when it answers again. */
export async function isUntold(
  context: Context,
  order: Order,
  at: string | undefined,
  note: LedgerNote | undefined,
): Promise<boolean> {
  if (context.settings.ledger === undefined || at === undefined) return note !== undefined;
  try {
    return !isComplete(order, note, await (await context.ledger())!.id(), ledgerPlace(context, order, at));
  } catch {
    return false;
  }
}

/**
 * Writes what went out under every name by which it may be looked for now: the hub that took it and the present one, the present
 * announcement, the digests that it counts for, and the key of the arm whose run left no result.
 */
export async function tell(
  context: Context,
  order: Order,
  at: string | undefined,
  records: readonly SendRecord[],
  note: LedgerNote | undefined,
  isTold: (record: SendRecord) => boolean,
): Promise<LedgerNote | undefined> {
  if (context.settings.ledger === undefined || at === undefined) return undefined;
  const ledger = (await context.ledger())!;
  const id = (await ledger.id({ make: true }))!;
  const here = ledgerPlace(context, order, at);
  const places = note?.id === id ? [...note.places] : [];
  const complete = isComplete(order, note, id, here);
  for (const record of records) {
    if (!isOut(record) || (complete && isTold(record))) continue;
    const arm = order.armed?.[record.digest];
    const armed =
      arm?.ledger && arm.run === record.run ? [{ hub: arm.ledger.hub, announcement: arm.ledger.announcement }] : [];
    const hubs = new Set([record.hub ?? armed[0]?.hub ?? at, at]);
    const digests = Object.entries(order.same ?? {}).flatMap(([digest, other]) =>
      other === record.digest ? digest : [],
    );
    for (const place of [...[...hubs].map((hub) => ({ ...here, hub })), ...armed]) {
      if (!has(places, place)) places.push(place);
      for (const digest of [record.digest, ...digests])
        await ledger.remember({
          version: 1,
          key: ledgerKey(place, { ...record, digest }),
          claimedAt: record.sentAt,
          claimId: record.run ?? context.generation(),
          by: whoAndWhere(context.settings.env),
          ...resultOf(record),
        });
    }
  }
  if (!has(places, here)) places.push(here);
  const same = sameOf(order);
  return { id, places, ...(same.length === 0 ? {} : { same }) };
}

/** Lets a canceled send be made again by whoever shares the ledger. */
export async function free(context: Context, note: LedgerNote | undefined, record: SendRecord): Promise<void> {
  const ledger = note && (await context.ledger());
  if (!ledger || (await ledger.id()) !== note.id) return;
  const digests = [record.digest, ...(note.same ?? [])];
  for (const key of note.places.flatMap((place) => digests.map((digest) => ledgerKey(place, { ...record, digest })))) {
    const entry = await ledger.read(key);
    if (entry?.state === "scheduled" && entry.notificationId === record.notificationId)
      await ledger.record(key, entry.claimId, { state: "canceled" });
  }
}
