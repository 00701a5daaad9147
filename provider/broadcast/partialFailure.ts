/**
 * The resource exists, but not all of it was done. The provider host turns an error with these three fields into saved
 * state plus a failed step; `properties` must include `__provider`, or the saved state cannot be refreshed or destroyed.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";

  constructor(
    readonly id: string,
    readonly properties: object,
    readonly reasons: string[],
    /** It only finds what an earlier run left behind. */
    readonly discovers = false,
  ) {
    super(reasons.join("\n"));
  }
}

/** Nothing was armed, because another broadcast of the run had failed before. */
export class NotArmed extends Error {
  override readonly name = "NotArmed";
}
