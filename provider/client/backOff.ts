import { setTimeout as sleep } from "node:timers/promises";

/** Limits `Retry-After`: 0 must not flood the hub, and an absurd value must not silence a client for days. */
const minPauseMs = 500;
const maxPauseMs = 5 * 60_000;

/**
 * The back-off that all requests of a client share. While the hub throttles, every request waits. When the time is over, one request goes
 * first, and the others follow if it is not throttled again.
 */
export class BackOff {
  #until = 0;
  #throttled = false;
  #probing = false;
  #reopen: (() => void)[] = [];

  /** True while requests must `pass` before they are sent. */
  get throttled(): boolean {
    return this.#throttled;
  }

  /** Milliseconds until the next request may be sent, as far as is known. */
  get remainingMs(): number {
    return Math.max(0, this.#until - performance.now());
  }

  /** The hub throttled: no request may be sent for this many seconds. */
  throttle(seconds: number): void {
    this.#throttled = true;
    const pauseMs = Math.min(Math.max(seconds * 1000, minPauseMs), maxPauseMs);
    this.#until = Math.max(this.#until, performance.now() + pauseMs);
    this.#endProbe();
  }

  /** The first request was not throttled, or never reached the hub: the others may be sent. */
  release(): void {
    this.#throttled = false;
    this.#endProbe();
  }

  /**
   * Waits for a turn, at most `budgetMs`. Resolves to true if the caller may send and is the first, to false if it may send along with the
   * others, and to undefined if the budget is too small.
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
