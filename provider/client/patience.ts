import type { HubRequest } from "./hubRequest";
import { codeOf } from "./thrown";
import type { TransmitFailure } from "./transmit";

/** How long to wait before retrying a connection that was never made, in milliseconds. */
const connectWaitsMs = [250, 1000, 2000];
/** How long to wait before retrying a repeatable request after an unclear end, in milliseconds. */
const repeatWaitsMs = [250, 1000];

/** How long one operation may still wait, and what it has tried already. */
export class Patience {
  #leftMs: number;
  #signedAnew = false;
  #connects = 0;
  #repeats = 0;

  constructor(maxWaitMs: number) {
    this.#leftMs = maxWaitMs;
  }

  get leftMs(): number {
    return this.#leftMs;
  }

  spend(ms: number): void {
    this.#leftMs -= ms;
  }

  /** Milliseconds to wait before a retry after no answer; undefined if there must be no retry. */
  afterFailure(request: HubRequest, { kind, written, cause }: TransmitFailure): number | undefined {
    if (kind !== "connection" || isHopeless(cause)) return undefined;
    if (!written) return this.#affordable(connectWaitsMs[this.#connects++]);
    return request.kind === "repeatable" ? this.#affordable(repeatWaitsMs[this.#repeats++]) : undefined;
  }

  /** Milliseconds to wait before a retry after a refusal other than a throttle; undefined if there must be no retry. */
  afterRefusal(request: HubRequest, status: number): number | undefined {
    if (status === 401 && !this.#signedAnew) {
      this.#signedAnew = true;
      return 0;
    }
    const unclear = status === 408 || status >= 500;
    return unclear && request.kind === "repeatable" ? this.#affordable(repeatWaitsMs[this.#repeats++]) : undefined;
  }

  #affordable(waitMs: number | undefined): number | undefined {
    return waitMs !== undefined && waitMs <= this.#leftMs ? waitMs : undefined;
  }
}

/** Retrying does not help if a certificate is not trusted or a request is malformed; it only delays the error. */
function isHopeless(cause: unknown): boolean {
  const code = codeOf(cause) ?? "";
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|UND_ERR_(INVALID_ARG|NOT_SUPPORTED|DESTROYED|CLOSED)/.test(code);
}
