import { NotificationHubsError } from "./notificationHubsError";

/** A connection string that cannot be used. The message names the faulty part and never quotes the key. */
export class ConnectionStringError extends NotificationHubsError {
  override readonly name = "ConnectionStringError";
  readonly code = "CONNECTION_STRING";
  readonly certainty = "not-sent";
}
