import { canonicalJson } from "../journal/canonical";
import { whoAndWhere } from "../journal/ledger/ci";
import type { Ledger, LedgerEntry, LedgerKey } from "../journal/ledger/ledger";
import type { Knowledge } from "../journal/memory";
import { isOut, type Post, type SendRecord } from "../journal/record";
import type { Context } from "./context";
import { type Order, partsOfOrder } from "./order";

/** The part of a ledger key that all posts of a broadcast share. */
export interface LedgerPlace {
  hub: string;
  announcement: string;
}

/** The ledger place under which every stack looks up the posts of this broadcast. */
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

/** The ledger entry of a post that went out, if this run has looked it up. */
export function wordOf({ run }: Context, place: LedgerPlace, part: Post): LedgerEntry | undefined {
  const word = run.ledgerWords.get(textOf(ledgerKey(place, part)));
  return typeof word === "object" && (word.state === "sent" || word.state === "scheduled") ? word : undefined;
}

/**
 * Looks up, once per run, what the stack's own state does not settle: posts it does not know, and arms without a result. An unreachable
 * ledger does not stop a plan; it does stop a post.
 */
export async function consult(
  context: Context,
  order: Pick<Order, "of" | "name" | "announcement" | "digests" | "countsAs">,
  known: Knowledge,
  at: string | undefined,
): Promise<void> {
  if (context.settings.ledger === undefined) return;
  const { ledgerWords } = context.run;
  const keys = partsOfOrder(order).flatMap((part): LedgerKey[] => {
    const { records, doubts } = known.about(part.digest, order.countsAs?.[part.digest]);
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

/** The record of a send found in the ledger; pass `run` when that run of this stack posted it. */
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

/** How a post under a claim ended: `mine` was made by this run, `sent` by another, and `unclear` was begun by another that left no result. */
export type Claimed<T> =
  | { kind: "mine"; result: T }
  | { kind: "sent"; entry: LedgerEntry }
  | { kind: "unclear"; entry: LedgerEntry };

/**
 * Posts under a claim. Of several runs that want to make the same post, exactly one does; the others wait for as long as a request may
 * take, by their own clock, and then adopt its result or report `unclear`. `cleared` lists runs that are known not to have posted.
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
    // What is known to be canceled may be claimed, although the ledger has not heard of it.
    if (context.run.canceled.has(entry.notificationId ?? "") && entry.state !== "sent") {
      await ledger.record(key, entry.claimId, { state: "canceled" });
      continue;
    }
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

/** What a Delivery has written to a ledger. */
export interface LedgerNote {
  /** The ledger's id: an emptied folder or another URL has a different one. */
  id: string;
  /** Every place under which its sends are recorded. */
  places: LedgerPlace[];
  /** Digests that are recorded there because a send of another digest counts for them. */
  digests?: string[];
}

const otherDigestsOf = ({ countsAs = {} }: Order): string[] => Object.keys(countsAs).sort();

const has = (places: readonly LedgerPlace[], { hub, announcement }: LedgerPlace): boolean =>
  places.some((place) => place.hub === hub && place.announcement === announcement);

/** Whether the note covers the order: this ledger, this place, these digests. */
const isComplete = (order: Order, note: LedgerNote | undefined, id: string | undefined, here: LedgerPlace): boolean =>
  note?.id === id &&
  has(note?.places ?? [], here) &&
  canonicalJson(otherDigestsOf(order)) === canonicalJson(note?.digests ?? []);

/** Whether the ledger lacks something. An unreachable one is brought up to date once it answers again. */
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
 * Records every send under each key by which it may be looked up from now on: the hub that accepted it and the current one, the current
 * announcement, every digest it counts for, and the key that was armed for it.
 */
export async function tell(
  context: Context,
  order: Order,
  at: string | undefined,
  records: readonly SendRecord[],
  note: LedgerNote | undefined,
  isTold: (record: SendRecord) => boolean,
  arms: Knowledge["own"]["armed"],
): Promise<LedgerNote | undefined> {
  if (context.settings.ledger === undefined || at === undefined) return undefined;
  const ledger = (await context.ledger())!;
  const id = (await ledger.id({ make: true }))!;
  const here = ledgerPlace(context, order, at);
  const places = note?.id === id ? [...note.places] : [];
  const complete = isComplete(order, note, id, here);
  for (const record of records) {
    if (!isOut(record) || (complete && isTold(record))) continue;
    const arm = arms?.[record.digest];
    const armed =
      arm?.ledger && arm.run === record.run ? [{ hub: arm.ledger.hub, announcement: arm.ledger.announcement }] : [];
    const hubs = new Set([record.hub ?? armed[0]?.hub ?? at, at]);
    const digests = Object.entries(order.countsAs ?? {}).flatMap(([digest, other]) =>
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
  const digests = otherDigestsOf(order);
  return { id, places, ...(digests.length === 0 ? {} : { digests }) };
}

/** Says in the ledger what became of a scheduled send whose cancel has ended. */
export type Settle = (state: "scheduled" | "canceled") => Promise<void>;

/**
 * Makes a scheduled send a claim without a result again, before it is canceled: a run that is cut short leaves a doubt and not a wrong word.
 * Other stacks may have recorded it under keys of their own, so it is found by its id.
 */
export async function beforeCancel(
  context: Context,
  { notificationId }: Pick<SendRecord, "notificationId">,
): Promise<Settle> {
  const ledger = await context.ledger();
  const entries: LedgerEntry[] = [];
  for await (const entry of ledger?.list() ?? []) {
    if (notificationId === undefined || entry.notificationId !== notificationId) continue;
    // A claim with an id is what an earlier cancel left that was cut short.
    if (entry.state !== "scheduled" && entry.state !== "claimed") continue;
    await ledger!.record(entry.key, entry.claimId, { state: "claimed" });
    entries.push(entry);
  }
  return async (state) => {
    for (const { key, claimId } of entries) await ledger!.record(key, claimId, { state });
  };
}
