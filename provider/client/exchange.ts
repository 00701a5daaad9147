import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { BackOff } from "./backOff";
import type { ConnectionString } from "./connectionString";
import { type Debug, dumpOf } from "./debug";
import { sharedDispatcher } from "./dispatcher";
import type { HubResponse } from "./errors/hubResponseError";
import type { HubReply } from "./hubReply";
import type { HubRequest } from "./hubRequest";
import { failureError, responseError } from "./refusal";
import { readRefusal } from "./serviceError";
import { TokenSource } from "./tokenSource";
import { TransmitFailure, transmit } from "./transmit";

export interface ExchangeOptions {
  connection: ConnectionString;
  hub: string;
  dispatcher?: Dispatcher | undefined;
  now: () => number;
  debug?: Debug | undefined;
  maxWaitMs: number;
  timeoutMs: number;
}

/** Seconds to wait when a hub throttles without saying how long, as the .NET SDK does. */
const unsaidRetryAfterSeconds = 10;
/** Waits before a connection is tried again that was never made, in milliseconds. */
const connectWaitsMs = [250, 1000, 2000];
/** Waits before a repeatable request is tried again after an unclear end, in milliseconds. */
const repeatWaitsMs = [250, 1000];

/**
 * Signs requests to one hub, carries them, and waits where waiting is safe: for a throttle, for a connection that was
 * not made, once after signing anew. Whatever may already have had an effect is repeated only if it is repeatable.
 */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #tokens: TokenSource;
  readonly #backOff = new BackOff();
  readonly #origin: string;
  readonly #basePath: string;
  readonly #target: string;

  constructor(options: ExchangeOptions) {
    const { connection, hub, now } = options;
    const { origin, pathname } = new URL(connection.endpoint);
    this.#options = options;
    this.#origin = origin;
    this.#basePath = pathname;
    this.#target = `hub ${hub} at ${connection.host}`;
    this.#tokens = new TokenSource(connection, `${connection.endpoint}${hub}`, now);
  }

  /** Resolves to the reply when `accepts` its status, else rejects with an error that says what is certain. */
  async perform(request: HubRequest, accepts: (status: number) => boolean, signal?: AbortSignal): Promise<HubReply> {
    let leftMs = this.#options.maxWaitMs;
    let signedAnew = false;
    let connects = 0;
    let repeats = 0;
    let lastThrottle: HubResponse | undefined;
    for (;;) {
      let first = false;
      if (this.#backOff.throttled) {
        const begun = performance.now();
        const turn = await this.#untilAborted(request, this.#backOff.pass(leftMs, signal), signal);
        leftMs -= performance.now() - begun;
        if (turn === undefined) throw this.#throttledError(request, lastThrottle);
        first = turn;
      }
      let reply: HubReply;
      try {
        reply = await this.#once(request, signal);
      } catch (failure) {
        if (!(failure instanceof TransmitFailure)) throw failure;
        if (first) this.#backOff.release();
        const waitMs = !failure.written
          ? connectWaitsMs[connects++]
          : request.kind === "repeatable"
            ? repeatWaitsMs[repeats++]
            : undefined;
        if (failure.kind !== "connection" || waitMs === undefined || waitMs > leftMs || isHopeless(failure.cause)) {
          throw failureError(request, this.#target, failure, {
            timeoutMs: this.#options.timeoutMs,
            secrets: this.#secrets(request),
          });
        }
        leftMs -= waitMs;
        await this.#untilAborted(request, sleep(waitMs, undefined, { signal }), signal);
        continue;
      }
      if (accepts(reply.status)) {
        if (first) this.#backOff.release();
        return reply;
      }
      const response = readRefusal(reply, this.#secrets(request), this.#options.now);
      const { status, retryAfterSeconds } = response;
      if (status === 429 || (status === 403 && retryAfterSeconds !== undefined)) {
        lastThrottle = response;
        this.#backOff.throttle(retryAfterSeconds ?? unsaidRetryAfterSeconds);
        continue;
      }
      if (first) this.#backOff.release();
      if (status === 401 && !signedAnew) {
        signedAnew = true;
        this.#tokens.renew();
        continue;
      }
      const waitMs =
        request.kind === "repeatable" && (status === 408 || status >= 500) ? repeatWaitsMs[repeats++] : undefined;
      if (waitMs === undefined || waitMs > leftMs) throw responseError(request, this.#target, response);
      leftMs -= waitMs;
      await this.#untilAborted(request, sleep(waitMs, undefined, { signal }), signal);
    }
  }

  async #once(request: HubRequest, signal?: AbortSignal): Promise<HubReply> {
    const { dispatcher, debug, timeoutMs } = this.#options;
    const sent = transmit(request, {
      dispatcher: dispatcher ?? sharedDispatcher(),
      origin: this.#origin,
      basePath: this.#basePath,
      authorization: this.#tokens.token(),
      timeoutMs,
      signal,
    });
    if (!debug) return sent;
    const dump = dumpOf(request, `${this.#origin}${this.#basePath}`, this.#tokens.token(), this.#secrets(request));
    try {
      const reply = await sent;
      debug(dump.with(reply));
      return reply;
    } catch (failure) {
      debug(dump.with(failure as TransmitFailure));
      throw failure;
    }
  }

  #throttledError(request: HubRequest, response: HubResponse | undefined): Error {
    const retryAfterSeconds = Math.ceil(this.#backOff.remainingMs / 1000);
    const known = response ?? {
      status: 429,
      reason: "Too Many Requests",
      detail: "the hub throttled another request of this client",
    };
    return responseError(request, this.#target, { ...known, retryAfterSeconds });
  }

  #secrets(request: HubRequest): readonly string[] {
    const token = this.#tokens.token();
    const signature = /&sig=([^&]+)/.exec(token)?.[1] ?? token;
    return [
      token,
      signature,
      decodeURIComponent(signature),
      this.#options.connection.sharedAccessKey,
      ...(request.secrets?.() ?? []),
    ];
  }

  /** Waiting is over when the signal says so: nothing went out meanwhile. */
  async #untilAborted<T>(request: HubRequest, wait: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await wait;
    } catch (error) {
      if (!signal?.aborted) throw error;
      const failure = new TransmitFailure("abort", false, { cause: signal.reason });
      throw failureError(request, this.#target, failure, { timeoutMs: 0, secrets: [] });
    }
  }
}

/** A certificate that is not trusted or a malformed request stays so: trying again only hides it. */
function isHopeless(cause: unknown): boolean {
  const code = String((cause as NodeJS.ErrnoException | undefined)?.code ?? "");
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|UND_ERR_(INVALID_ARG|NOT_SUPPORTED|DESTROYED|CLOSED)/.test(code);
}
