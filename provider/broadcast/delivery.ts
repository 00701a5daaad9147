import type { HubClient } from "../client/hubClient";
import type { NotificationDetails } from "../client/notificationDetails";
import { canonicalJson } from "../journal/canonical";
import { type Doubt, type SendRecord, settled } from "../journal/record";
import type { Context } from "./context";
import { type Declaration, schemaVersion } from "./declaration";
import { PartialFailure } from "./partialFailure";
import { audienceOf, dueAt, notificationOf, type Part } from "./parts";
import { expectedStatus, isTest, planOf, type Status, type Step, worst } from "./plan";
import type { Connection, HubArgument } from "./settings";

/** What the Delivery is given: the Announcement's declaration and arms, and the connection when the program names it. */
export interface DeliveryInputs extends Declaration {
  armed?: Record<string, string>;
  hub?: HubArgument;
  /** What the status is expected to be; check adds it so that dependents do not preview as changed. */
  status?: Status;
  __provider?: string;
}

/** What it remembers. */
export interface DeliveryOutputs {
  schema: number;
  kind: "delivery";
  status: Status;
  digests: Record<string, string>;
  /** What became of each part of the present declaration. */
  sends: SendRecord[];
  /** Sends of earlier declarations. */
  history: SendRecord[];
  /** Posts that nobody knows the fate of; an edit does not forget them. */
  doubts: Doubt[];
  hub?: HubArgument;
  /** Connections of hubs that hold a scheduled send, by host and hub name. Secret. */
  connections?: Record<string, string>;
  __provider?: string;
}

const own = (olds: DeliveryOutputs | undefined) => ({
  sends: olds?.sends,
  history: olds?.history,
  doubts: olds?.doubts,
});

export function expected(context: Context, news: DeliveryInputs): Status {
  return expectedStatus(news, planOf(context, news, {}, hubAt(context, news)));
}

/** Host and name of the hub, or nothing while the connection is not known. */
function hubAt(context: Context, news: DeliveryInputs): string | undefined {
  return context.settings.connection(news.hub)?.at;
}

export function diff(context: Context, olds: DeliveryOutputs, news: DeliveryInputs): boolean {
  const steps = planOf(context, news, own(olds), hubAt(context, news));
  const digests = steps.map(({ part }) => part.digest);
  return (
    steps.some((step) => stepChanges(olds, step)) ||
    olds.sends.some(({ digest }) => !digests.includes(digest)) ||
    olds.status !== expectedStatus(news, steps) ||
    canonicalJson(olds.hub) !== canonicalJson(news.hub)
  );
}

function stepChanges(olds: DeliveryOutputs, step: Step): boolean {
  switch (step.action) {
    case "keep":
      return !olds.sends.some((record) => settled(record) && record.digest === step.part.digest);
    case "doubt":
      return !olds.doubts.some(({ digest }) => digest === step.part.digest);
    case "expired":
    case "off":
      return false;
    default:
      return true;
  }
}

/** What one step came to. */
type Result = { record?: SendRecord; doubt?: Doubt; failure?: string };

/** Carries the plan out. @throws PartialFailure, which keeps everything that was done, when a part was not sent or is newly in doubt. */
export async function deliver(
  context: Context,
  id: string,
  olds: DeliveryOutputs | undefined,
  news: DeliveryInputs,
): Promise<DeliveryOutputs> {
  const connection = context.settings.connection(news.hub);
  const steps = planOf(context, news, own(olds), connection?.at);
  const digests = new Set(steps.map(({ part }) => part.digest));
  const failures: string[] = [];

  // What was scheduled and is no longer declared is cancelled before anything new is scheduled: never both at once.
  const history: SendRecord[] = [];
  let held = false;
  for (const record of [
    ...(olds?.history ?? []),
    ...(olds?.sends ?? []).filter(({ digest }) => !digests.has(digest)),
  ]) {
    if (!isPending(context, record)) {
      history.push(record);
      continue;
    }
    const { record: after, failure } = await cancel(context, id, record, olds, connection);
    history.push(after);
    if (failure) {
      failures.push(failure);
      held = true;
    }
  }

  const results = await Promise.all(steps.map((step) => carryOut(context, id, news, olds, connection, step, held)));
  const sends = results.flatMap(({ record }) => record ?? []);
  failures.push(...results.flatMap(({ failure }) => failure ?? []));
  const doubts = [
    ...(olds?.doubts ?? []).filter(({ digest }) => !digests.has(digest)),
    ...results.flatMap(({ doubt }) => doubt ?? []),
  ];
  const status = worst([
    ...results.flatMap((result, index): Status[] => {
      if (result.doubt) return ["in-doubt"];
      if (result.record) return [result.record.state];
      const action = steps[index]!.action;
      return action === "off" || action === "expired" ? [action] : [];
    }),
  ]);
  for (const record of sends) if (record.notificationId) context.run.owners.set(record.notificationId, id);

  const outs: DeliveryOutputs = {
    schema: schemaVersion,
    kind: "delivery",
    status,
    digests: Object.fromEntries(steps.map(({ part }) => [part.key, part.digest])),
    sends: sends.map(compact),
    history: history.filter((record) => !sends.some(({ digest }) => digest === record.digest)).map(compact),
    doubts: doubts.map(compact),
    ...(news.hub === undefined ? {} : { hub: news.hub }),
    ...connectionsOf(context, [...sends, ...history], olds, connection),
  };
  if (failures.length > 0) throw new PartialFailure(id, { ...outs, __provider: news.__provider }, failures);
  return outs;
}

