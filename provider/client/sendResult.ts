import { type HubReply, headerOf, idOf } from "./hubReply";
import { type NotificationOutcome, parseNotificationOutcome } from "./notificationOutcome";

/** The hub's answer to a send that it accepted. */
export interface SendResult {
  /** 201, or 200 from older front ends. */
  status: number;
  /** Id for `getOutcome` and `cancel`; only a Standard namespace returns one. */
  notificationId?: string;
  /** Identifies this request for Microsoft's support. */
  trackingId?: string;
  correlationId?: string;
  /** The outcome for each device of a test send, if the reply could be read. */
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
