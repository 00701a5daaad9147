import { NotificationHubsError } from "./notificationHubsError";

/** The key of a hub that is named by its resource id could not be fetched from Azure; nothing was sent. */
export class HubKeyError extends NotificationHubsError {
  override readonly name = "HubKeyError";
  readonly code = "HUB_KEY";
  readonly certainty = "not-sent";

  constructor(
    message: string,
    /** HTTP status of Azure Resource Manager, if it answered. */
    readonly status?: number,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