/** Drops what is undefined: the engine cannot store it. */
const compact = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value));

/** Connections that a later cancel needs, by hub. */
function connectionsOf(
  context: Context,
  records: readonly SendRecord[],
  olds: DeliveryOutputs | undefined,
  connection: Connection | undefined,
): { connections?: Record<string, string> } {
  const hubs = new Set(records.filter((record) => isPending(context, record)).flatMap(({ hub }) => hub ?? []));
  const entries = [...hubs].flatMap((hub) => {
    const text = hub === connection?.at ? connection.text : olds?.connections?.[hub];
    return text ? [[hub, text] as const] : [];
  });
  return entries.length > 0 ? { connections: Object.fromEntries(entries) } : {};
}

async function carryOut(
  context: Context,
  id: string,
  news: DeliveryInputs,
  olds: DeliveryOutputs | undefined,
  connection: Connection | undefined,
  step: Step,
  held: boolean,
): Promise<Result> {
  const { part } = step;
  switch (step.action) {
    case "keep":
      return { record: step.record };
    case "adopt":
      return { record: { ...step.record, adoptedFrom: step.from === news.name ? step.record.adoptedFrom : step.from } };
    case "record":
      return {
        record: {
          ...base(context, part, news),
          state: "sent",
          notificationId: news.adopt!.notificationId,
          hub: connection?.at,
          adoptedFrom: "adopt",
        },
      };
    case "doubt":
      return { doubt: step.doubt, failure: step.recorded ? undefined : doubtSentence(news, step.doubt) };
    case "expired":
    case "off":
      return {};
    case "move": {
      if (news.armed?.[part.digest] !== context.run.id) return { record: step.record };
      const { record, failure } = await cancel(context, id, step.record, olds, connection);
      if (failure) return { record: step.record, failure };
      if (record.state !== "canceled") return { record };
      return await post(context, news, connection, part);
    }
    case "post": {
      if (held) {
        return {
          record: {
            ...base(context, part, news),
            state: "not-sent",
            reason: "the earlier scheduled send could not be cancelled",
          },
          failure: `${news.name} (${part.key}): not scheduled, because the earlier one could not be cancelled; run \`pulumi up\` again.`,
        };
      }
      const run = news.armed?.[part.digest];
      if (run === context.run.id) return await post(context, news, connection, part);
      if (run === undefined) {
        return {
          failure: `${news.name} (${part.key}): nothing was posted, because its Announcement did not arm it in this run; run \`pulumi up\` without --target.`,
        };
      }
      const doubt: Doubt = {
        digest: part.digest,
        platform: part.platform,
        locale: part.locale,
        run,
        at: new Date(context.now()).toISOString(),
        reason: "an earlier run began this post and left no result",
      };
      return { doubt, failure: doubtSentence(news, doubt) };
    }
  }
}

const base = (context: Context, part: Part, news: DeliveryInputs) => ({
  digest: part.digest,
  platform: part.platform,
  locale: part.locale,
  at: new Date(context.now()).toISOString(),
  run: context.run.id,
  revision: news.revision === 1 ? undefined : news.revision,
  test: isTest(context, news) || undefined,
});

/** Posts one part, once per process whatever calls it again. */
function post(context: Context, news: DeliveryInputs, connection: Connection | undefined, part: Part): Promise<Result> {
  const { tried } = context.run;
  const earlier = tried.get(part.digest) as Promise<Result> | undefined;
  if (earlier) return earlier;
  const attempt = postOnce(context, news, connection, part);
  tried.set(part.digest, attempt);
  return attempt;
}

async function postOnce(
  context: Context,
  news: DeliveryInputs,
  connection: Connection | undefined,
  part: Part,
): Promise<Result> {
  const what = `${news.name} (${part.key})`;
  const begun = base(context, part, news);
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
    const doubt: Doubt = { ...part, run: context.run.id, at: begun.at, trackingId, reason: message } as Doubt & {
      key?: string;
    };
    delete (doubt as { key?: string }).key;
    return { doubt, failure: doubtSentence(news, doubt) };
  }
}

