import type { NotificationOutcome } from "./notificationOutcome";

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
