/** Authorizes the requests to one service. */
export interface Authorizer {
  /** Value of the `Authorization` header. */
  token(): string | Promise<string>;
  /** Makes a new value after the current one was refused. */
  renew(): string | Promise<string>;
  /** The secrets it uses, which no error and no dump may show. */
  secrets(): readonly string[];
}
