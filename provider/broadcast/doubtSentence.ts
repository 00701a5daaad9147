import { doubtKey } from "../journal/memory";
import { type Doubt, joinKey } from "../journal/record";
import type { Order } from "./order";

/** Tells a person what is in doubt, how to find out what happened, and how to resolve it. */
export function inDoubt({ name, announcement }: Pick<Order, "name" | "announcement">, doubt: Doubt): string {
  const { at, until, trackingId, reason, pending } = doubt;
  const named = announcement === undefined || announcement === name ? "" : ` of "${announcement}"`;
  const tracking = trackingId !== undefined && !reason.includes(trackingId) ? ` (tracking id ${trackingId})` : "";
  const question = pending ? "was canceled or will still go out" : "went out";
  const resolve = `pulumi-broadcast resolve ${doubtKey(doubt)}`;
  // Only a run that left no result may have been killed.
  const killed =
    until === undefined
      ? ""
      : " If that run was killed, run `pulumi cancel` and `pulumi refresh --clear-pending-creates` first.";
  return `${name} (${joinKey(doubt)})${named} has been in doubt since ${at}: ${reason.replace(/\.$/, "")}${tracking}. It is not known whether it ${question}, so it was not posted again; check a device or the hub's log, then run \`${resolve} sent\` or \`${resolve} not-sent\`, or raise revision to announce it again.${killed}`;
}
