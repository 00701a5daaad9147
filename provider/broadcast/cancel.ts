import { joinKey, type SendRecord } from "../journal/record";
import type { Context } from "./context";
import type { Connection } from "./settings";

/**
 * What became of a cancel: the hub took it; it surely did not, and may the next time; it did not, and no later run can do better
 * (`denied`: an earlier hub whose key is not valid any more); the hub no longer knows the notification, which may mean that it went out;
 * or nobody knows.
 */
export interface CancelResult {
  outcome: "canceled" | "refused" | "denied" | "gone" | "unclear";
  /** Why it was not canceled; otherwise empty. */
  reason: string;
}

/** Connections by the host and name of the hub that they lead to. */
export type Connections = Readonly<Record<string, string>>;

/** Cancels a scheduled send at the hub that holds it. */
export async function cancel(
  context: Context,
  { notificationId, hub }: Pick<SendRecord, "notificationId" | "hub">,
  connection: Connection | undefined,
  connections: Connections = {},
): Promise<CancelResult> {
  try {
    const target = connectionTo(context, hub, connection, connections);
    if (!target) return { outcome: "denied", reason: `the connection to ${hub ?? "its hub"} is no longer known` };
    const client = await context.client(target);
    // Nobody takes it over from here on.
    context.run.canceled.add(notificationId!);
    await client.cancel(notificationId!);
    return { outcome: "canceled", reason: "" };
  } catch (error) {
    context.run.canceled.delete(notificationId!);
    const { status, certainty, message } = error as Error & { status?: number; certainty?: string };
    const reason = message.replace(/\.$/, "");
    if (status === 404) return { outcome: "gone", reason };
    if (hub !== connection?.at && (status === 401 || status === 403)) return { outcome: "denied", reason };
    return { outcome: certainty === "ambiguous" ? "unclear" : "refused", reason };
  }
}

/** The connection to a hub: the present one, or one of those that are kept for scheduled sends. */
export function connectionTo(
  { settings }: Context,
  hub: string | undefined,
  connection: Connection | undefined,
  connections: Connections,
): Connection | undefined {
  if (hub === connection?.at) return connection;
  const text = connections[hub ?? ""];
  return text === undefined
    ? undefined
    : settings.connection({ connectionString: text, hub: hub!.slice(hub!.indexOf("/") + 1) });
}

/** A scheduled send, in words. */
export const inWords = ({ scheduledFor, notificationId, ...part }: SendRecord): string =>
  `the ${joinKey(part)} send scheduled for ${scheduledFor} (notification ${notificationId})`;
