import { setTimeout as sleep } from "node:timers/promises";

/** `Retry-After: 0` must not become a storm, and an absurd one must not silence a client for days. */
const minPauseMs = 500;
const maxPauseMs = 5 * 60_000;

/**
 * One back-off for all requests of a client. While the hub is throttling everyone waits; when the time is over one
 * request goes first, and the others follow when it is not throttled again.
 */
export class BackOff {
  #until = 0;
  #throttled = false;
  #probing = false;
  #reopen: (() => void)[] = [];

  /** True while requests have to `pass` before they go out. */
  get throttled(): boolean {
    return this.#throttled;
  }

  /** Milliseconds until the next request may go out, as far as is known. */
  get remainingMs(): number {
    return Math.max(0, this.#until - performance.now());
  }

  /** The hub throttles: nobody goes before this many seconds from now. */
  throttle(seconds: number): void {
    this.#throttled = true;
    const pauseMs = Math.min(Math.max(seconds * 1000, minPauseMs), maxPauseMs);
    this.#until = Math.max(this.#until, performance.now() + pauseMs);
    this.#endProbe();
  }

  /** The request that went first was not throttled (or never got to ask): the way is free. */
  release(): void {
    this.#throttled = false;
    this.#endProbe();
  }

  /**
   * Waits for its turn, at most `budgetMs`. Resolves to true when the caller may go and is the one who goes first, to
   * false when it may go with the others, to undefined when the budget does not reach.
   */
  async pass(budgetMs: number, signal?: AbortSignal): Promise<boolean | undefined> {
    const deadline = performance.now() + budgetMs;
    while (this.#throttled) {
      const wait = this.remainingMs;
      if (wait === 0 && !this.#probing) {
        this.#probing = true;
        return true;
      }
      const left = deadline - performance.now();
      if (wait > left || left <= 0) return undefined;
      if (wait > 0) await sleep(wait, undefined, { signal });
      else await this.#reopened(left, signal);
    }
    return false;
  }

  #endProbe(): void {
    this.#probing = false;
    const waiting = this.#reopen;
    this.#reopen = [];
    for (const resume of waiting) resume();
  }

  async #reopened(ms: number, signal?: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    this.#reopen.push(() => stop.abort());
    await sleep(ms, undefined, { signal: either }).catch(() => signal?.throwIfAborted());
  }
}
