/**
 * What is known about the effect of a failed operation: `not-sent`, it surely had none; `ambiguous`, its bytes were
 * written and no clear answer came back.
 */
export type Certainty = "not-sent" | "ambiguous";

/** An exchange with a hub that did not succeed. Messages never hold a key, token, device handle or message body. */
export abstract class NotificationHubsError extends Error {
  abstract readonly code: string;
  abstract readonly certainty: Certainty;
}
