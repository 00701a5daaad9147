import type { NotificationDetails } from "../client/notificationDetails";
import { asOf, compact, type SendRecord, withHub, withoutHub } from "../journal/record";
import { connectionTo } from "./cancel";
import type { Context } from "./context";
import { type DeliveryOutputs, some } from "./delivery";
import { worst } from "./plan";
import { type Connection, quietly } from "./settings";

/** Updates the state with what the hub reports about each send, if tier and key allow. Never throws, and never drops what is known. */
export async function read(context: Context, outs: DeliveryOutputs): Promise<DeliveryOutputs> {
  const connection = quietly(() => context.settings.connection(outs.hub));
  const look = (records: readonly SendRecord[] | undefined) =>
    Promise.all(
      withHub(records, outs.at).map((record) => seen(context, asOf(record, context.now()), connection, outs)),
    );
  const [sends, history] = await Promise.all([look(outs.sends), look(outs.history)]);
  const states = sends.map(({ state }) => state);
  const judged = ["sent", "scheduled", "due", "canceled"].includes(outs.status);
  return compact({
    ...outs,
    status: judged && states.length > 0 ? worst(states) : outs.status,
    sends: sends.map((record) => withoutHub(record, outs.at)),
    history: some(history.map((record) => withoutHub(record, outs.at))),
  });
}

/** The record with the hub's telemetry; unchanged for a send-only key, a lower tier, or a test send. */
async function seen(
  context: Context,
  record: SendRecord,
  connection: Connection | undefined,
  { connections = {} }: DeliveryOutputs,
): Promise<SendRecord> {
  const { notificationId, hub, state, test } = record;
  if (!notificationId || test || state === "canceled" || state === "not-sent") return record;
  const target = quietly(() => connectionTo(context, hub, connection, connections));
  if (!target) return record;
  try {
    const details = await (await context.client(target)).getOutcome(notificationId);
    return { ...record, ...telemetryOf(details, state) };
  } catch {
    return record;
  }
}

function telemetryOf(details: NotificationDetails, state: SendRecord["state"]): Partial<SendRecord> {
  const counts: Record<string, number> = {};
  for (const outcomes of Object.values(details.outcomeCounts)) {
    for (const { name, count } of outcomes) counts[name] = (counts[name] ?? 0) + count;
  }
  return {
    delivery: details.state,
    state: stateOf(details.state, state),
    ...(Object.keys(counts).length > 0 ? { counts } : {}),
  };
}

/** The REST API writes Canceled, the SDKs write Cancelled. */
function stateOf(word: string, state: SendRecord["state"]): SendRecord["state"] {
  if (/^cancell?ed$/i.test(word)) return "canceled";
  if (/^(processing|completed|notargetfound|abandoned)$/i.test(word)) return "sent";
  return state === "due" && /^enqueued$/i.test(word) ? "sent" : state;
}
