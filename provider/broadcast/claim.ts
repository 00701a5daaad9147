import { randomBytes } from "node:crypto";
import { whoAndWhere } from "../journal/ledger/ci";
import type { Ledger, LedgerEntry, LedgerKey } from "../journal/ledger/ledger";
import type { SendRecord } from "../journal/record";
import type { Context } from "./context";
import type { Declaration } from "./declaration";
import { type Part, partsOf } from "./parts";
import type { Attempt } from "./plan";

/** What the ledger says of a digest: its entry, `none`, or that it cannot be reached. */
export type LedgerWord = LedgerEntry | "none" | "unreachable";

/** The name under which a post is known to every stack that shares the ledger. */
export function ledgerKey(context: Context, declaration: Declaration, part: Part, at: string): LedgerKey {
  const announcement = declaration.announcement ?? context.run.scope ?? declaration.name;
  return { hub: at, announcement, digest: part.digest, platform: part.platform, locale: part.locale };
}

/** Reads what the ledger knows of a declaration, once per run; a plan may then say so. A ledger out of reach fails a post, not a plan. */
export async function consult(
  context: Context,
  declaration: Declaration,
  test: boolean,
  at: string | undefined,
): Promise<void> {
  if (at === undefined || context.settings.ledger === undefined) return;
  const { ledgerWords } = context.run;
  await Promise.all(
    partsOf(declaration, test).map(async (part) => {
      if (ledgerWords.has(part.digest)) return;
      try {
        const ledger = await context.ledger();
        ledgerWords.set(part.digest, (await ledger!.read(ledgerKey(context, declaration, part, at))) ?? "none");
      } catch (error) {
        ledgerWords.set(part.digest, "unreachable");
        context.say(
          `${declaration.name} (${part.key}): may already be sent, the ledger does not say: ${(error as Error).message}`,
        );
      }
    }),
  );
}

/** The record of a send that the ledger knows of. */
export const recordOf = (entry: LedgerEntry): SendRecord => ({
  digest: entry.key.digest,
  platform: entry.key.platform,
  locale: entry.key.locale,
  state: entry.state === "scheduled" ? "scheduled" : "sent",
  sentAt: entry.sentAt ?? entry.claimedAt,
  hub: entry.key.hub,
  notificationId: entry.notificationId,
  trackingId: entry.trackingId,
  scheduledFor: entry.scheduledFor,
  adoptedFrom: "the ledger",
});

/** The entry of a send that the stack remembers. */
export const entryOf = (context: Context, key: LedgerKey, record: SendRecord): LedgerEntry => ({
  version: 1,
  key,
  state: record.state === "scheduled" ? "scheduled" : "sent",
  claimedAt: record.sentAt,
  claimId: record.run ?? randomBytes(4).toString("hex"),
  by: whoAndWhere(context.settings.env),
  sentAt: record.sentAt,
  notificationId: record.notificationId,
  trackingId: record.trackingId,
  scheduledFor: record.scheduledFor,
});

/** Longer than any clock is wrong: an hour, in milliseconds. */
const plainlyOld = 3_600_000;

/** How one post under a claim ended: made by us, found made by another, or found begun by another and never ended. */
export type Claimed<T> =
  | { kind: "mine"; result: T }
  | { kind: "sent"; entry: LedgerEntry }
  | { kind: "unclear"; entry: LedgerEntry };

/**
 * Posts under a claim. Of several runs that want the same post exactly one makes it; the others wait as long as its request may
 * take and then take over its result, or say that it is unclear. `instead` is an earlier try that surely did not post.
 */
export async function underClaim<T>(
  context: Context,
  ledger: Ledger,
  key: LedgerKey,
  instead: Attempt | undefined,
  post: () => Promise<{ result: T; record?: SendRecord; sure: boolean }>,
): Promise<Claimed<T>> {
  const claimId = context.run.id;
  const claim = { claimId, by: whoAndWhere(context.settings.env) };
  const patience = (context.settings.timeoutSeconds + 25) * 1000;
  const began = performance.now();
  for (;;) {
    const answer = await ledger.claim(key, { ...claim, now: context.now() });
    if (answer.claimed) break;
    const { entry } = answer;
    if (entry.state !== "claimed") return { kind: "sent", entry };
    const age = context.now() - Date.parse(entry.claimedAt);
    const watched = performance.now() - began > patience;
    // The claim of a run that this stack knows did not post; or somebody's word, and clocks of two machines differ: then only
    // after watching the claim that long, or when it is plainly old.
    const aside = instead?.byWord ? watched || age > plainlyOld : instead?.run === entry.claimId;
    if (aside) {
      await ledger.release(key, entry.claimId);
      continue;
    }
    if (watched || (!instead?.byWord && age > patience)) return { kind: "unclear", entry };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const { result, record, sure } = await post();
  if (record && (record.state === "sent" || record.state === "scheduled")) {
    await ledger.record(key, claimId, {
      state: record.state,
      sentAt: record.sentAt,
      scheduledFor: record.scheduledFor,
      notificationId: record.notificationId,
      trackingId: record.trackingId,
    });
  } else if (sure) await ledger.release(key, claimId);
  return { kind: "mine", result };
}
