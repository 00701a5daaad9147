import { NotificationHubsError } from "./notificationHubsError";

/**
 * A send whose bytes were written and that got no clear answer: 408, 5xx, a broken connection, a timeout or an abort.
 * The hub has no idempotency key, so sending it again may ring every phone twice; nothing here does.
 */
export class AmbiguousSendError extends NotificationHubsError {
  override readonly name = "AmbiguousSendError";
  readonly code = "AMBIGUOUS_SEND";
  readonly certainty = "ambiguous";
  /** HTTP status, when the answer was 408, 5xx or none that the hub is known to give. */
  readonly status: number | undefined;
  /** Names this request to Microsoft's support. */
  readonly trackingId: string | undefined;
  /** The message without its advice. */
  readonly reason: string;

  constructor(
    message: string,
    facts: { status?: number; trackingId?: string; reason?: string },
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.status = facts.status;
    this.trackingId = facts.trackingId;
    this.reason = facts.reason ?? message;
  }
}
