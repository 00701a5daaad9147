import { type Certainty, NotificationHubsError } from "./notificationHubsError";

/** The caller's signal stopped the operation; `cause` is the signal's reason. */
export class HubAbortError extends NotificationHubsError {
  override readonly name = "AbortError";
  readonly code = "ABORTED";

  constructor(
    message: string,
    readonly certainty: Certainty,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
