import type { NotificationDetails } from "../client/notificationDetails";
import { canonicalJson } from "../journal/canonical";
import { type Doubt, type SendRecord, settled, withHub, withoutHub } from "../journal/record";
import { cancel, isPending } from "./cancel";
import { entryOf, ledgerKey } from "./claim";
import type { Context } from "./context";
import { type Declaration, schemaVersion } from "./declaration";
import { PartialFailure } from "./partialFailure";
import type { Part } from "./parts";
import { expectedStatus, inherited, planOf, type Status, type Step, worst } from "./plan";
import { begin, doubtSentence, post, type Result } from "./post";
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
  status: Status;
  /** Host and name of the hub that it posts to. */
  at?: string;
  /** What became of each part of the present declaration. */
  sends: SendRecord[];
  /** Sends of earlier declarations. */
  history?: SendRecord[];
  /** Posts that nobody knows the fate of; an edit does not forget them. */
  doubts?: Doubt[];
  /** When the last scheduled send is due, in milliseconds since 1970. */
  due?: number;
  hub?: HubArgument;
  /** The ledger that knows these sends. */
  ledger?: string;
  /** Connections of hubs that hold a scheduled send, by host and hub name. Secret. */
  connections?: Record<string, string>;
  __provider?: string;
}

/** What the resource remembers, each record with the hub that it went to. */
const own = (olds: DeliveryOutputs | undefined) => ({
  sends: withHub(olds?.sends, olds?.at),
  history: withHub(olds?.history, olds?.at),
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
    canonicalJson(olds.hub) !== canonicalJson(news.hub) ||
    // A stack that gains a ledger copies what it remembers into it.
    (context.settings.ledger !== undefined && olds.ledger !== context.settings.ledger)
  );
}

function stepChanges(olds: DeliveryOutputs, step: Step): boolean {
  switch (step.action) {
    case "keep":
      return !olds.sends.some((record) => settled(record) && record.digest === step.part.digest);
    case "doubt":
      return !olds.doubts?.some(({ digest }) => digest === step.part.digest);
    case "expired":
    case "off":
      return false;
    default:
      return true;
  }
}

/** Carries the plan out. @throws PartialFailure, which keeps everything that was done, when a part was not sent or is newly in doubt. */
export async function deliver(
  context: Context,
  id: string,
  olds: DeliveryOutputs | undefined,
  news: DeliveryInputs,
): Promise<DeliveryOutputs> {
  const connection = context.settings.connection(news.hub);
  const mine = olds ? own(olds) : inherited(context, news);
  const steps = planOf(context, news, mine, connection?.at);
  const digests = new Set(steps.map(({ part }) => part.digest));
  const failures: string[] = [];

  // What was scheduled and is no longer declared is cancelled before anything new is scheduled: never both at once.
  const history: SendRecord[] = [];
  let held = false;
  for (const record of [...(mine.history ?? []), ...(mine.sends ?? []).filter(({ digest }) => !digests.has(digest))]) {
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
    ...(mine.doubts ?? []).filter(({ digest }) => !digests.has(digest)),
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
    status,
    ...(connection ? { at: connection.at } : {}),
    sends: sends.map((record) => compact(withoutHub(record, connection?.at))),
    ...some(
      "history",
      history.filter(({ digest }) => !digests.has(digest)).map((record) => compact(withoutHub(record, connection?.at))),
    ),
    ...some("doubts", doubts.map(compact)),
    ...dueOf(context, [...sends, ...history]),
    ...(news.hub === undefined ? {} : { hub: news.hub }),
    ...(await shareMemory(
      context,
      olds,
      news,
      [...sends, ...history],
      results.some(({ unrecorded }) => unrecorded),
      failures,
    )),
    ...connectionsOf(context, [...sends, ...history], olds, connection),
  };
  if (failures.length > 0) throw new PartialFailure(id, { ...outs, __provider: news.__provider }, failures);
  return outs;
}

/** Writes into a ledger that is new to this stack what the stack already remembers. */
async function shareMemory(
  context: Context,
  olds: DeliveryOutputs | undefined,
  news: DeliveryInputs,
  records: readonly SendRecord[],
  unrecorded: boolean,
  failures: string[],
): Promise<{ ledger?: string }> {
  const url = context.settings.ledger;
  if (url === undefined) return {};
  if (olds?.ledger === url && !unrecorded) return { ledger: url };
  try {
    const ledger = (await context.ledger())!;
    for (const record of records) {
      if (!settled(record) || record.hub === undefined) continue;
      const part: Part = {
        key: record.platform,
        platform: record.platform as Part["platform"],
        locale: record.locale,
        digest: record.digest,
      };
      const key = ledgerKey(context, news, part, record.hub);
      await ledger.remember(entryOf(context, key, record));
    }
    return { ledger: url };
  } catch (error) {
    failures.push(
      `${news.name}: what was sent earlier could not be copied into the ledger: ${(error as Error).message}`,
    );
    // Without the URL the next run copies again.
    return {};
  }
}

/** Drops what is undefined: the engine cannot store it. */
const compact = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value));

/** A list that is only kept when it holds something. */
const some = <Key extends string, T>(key: Key, list: T[]) =>
  list.length === 0 ? {} : ({ [key]: list } as Record<Key, T[]>);

/** The instant until which a delete has something to cancel. */
function dueOf(context: Context, records: readonly SendRecord[]): { due?: number } {
  const times = records
    .filter((record) => isPending(context, record))
    .map(({ scheduledFor }) => Date.parse(scheduledFor!));
  return times.length === 0 ? {} : { due: Math.max(...times) };
}

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
          ...begin(context, part, news),
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
            ...begin(context, part, news),
            state: "not-sent",
            reason: "the earlier scheduled send could not be cancelled",
          },
          failure: `${news.name} (${part.key}): not scheduled, because the earlier one could not be cancelled; run \`pulumi up\` again.`,
        };
      }
      const run = news.armed?.[part.digest];
      if (run === context.run.id) return await post(context, news, connection, part, step.instead);
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

/** Cancels what this generation owns and is not due. @throws with one sentence when a send could not be cancelled; the state is kept. */
export async function remove(context: Context, id: string, outs: DeliveryOutputs): Promise<void> {
  const connection = quietly(() => context.settings.connection(outs.hub));
  const failures: string[] = [];
  const { sends = [], history = [] } = own(outs);
  for (const record of [...sends, ...history]) {
    if (!isPending(context, record)) continue;
    const { failure } = await cancel(context, id, record, outs, connection);
    if (failure) failures.push(failure);
  }
  if (failures.length > 0) throw new Error(failures.join(" "));
}

/** Asks the hub what became of the sends, where tier and key allow; never fails, never forgets. */
export async function read(context: Context, outs: DeliveryOutputs): Promise<DeliveryOutputs> {
  const now = context.now();
  const sends = withHub(outs.sends, outs.at)!.map(
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
  return { ...outs, status, sends: asked.map((record) => compact(withoutHub(record, outs.at))) };
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
