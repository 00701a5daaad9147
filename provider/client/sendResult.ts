import { type HubReply, headerOf, idOf } from "./hubReply";
import { type NotificationOutcome, parseNotificationOutcome } from "./notificationOutcome";

/** What a hub said when it accepted a send. */
export interface SendResult {
  /** 201, or 200 from older front ends. */
  status: number;
  /** Id for `getOutcome` and `cancel`; only a Standard namespace gives one. */
  notificationId?: string;
  /** Names this request to Microsoft's support. */
  trackingId?: string;
  correlationId?: string;
  /** Device by device, for a test send whose reply could be read. */
  outcome?: NotificationOutcome;
}

/** Reads the reply to an accepted send. */
export function resultOf(reply: HubReply, sentTrackingId: string | undefined, test: boolean): SendResult {
  const result: SendResult = { status: reply.status };
  const notificationId = idOf(reply);
  if (notificationId) result.notificationId = notificationId;
  const trackingId = headerOf(reply, "trackingid") ?? sentTrackingId;
  if (trackingId) result.trackingId = trackingId;
  const correlationId = headerOf(reply, "x-ms-correlation-request-id");
  if (correlationId) result.correlationId = correlationId;
  const outcome = test && reply.complete ? parseNotificationOutcome(reply.body) : undefined;
  if (outcome) result.outcome = outcome;
  return result;
}