/** Everything a person needs to find out whether it went out, and how to say so. */
function doubtSentence(news: DeliveryInputs, doubt: Doubt): string {
  const where = doubt.locale ? `${doubt.platform}/${doubt.locale}` : doubt.platform;
  const tracking = doubt.trackingId ? `, tracking id ${doubt.trackingId}` : "";
  const key = `${doubt.digest}@${doubt.run}`;
  return `${news.announcement ?? news.name} (${where}) is in doubt since ${doubt.at}${tracking}: ${doubt.reason.replace(/\.$/, "")}. It is not posted again; look at a device or the hub's log, then run \`pulumi-broadcast resolve ${key} sent\` or \`… not-sent\`, or raise revision to announce it again. After a killed run, \`pulumi cancel\` and \`pulumi refresh --clear-pending-creates\` may be needed first.`;
}

const isPending = (context: Context, record: SendRecord): boolean =>
  record.state === "scheduled" && Date.parse(record.scheduledFor ?? "") > context.now();

/** Cancels a scheduled send that this generation owns; what is due or owned by another stays as it is. */
async function cancel(
  context: Context,
  id: string,
  record: SendRecord,
  olds: DeliveryOutputs | undefined,
  connection: Connection | undefined,
): Promise<{ record: SendRecord; failure?: string }> {
  const owner = record.notificationId ? context.run.owners.get(record.notificationId) : undefined;
  if (!record.notificationId || (owner !== undefined && owner !== id)) return { record };
  const text = record.hub === connection?.at ? connection?.text : olds?.connections?.[record.hub ?? ""];
  const scheduled = `the ${record.platform} send scheduled for ${record.scheduledFor} (notification ${record.notificationId})`;
  try {
    const target =
      text === undefined
        ? undefined
        : context.settings.connection({ connectionString: text, hub: record.hub?.split("/")[1] });
    if (!target) throw new Error("its connection is not known any more");
    await (await context.client(target)).cancel(record.notificationId);
    context.say(`${id}: cancelled ${scheduled}`);
    return { record: { ...record, state: "canceled" } };
  } catch (error) {
    if ((error as { status?: number }).status === 404) return { record: { ...record, state: "canceled" } };
    return {
      record,
      failure: `${scheduled} could not be cancelled: ${(error as Error).message.replace(/\.$/, "")}; it stays recorded, run again or cancel it with \`pulumi-broadcast cancel\`.`,
    };
  }
}

/** Cancels what this generation owns and is not due. @throws with one sentence when a send could not be cancelled; the state is kept. */
export async function remove(context: Context, id: string, outs: DeliveryOutputs): Promise<void> {
  const connection = quietly(() => context.settings.connection(outs.hub));
  const failures: string[] = [];
  for (const record of [...outs.sends, ...outs.history]) {
    if (!isPending(context, record)) continue;
    const { failure } = await cancel(context, id, record, outs, connection);
    if (failure) failures.push(failure);
  }
  if (failures.length > 0) throw new Error(failures.join(" "));
}

/** Asks the hub what became of the sends, where tier and key allow; never fails, never forgets. */
export async function read(context: Context, outs: DeliveryOutputs): Promise<DeliveryOutputs> {
  const now = context.now();
  const sends = outs.sends.map(
    (record): SendRecord =>
      record.state === "scheduled" && Date.parse(record.scheduledFor ?? "") <= now
        ? { ...record, state: "sent" }
        : record,
  );
  const connection = quietly(() => context.settings.connection(outs.hub));
  const asked = await Promise.all(
    sends.map(async (record): Promise<SendRecord> => {
      if (!connection || !record.notificationId || record.hub !== connection.at || record.test) return record;
      try {
        const details = await (await context.client(connection)).getOutcome(record.notificationId);
        return details ? { ...record, ...telemetryOf(details) } : record;
      } catch {
        // A send-only key or a lower tier cannot read telemetry; what is recorded stays.
        return record;
      }
    }),
  );
  const status = outs.status === "scheduled" ? worst(asked.map(({ state }) => state)) : outs.status;
  return { ...outs, status, sends: asked.map(compact) };
}

function telemetryOf(details: NotificationDetails): Pick<SendRecord, "delivery" | "counts"> {
  const counts: Record<string, number> = {};
  for (const outcomes of Object.values(details.outcomeCounts)) {
    for (const { name, count } of outcomes) counts[name] = (counts[name] ?? 0) + count;
  }
  return { delivery: details.state, ...(Object.keys(counts).length > 0 ? { counts } : {}) };
}

function quietly<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
