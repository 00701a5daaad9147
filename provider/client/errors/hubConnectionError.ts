import { type Certainty, NotificationHubsError } from "./notificationHubsError";

/** The connection to the hub was never made (`not-sent`), or broke before the answer was complete. `cause` is the underlying error. */
export class HubConnectionError extends NotificationHubsError {
  override readonly name = "HubConnectionError";
  readonly code = "HUB_CONNECTION";

  constructor(
    message: string,
    readonly certainty: Certainty,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
