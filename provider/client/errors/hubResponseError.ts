import { type Certainty, NotificationHubsError } from "./notificationHubsError";

/** The answer of a hub that refused a request. */
export interface HubResponse {
  /** HTTP status. */
  readonly status: number;
  /** Reason phrase of the status, such as `Unauthorized`. */
  readonly reason: string;
  /** The service's own explanation, if it sent one. */
  readonly detail?: string;
  /** Identifies this request for Microsoft's support. */
  readonly trackingId?: string;
  /** How long the service asks to wait, in seconds. */
  readonly retryAfterSeconds?: number;
}

/**
 * The hub answered with an error. This means that nothing was sent (`not-sent`), except after 408 and 5xx for an operation that is not a
 * send, which may or may not have taken effect.
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
