import { canonicalJson } from "../journal/canonical";
import { isOut, type SendRecord } from "../journal/record";
import { type LedgerPlace, ledgerKey, ledgerPlace, recordCanceled, remember } from "./claim";
import type { Context } from "./context";
import type { Order } from "./order";

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

const has = (places: readonly LedgerPlace[], place: LedgerPlace): boolean =>
  places.some((each) => canonicalJson(each) === canonicalJson(place));

/** Whether there is something to tell the ledger. One that cannot be reached is told when it answers again. */
export async function isUntold(
  context: Context,
  order: Order,
  at: string | undefined,
  note: LedgerNote | undefined,
): Promise<boolean> {
  if (context.settings.ledger === undefined || at === undefined) return note !== undefined;
  try {
    const id = await (await context.ledger())!.id();
    return !note || note.id !== id || !has(note.places, ledgerPlace(context, order, at)) || isNewSame(order, note);
  } catch {
    return false;
  }
}

const isNewSame = (order: Order, { same = [] }: LedgerNote): boolean =>
  canonicalJson(sameOf(order)) !== canonicalJson(same);

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
  const old = note?.id === id ? note : undefined;
  const here = ledgerPlace(context, order, at);
  const places = [...(old?.places ?? [])];
  const all = old === undefined || !has(places, here) || isNewSame(order, old);
  for (const record of records) {
    if (!isOut(record) || (!all && isTold(record))) continue;
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
        await remember(context, ledger, ledgerKey(place, { ...record, digest }), record);
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
  for (const place of note.places) {
    for (const digest of [record.digest, ...(note.same ?? [])])
      await recordCanceled(ledger, ledgerKey(place, { ...record, digest }), record);
  }
}
