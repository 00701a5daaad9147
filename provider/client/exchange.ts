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
  /** Scheme, host and path, ends in a slash. */
  endpoint: string;
  /** Where requests go, in words. */
  target: Target;
  authorizer: Authorizer;
  dispatcher?: Dispatcher;
  now: () => number;
  debug?: Debug;
  maxWaitMs: number;
  timeoutMs: number;
}

/** Seconds to wait when a hub throttles without saying how long, as the .NET SDK does. */
const unsaidRetryAfterSeconds = 10;

/**
 * Authorizes requests to one service, carries them, and waits where waiting is safe: for a throttle, for a connection that was
 * not made, once after authorizing anew. Whatever may already have had an effect is repeated only if it is repeatable.
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

  /** Resolves to the reply when `accepts` its status, else rejects with an error that says what is certain. */
  async perform(request: HubRequest, accepts: (status: number) => boolean, signal?: AbortSignal): Promise<HubReply> {
    const { maxWaitMs, timeoutMs, now, target, authorizer } = this.#options;
    const patience = new Patience(maxWaitMs);
    let throttle: HubResponse | undefined;
    for (;;) {
      // Before its turn: the one that goes first holds up the others, and must not fail on the way.
      const authorization = await authorizer.token();
      const first = this.#backOff.throttled && (await this.#turn(request, patience, throttle, signal));
      const begun = performance.now();
      const result = await this.#once(request, authorization, signal);
      let waitMs: number | undefined;
      if (result instanceof TransmitFailure) {
        if (first) this.#backOff.release();
        // Time spent in vain on connecting is part of what a caller may be made to wait.
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

  /** Puts the request on the wire once. */
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

  /** Waits while the hub throttles; true when this request is the one that goes first. */
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

  /** What must not be shown of one exchange, with the token it went out with. */
  #secrets(request: HubRequest, authorization: string): readonly string[] {
    const signature = decodeURIComponent(/&sig=([^&]+)/.exec(authorization)?.[1] ?? "");
    return [authorization, signature, ...this.#options.authorizer.secrets(), ...(request.secrets?.() ?? [])];
  }

  /** Waiting is over when the signal says so: nothing went out meanwhile. */
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

/** Half an answer is none to a question that can be asked again; to a send its status says enough. */
function isBroken(result: HubReply | TransmitFailure): boolean {
  return !(result instanceof TransmitFailure) && !result.complete && result.status < 400;
}

/** What became of a send is known by now and must reach the caller, whatever its debug function does. */
function show(debug: Debug, dump: ReturnType<typeof dumpOf>, result: HubReply | TransmitFailure): void {
  try {
    debug(dump.with(result));
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
