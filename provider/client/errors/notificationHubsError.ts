/**
 * What is known about the effect of a failed operation: `not-sent` means that it certainly had none; `ambiguous` means that its bytes were
 * written and no clear answer came back.
 */
export type Certainty = "not-sent" | "ambiguous";

/** A request to a hub that did not succeed. Error messages never contain a key, token, device handle or message body. */
export abstract class NotificationHubsError extends Error {
  abstract readonly code: string;
  abstract readonly certainty: Certainty;
}
