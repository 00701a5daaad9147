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
  ) {
    super(reasons.join("\n"));
  }
}
