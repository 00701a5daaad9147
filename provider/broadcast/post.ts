import type { AmbiguousSendError } from "../client/errors/ambiguousSendError";
import type { HubClient } from "../client/hubClient";
import type { Doubt } from "../journal/record";
import { audienceOf, notificationOf } from "../message/partRequest";
import { mayBegin } from "./armTime";
import { ledgerKey, ledgerPlace, recordOf, underClaim } from "./claim";
import type { Context } from "./context";
import { inDoubt } from "./doubtSentence";
import type { Order, OrderPart } from "./order";
import { dueAt } from "./plan";
import { armOf } from "./run";
import type { Connection } from "./settings";
import type { Result } from "./step";

/** The fields that every record of a part has. */
export const begin = (context: Context, { name: _, announcement, terms }: Order, part: OrderPart) => {
  const { digest, platform, locale } = part;
  return {
    digest,
    platform,
    locale,
    sentAt: new Date(context.now()).toISOString(),
    run: context.run.id,
    revision: terms.revision === 1 ? undefined : terms.revision,
    test: terms.test || undefined,
    announcement,
    postedDigest: context.run.toPost.get(digest)?.postedDigest,
  };
};

/** `news (apple)` */
export const nameOf = ({ name }: Pick<Order, "name">, { key }: Pick<OrderPart, "key">): string => `${name} (${key})`;

/** The result of a post that was definitely not made; the next run arms it again. */
export const notSent = (context: Context, order: Order, part: OrderPart, reason: string): Result => ({
  record: { ...begin(context, order, part), state: "not-sent", reason },
  failure: `${nameOf(order, part)}: not sent, ${reason.replace(/\.$/, "")}; the next \`pulumi up\` tries again.`,
});

/** The result of a post or cancel in doubt. */
export const doubtful = (order: Order, doubt: Doubt): Result => ({ doubt, failure: inDoubt(order, doubt) });

/** Posts one part, at most once per process, however often it is called. `cleared` are doubts resolved as not sent. */
export function post(
  context: Context,
  order: Order,
  connection: Connection | undefined,
  part: OrderPart,
  cleared: readonly Doubt[] = [],
): Promise<Result> {
  const { tried } = context.run;
  const attempt = tried.get(part.digest) ?? postClaimed(context, order, connection, part, cleared);
  tried.set(part.digest, attempt);
  return attempt;
}

/** Posts under a claim, if there is a ledger. */
async function postClaimed(
  context: Context,
  order: Order,
  connection: Connection | undefined,
  part: OrderPart,
  cleared: readonly Doubt[],
): Promise<Result> {
  if (!connection) return notSent(context, order, part, "because no hub is configured");
  if (context.settings.ledger === undefined) return await postOnce(context, order, connection, part);
  let outcome: Result | undefined;
  try {
    const ledger = (await context.ledger())!;
    const key = ledgerKey(ledgerPlace(context, order, connection.at), part);
    const runs = cleared.flatMap(({ run, claimedBy }) => [run, claimedBy ?? run]);
    const claimed = await underClaim(context, ledger, key, runs, async () => {
      outcome = await postOnce(context, order, connection, part);
      return { result: outcome, record: outcome.record, sure: outcome.doubt === undefined };
    });
    if (claimed.kind === "mine") return claimed.result;
    if (claimed.kind === "sent") {
      const record = recordOf(claimed.entry);
      return { record, past: [{ ...begin(context, order, part), state: "not-sent", reason: "it was in the ledger" }] };
    }
    const { digest, platform, locale } = part;
    const { claimedAt: at, claimId: claimedBy } = claimed.entry;
    const reason = "another run claimed it in the ledger and left no result";
    return doubtful(order, { digest, platform, locale, run: context.run.id, at, claimedBy, reason });
  } catch (error) {
    const reason = (error as Error).message;
    if (!outcome) return notSent(context, order, part, `because the ledger could not be used: ${reason}`);
    // The post has ended, so its result stands even if the ledger failed.
    const failure = `${nameOf(order, part)}: posted, but the ledger could not record it: ${reason}`;
    return { ...outcome, unrecorded: true, failure: outcome.failure ?? failure };
  }
}

async function postOnce(context: Context, order: Order, connection: Connection, part: OrderPart): Promise<Result> {
  const { declaration, part: content } = context.run.toPost.get(part.digest)!;
  if (!mayBegin(armOf(context.run, order, part.digest)!, context.settings, context.now()))
    return notSent(context, order, part, "because this run was held up for too long after it was armed");
  const begun = begin(context, order, part);
  const due = dueAt(order.terms);
  const scheduledFor = due === undefined ? undefined : new Date(due).toISOString();
  try {
    const client: HubClient = await context.client(connection);
    const notification = notificationOf(declaration, order, content, context.now());
    const sent = await client.send(notification, audienceOf(declaration, content), {
      test: begun.test,
      schedule: due === undefined ? undefined : new Date(due),
    });
    return {
      record: {
        ...begun,
        state: due === undefined ? "sent" : "scheduled",
        hub: connection.at,
        notificationId: sent.notificationId,
        trackingId: sent.trackingId,
        scheduledFor,
        counts: sent.outcome && { success: sent.outcome.success, failure: sent.outcome.failure },
      },
    };
  } catch (error) {
    const { certainty, trackingId, message, reason = message } = error as Error & Partial<AmbiguousSendError>;
    if ((certainty as string) === "not-sent") return notSent(context, order, part, message);
    const { digest, platform, locale, run, sentAt } = begun;
    return doubtful(order, { digest, platform, locale, run, at: sentAt, trackingId, scheduledFor, reason });
  }
}
