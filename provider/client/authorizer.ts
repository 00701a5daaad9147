/** What requests to one service are authorized with. */
export interface Authorizer {
  /** Value of the `Authorization` header. */
  token(): string | Promise<string>;
  /** The present one was refused: makes another. */
  renew(): string | Promise<string>;
  /** What it authorizes with, which no error and no dump may show. */
  secrets(): readonly string[];
}
