import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import type { Authorizer } from "./authorizer";
import { BackOff } from "./backOff";
import { type Debug, dumpOf } from "./debug";
import { sharedDispatcher } from "./dispatcher";
import type { HubResponse } from "./errors/hubResponseError";
import type { HubReply } from "./hubReply";
import type { HubRequest } from "./hubRequest";
import { Patience } from "./patience";
import { failureError, responseError, type Target } from "./refusal";
import { readRefusal } from "./serviceError";
import { TransmitFailure, transmit } from "./transmit";

export interface ExchangeOptions {
  /** Scheme, host and path, ending in a slash. */
  endpoint: string;
  /** The destination of the requests, for messages. */
  target: Target;
  authorizer: Authorizer;
  dispatcher?: Dispatcher;
  now: () => number;
  debug?: Debug;
  maxWaitMs: number;
  timeoutMs: number;
}

/** Seconds to wait if a hub throttles without saying how long; the .NET SDK uses the same value. */
const unsaidRetryAfterSeconds = 10;

/**
 * Authorizes requests to one service and sends them. It retries where that is safe: after a throttle, after a connection that was not made,
 * and once with a new authorization. A request that may already have had an effect is repeated only if it is repeatable.
 */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #backOff = new BackOff();
  readonly #origin: string;
  readonly #basePath: string;

  constructor(options: ExchangeOptions) {
    const { origin, pathname } = new URL(options.endpoint);
    this.#options = options;
    this.#origin = origin;
    this.#basePath = pathname;
  }

  /** Resolves to the reply if `accepts` approves its status; otherwise rejects with an error that says what is certain. */
  async perform(request: HubRequest, accepts: (status: number) => boolean, signal?: AbortSignal): Promise<HubReply> {
    const { maxWaitMs, timeoutMs, now, target, authorizer } = this.#options;
    const patience = new Patience(maxWaitMs);
    let throttle: HubResponse | undefined;
    for (;;) {
      // Before its turn: the first request holds up the others, so it must not fail for lack of a token.
      const authorization = await authorizer.token();
      const first = this.#backOff.throttled && (await this.#turn(request, patience, throttle, signal));
      const begun = performance.now();
      const result = await this.#once(request, authorization, signal);
      let waitMs: number | undefined;
      if (result instanceof TransmitFailure) {
        if (first) this.#backOff.release();
        // Time spent on a failed connection counts toward the limit of the caller's wait.
        if (!result.written) patience.spend(performance.now() - begun);
        waitMs = patience.afterFailure(request, result);
        if (waitMs === undefined) {
          throw failureError(request, target, result, {
            timeoutMs,
            secrets: this.#secrets(request, authorization),
          });
        }
      } else if (accepts(result.status)) {
        if (first) this.#backOff.release();
        return result;
      } else {
        const response = readRefusal(result, this.#secrets(request, authorization), now, request.headers.TrackingId);
        if (isThrottle(response)) {
          throttle = response;
          this.#backOff.throttle(response.retryAfterSeconds ?? unsaidRetryAfterSeconds);
          continue;
        }
        if (first) this.#backOff.release();
        waitMs = patience.afterRefusal(request, response.status);
        if (waitMs === undefined) throw responseError(request, target, response);
        if (response.status === 401) await authorizer.renew();
      }
      patience.spend(waitMs);
      if (waitMs > 0) await this.#untilAborted(request, sleep(waitMs, undefined, { signal }), signal);
    }
  }

  /** Sends the request once. */
  async #once(
    request: HubRequest,
    authorization: string,
    signal: AbortSignal | undefined,
  ): Promise<HubReply | TransmitFailure> {
    const { dispatcher, debug, timeoutMs } = this.#options;
    const endpoint = `${this.#origin}${this.#basePath}`;
    const dump = debug && dumpOf(request, endpoint, authorization, this.#secrets(request, authorization));
    let result = await transmit(request, {
      dispatcher: dispatcher ?? sharedDispatcher(),
      origin: this.#origin,
      basePath: this.#basePath,
      authorization,
      timeoutMs,
      signal,
    });
    if (request.kind === "repeatable" && isBroken(result)) {
      result = new TransmitFailure("connection", true, new Error("the answer was cut off or is longer than 4 MB"));
    }
    if (dump) show(debug, dump, result);
    return result;
  }

  /** Waits while the hub throttles. Returns true if this request goes first. */
  async #turn(
    request: HubRequest,
    patience: Patience,
    throttle: HubResponse | undefined,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const begun = performance.now();
    const first = await this.#untilAborted(request, this.#backOff.pass(patience.leftMs, signal), signal);
    patience.spend(performance.now() - begun);
    if (first === undefined) throw this.#throttledError(request, throttle);
    return first;
  }

  #throttledError(request: HubRequest, response: HubResponse | undefined): Error {
    const retryAfterSeconds = Math.ceil(this.#backOff.remainingMs / 1000);
    const known = response ?? {
      status: 429,
      reason: "Too Many Requests",
      detail: "the hub throttled another request of this client",
    };
    return responseError(request, this.#options.target, { ...known, retryAfterSeconds });
  }

  /** The secrets of one exchange, including the token it was sent with. */
  #secrets(request: HubRequest, authorization: string): readonly string[] {
    const signature = decodeURIComponent(/&sig=([^&]+)/.exec(authorization)?.[1] ?? "");
    return [authorization, signature, ...this.#options.authorizer.secrets(), ...(request.secrets?.() ?? [])];
  }

  /** Ends the wait if the signal aborts; nothing was sent in the meantime. */
  async #untilAborted<T>(request: HubRequest, wait: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await wait;
    } catch (error) {
      if (!signal?.aborted) throw error;
      const failure = new TransmitFailure("abort", false, signal.reason);
      throw failureError(request, this.#options.target, failure, { timeoutMs: 0, secrets: [] });
    }
  }
}

/** 403 with `Retry-After` is how older front ends throttle (azure-notificationhubs-dotnet#224). */
function isThrottle({ status, retryAfterSeconds }: HubResponse): boolean {
  return status === 429 || (status === 403 && retryAfterSeconds !== undefined);
}

/** A broken answer to a repeatable request counts as no answer; for a send, the status is enough. */
function isBroken(result: HubReply | TransmitFailure): boolean {
  return !(result instanceof TransmitFailure) && !result.complete && result.status < 400;
}

/** The result is known by now and must reach the caller, even if its debug function throws. */
function show(debug: Debug, dump: ReturnType<typeof dumpOf>, result: HubReply | TransmitFailure): void {
  try {
    debug(dump.with(result));
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
