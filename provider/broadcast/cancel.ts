import { HubKeyError } from "../client/errors/hubKeyError";
import { joinKey, type SendRecord } from "../journal/record";
import { beforeCancel, type Settle } from "./claim";
import type { Context } from "./context";
import type { Connection } from "./settings";

/**
 * How a cancel ended. `canceled`: the hub confirmed it. `refused`: it did not happen, and the next run may succeed. `denied`: it did not
 * happen and cannot from here, because the hub is an earlier one whose key no longer works. `gone`: the hub does not know the notification,
 * which may mean that it was delivered. `unclear`: no answer.
 */
export interface CancelResult {
  outcome: "canceled" | "refused" | "denied" | "gone" | "unclear";
  /** Why it was not canceled; empty when it was. */
  reason: string;
}

/** Connection strings, or ids of access rules, by hub address (host and hub name). */
export type Connections = Readonly<Record<string, string>>;

/** Cancels a scheduled send on the hub that holds it. */
export async function cancel(
  context: Context,
  { notificationId, hub }: Pick<SendRecord, "notificationId" | "hub">,
  connection: Connection | undefined,
  connections: Connections = {},
): Promise<CancelResult> {
  let settle: Settle | undefined;
  try {
    const target = connectionTo(context, hub, connection, connections);
    if (!target) return { outcome: "denied", reason: `the connection to ${hub ?? "its hub"} is no longer known` };
    const client = await context.client(target);
    settle = await beforeCancel(context, { notificationId });
    // From here on, no other broadcast of this run may take it over.
    context.run.canceled.add(notificationId!);
    await client.cancel(notificationId!);
    await said(context, settle, "canceled");
    return { outcome: "canceled", reason: "" };
  } catch (error) {
    context.run.canceled.delete(notificationId!);
    const { status, certainty, message } = error as Error & { status?: number; certainty?: string };
    const reason = message.replace(/\.$/, "");
    const keyless = error instanceof HubKeyError;
    if (status === 404 && !keyless) return { outcome: "gone", reason };
    if (certainty !== "ambiguous") await said(context, settle, "scheduled");
    if (hub !== connection?.at && (status === 401 || status === 403 || (status === 404 && keyless)))
      return { outcome: "denied", reason };
    return { outcome: certainty === "ambiguous" ? "unclear" : "refused", reason };
  }
}

/** Settles the ledger. If it cannot be told, it is left with a claim without a result, which posts nothing. */
async function said(context: Context, settle: Settle | undefined, state: "scheduled" | "canceled"): Promise<void> {
  await settle?.(state).catch(({ message }: Error) => context.say(`the ledger could not record a cancel: ${message}`));
}

/** The connection to a hub: the current one, or one kept for a scheduled send. */
export function connectionTo(
  { settings }: Context,
  hub: string | undefined,
  connection: Connection | undefined,
  connections: Connections,
): Connection | undefined {
  if (hub === connection?.at) return connection;
  const text = connections[hub ?? ""];
  if (text === undefined) return undefined;
  const isId = text.startsWith("/");
  return settings.connection(
    isId ? { resourceId: text } : { connectionString: text, hub: hub!.slice(hub!.indexOf("/") + 1) },
  );
}

/** Describes a scheduled send in a message. */
export const inWords = ({ scheduledFor, notificationId, ...part }: SendRecord): string =>
  `the ${joinKey(part)} send scheduled for ${scheduledFor} (notification ${notificationId})`;
