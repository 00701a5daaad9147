import type { HubClient } from "../client/hubClient";
import type { Doubt, SendRecord } from "../journal/record";
import { ledgerKey, recordOf, underClaim } from "./claim";
import type { Context } from "./context";
import type { DeliveryInputs } from "./delivery";
import { audienceOf, dueAt, notificationOf, type Part } from "./parts";
import { type Attempt, isTest } from "./plan";
import type { Connection } from "./settings";

/** What one part of a broadcast came to. */
export interface Result {
  record?: SendRecord;
  doubt?: Doubt;
  /** One sentence for the person, when it is not as declared. */
  failure?: string;
  /** Posted, but the ledger does not know yet. */
  unrecorded?: boolean;
}

/** What every record of a part says. */
export const begin = (context: Context, part: Part, news: DeliveryInputs) => ({
  digest: part.digest,
  platform: part.platform,
  locale: part.locale,
  sentAt: new Date(context.now()).toISOString(),
  run: context.run.id,
  revision: news.revision === 1 ? undefined : news.revision,
  test: isTest(context, news) || undefined,
});

/** Posts one part, once per process whatever calls it again. */
export function post(
  context: Context,
  news: DeliveryInputs,
  connection: Connection | undefined,
  part: Part,
  instead?: Attempt,
): Promise<Result> {
  const { tried } = context.run;
  const earlier = tried.get(part.digest) as Promise<Result> | undefined;
  if (earlier) return earlier;
  const attempt = postClaimed(context, news, connection, part, instead);
  tried.set(part.digest, attempt);
  return attempt;
}

/** Posts, under a claim in the ledger where there is one. */
async function postClaimed(
  context: Context,
  news: DeliveryInputs,
  connection: Connection | undefined,
  part: Part,
  instead: Attempt | undefined,
): Promise<Result> {
  if (context.settings.ledger === undefined || !connection) return await postOnce(context, news, connection, part);
  const what = `${news.name} (${part.key})`;
  let outcome: Result | undefined;
  try {
    const ledger = (await context.ledger())!;
    const key = ledgerKey(context, news, part, connection.at);
    const claimed = await underClaim(context, ledger, key, instead, async () => {
      outcome = await postOnce(context, news, connection, part);
      return { result: outcome, record: outcome.record, sure: outcome.doubt === undefined };
    });
    if (claimed.kind === "mine") {
      const { result } = claimed;
      return result.record ? { ...result, record: { ...result.record, announcement: key.announcement } } : result;
    }
    if (claimed.kind === "sent") return { record: { ...recordOf(claimed.entry), run: context.run.id } };
    const doubt: Doubt = {
      digest: part.digest,
      platform: part.platform,
      locale: part.locale,
      run: context.run.id,
      at: claimed.entry.claimedAt,
      reason: "another run claimed this post in the ledger and left no result",
    };
    return { doubt, failure: doubtSentence(news, doubt) };
  } catch (error) {
    const reason = (error as Error).message;
    // The post itself had ended: its result stands, whatever became of the ledger.
    if (outcome)
      return {
        ...outcome,
        unrecorded: true,
        failure: outcome.failure ?? `${what}: posted, but the ledger could not record it: ${reason}`,
      };
    return {
      record: { ...begin(context, part, news), state: "not-sent", reason },
      failure: `${what}: not sent, because the ledger could not be used: ${reason}`,
    };
  }
}

async function postOnce(
  context: Context,
  news: DeliveryInputs,
  connection: Connection | undefined,
  part: Part,
): Promise<Result> {
  const what = `${news.name} (${part.key})`;
  const begun = begin(context, part, news);
  const notSent = (reason: string): Result => ({
    record: { ...begun, state: "not-sent", reason },
    failure: `${what}: not sent, ${reason.replace(/\.$/, "")}; the next \`pulumi up\` tries again.`,
  });
  if (!connection) return notSent("because no hub is known");
  const due = dueAt(news);
  let client: HubClient;
  try {
    client = await context.client(connection);
  } catch (error) {
    return notSent((error as Error).message);
  }
  try {
    const notification = notificationOf(news, part, context.now());
    const sent = await client.send(notification, audienceOf(news, part), {
      test: begun.test,
      schedule: due === undefined ? undefined : new Date(due),
    });
    const counts = sent.outcome && { success: sent.outcome.success, failure: sent.outcome.failure };
    return {
      record: {
        ...begun,
        state: due === undefined ? "sent" : "scheduled",
        hub: connection.at,
        notificationId: sent.notificationId,
        trackingId: sent.trackingId,
        scheduledFor: due === undefined ? undefined : new Date(due).toISOString(),
        counts,
      },
    };
  } catch (error) {
    const { certainty, trackingId, message } = error as Error & { certainty?: string; trackingId?: string };
    if (certainty === "not-sent") return notSent(message);
    const doubt: Doubt = { ...part, run: context.run.id, at: begun.sentAt, trackingId, reason: message } as Doubt & {
      key?: string;
    };
    delete (doubt as { key?: string }).key;
    return { doubt, failure: doubtSentence(news, doubt) };
  }
}

/** Everything a person needs to find out whether it went out, and how to say so. */
export function doubtSentence(news: DeliveryInputs, doubt: Doubt): string {
  const where = doubt.locale ? `${doubt.platform}/${doubt.locale}` : doubt.platform;
  const tracking = doubt.trackingId ? `, tracking id ${doubt.trackingId}` : "";
  const key = `${doubt.digest}@${doubt.run}`;
  return `${news.announcement ?? news.name} (${where}) is in doubt since ${doubt.at}${tracking}: ${doubt.reason.replace(/\.$/, "")}. It is not posted again; look at a device or the hub's log, then run \`pulumi-broadcast resolve ${key} sent\` or \`… not-sent\`, or raise revision to announce it again. After a killed run, \`pulumi cancel\` and \`pulumi refresh --clear-pending-creates\` may be needed first.`;
}
