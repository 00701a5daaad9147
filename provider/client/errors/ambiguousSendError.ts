import { NotificationHubsError } from "./notificationHubsError";

/**
 * A send whose bytes were written and that got no clear answer: 408, 5xx, a broken connection, a timeout or an abort.
 * The hub has no idempotency key, so sending it again may ring every phone twice; the client never does this by itself.
 */
export class AmbiguousSendError extends NotificationHubsError {
  override readonly name = "AmbiguousSendError";
  readonly code = "AMBIGUOUS_SEND";
  readonly certainty = "ambiguous";
  /** HTTP status, if the answer was 408, 5xx or a status that the hub is not known to use. */
  readonly status: number | undefined;
  /** Identifies this request for Microsoft's support. */
  readonly trackingId: string | undefined;
  /** The message without the advice. */
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
