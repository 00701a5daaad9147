/**
 * A step that failed but has state to keep. The provider host saves the state of an error with these three fields and fails the step;
 * `properties` must include `__provider`, or the saved state cannot be refreshed or destroyed.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";

  constructor(
    readonly id: string,
    readonly properties: object,
    readonly reasons: string[],
    /** The failure only reports a doubt that an earlier run left behind. */
    readonly discovers = false,
  ) {
    super(reasons.join("\n"));
  }
}

/** Nothing was armed, because another broadcast failed earlier in the run. */
export class NotArmed extends Error {
  override readonly name = "NotArmed";
}
