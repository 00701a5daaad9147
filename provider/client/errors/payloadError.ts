/** One fault in a notification or its audience: where it is, and what is expected there. */
export interface PayloadIssue {
  /** Path of the fault, such as `body`, `headers.apns-priority` or `audience.tags[2]`. */
  readonly path: string;
  /** One sentence: what is expected and the next thing to try. */
  readonly message: string;
}

/** The hub would not accept the notification or its audience; nothing was sent. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
  readonly code = "PAYLOAD";
  readonly certainty = "not-sent";

  /** A single fault. */
  static at(path: string, message: string): PayloadError {
    return new PayloadError([{ path, message }]);
  }

  constructor(readonly issues: readonly PayloadIssue[]) {
    super(issues.map(({ path, message }) => `${path}: ${message}`).join("; "));
  }
}
