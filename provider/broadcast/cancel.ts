import type { SendRecord } from "../journal/record";
import type { Context } from "./context";
import type { DeliveryOutputs } from "./delivery";
import type { Connection } from "./settings";

/** Scheduled, and not due yet. */
export const isPending = (context: Context, record: SendRecord): boolean =>
  record.state === "scheduled" && Date.parse(record.scheduledFor ?? "") > context.now();

/** Cancels a scheduled send that this generation owns; what is due or owned by another stays as it is. */
export async function cancel(
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
  } catch (error) {
    // A hub that does not know it any more has nothing left to cancel.
    if ((error as { status?: number }).status !== 404) {
      return {
        record,
        failure: `${scheduled} could not be cancelled: ${(error as Error).message.replace(/\.$/, "")}; it stays recorded, run again or cancel it with \`pulumi-broadcast cancel\`.`,
      };
    }
  }
  const canceled: SendRecord = { ...record, state: "canceled" };
  try {
    await tellLedger(context, canceled);
    return { record: canceled };
  } catch (error) {
    return {
      record: canceled,
      failure: `${scheduled} is cancelled, but the ledger could not record it: ${(error as Error).message}`,
    };
  }
}

/** Lets a cancelled send be made again by whoever shares the ledger. */
async function tellLedger(context: Context, record: SendRecord): Promise<void> {
  const ledger = await context.ledger();
  if (!ledger || record.announcement === undefined || record.hub === undefined) return;
  const { hub, announcement, digest, platform, locale } = record;
  const key = { hub, announcement, digest, platform, locale };
  const entry = await ledger.read(key);
  if (entry?.state === "scheduled" && entry.notificationId === record.notificationId) {
    await ledger.record(key, entry.claimId, { state: "canceled" });
  }
}
