import { type Certainty, NotificationHubsError } from "./notificationHubsError";

/** No answer within the client's `timeoutMs`, or no final state within the time given to `waitForOutcome`. */
export class HubTimeoutError extends NotificationHubsError {
  override readonly name = "HubTimeoutError";
  readonly code = "HUB_TIMEOUT";

  constructor(
    message: string,
    readonly certainty: Certainty,
  ) {
    super(message);
  }
}
