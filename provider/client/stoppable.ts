/** An operation that can be stopped. */
export interface Stoppable {
  signal?: AbortSignal;
}
