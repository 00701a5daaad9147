/** What a push service says of one notification, with the sentence a test send shows. */
export const outcomes = {
  Success: "The Notification was successfully sent to the Push Notification System",
  AbandonedNotificationMessages: "The Notification was abandoned",
  BadChannel: "The Push Notification System handle for the registration is invalid",
  ChannelDisconnected: "The Push Notification System dropped the notification because the device is disconnected",
  ChannelThrottled: "The Push Notification System throttled the device",
  Dropped: "The Push Notification System dropped the notification",
  ExpiredChannel: "The Push Notification System handle for the registration is no longer valid",
  InvalidCredentials: "The Push Notification System did not accept the credentials of the hub",
  InvalidNotificationFormat: "The Push Notification System did not accept the format of the notification",
  InvalidNotificationSize: "The notification is larger than the Push Notification System allows",
  InvalidToken: "The Push Notification System handle for the registration is invalid",
  PnsInterfaceError: "The interface of the Push Notification System failed",
  PnsServerError: "The Push Notification System failed",
  PnsUnavailable: "The Push Notification System is not available",
  PnsUnreachable: "The Push Notification System could not be reached",
  Skipped: "The notification was skipped because the device is reached by it already",
  Throttled: "The Push Notification System throttled the hub",
  UnknownError: "An unknown error occurred",
  WrongChannel: "The Push Notification System handle for the registration belongs to another application",
  WrongToken: "The Push Notification System handle for the registration belongs to another application",
} as const;

export type OutcomeName = keyof typeof outcomes;

/** The outcomes after which a handle is dead: the hub deletes what is registered with it. */
export const deadly: ReadonlySet<OutcomeName> = new Set([
  "BadChannel",
  "ExpiredChannel",
  "InvalidToken",
  "WrongChannel",
  "WrongToken",
]);
