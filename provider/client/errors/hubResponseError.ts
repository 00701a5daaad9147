import { type Certainty, NotificationHubsError } from "./notificationHubsError";

/** What a hub said when it refused. */
export interface HubResponse {
  /** HTTP status. */
  readonly status: number;
  /** Reason phrase of the status, such as `Unauthorized`. */
  readonly reason: string;
  /** The service's own sentence, when it sent one. */
  readonly detail?: string;
  /** Names this request to Microsoft's support. */
  readonly trackingId?: string;
  /** How long the service asks to wait, in seconds. */
  readonly retryAfterSeconds?: number;
}

/**
 * The hub answered, and not with success. An answer is a clear no (`not-sent`), except 408 and 5xx to an operation
 * that is not a send: whether that one took effect stays open.
 */
export class HubResponseError extends NotificationHubsError implements HubResponse {
  override readonly name = "HubResponseError";
  readonly code = "HUB_RESPONSE";
  readonly status: number;
  readonly reason: string;
  readonly detail: string | undefined;
  readonly trackingId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    response: HubResponse,
    readonly certainty: Certainty = "not-sent",
  ) {
    super(message);
    this.status = response.status;
    this.reason = response.reason;
    this.detail = response.detail;
    this.trackingId = response.trackingId;
    this.retryAfterSeconds = response.retryAfterSeconds;
  }
}
