import type { HubRequest } from "./hubRequest";
import type { TransmitFailure } from "./transmit";

/** Waits before a connection is tried again that was never made, in milliseconds. */
const connectWaitsMs = [250, 1000, 2000];
/** Waits before a repeatable request is tried again after an unclear end, in milliseconds. */
const repeatWaitsMs = [250, 1000];

/** How long one operation may still be kept waiting, and what it has tried already. */
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

  /** Milliseconds to wait before another try after no answer, undefined when there must be none. */
  afterFailure(request: HubRequest, { kind, written, cause }: TransmitFailure): number | undefined {
    if (kind !== "connection" || isHopeless(cause)) return undefined;
    if (!written) return this.#affordable(connectWaitsMs[this.#connects++]);
    return request.kind === "repeatable" ? this.#affordable(repeatWaitsMs[this.#repeats++]) : undefined;
  }

  /** Milliseconds to wait before another try after a refusal other than a throttle, undefined when there must be none. */
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

/** A certificate that is not trusted or a malformed request stays so: trying again only hides it. */
function isHopeless(cause: unknown): boolean {
  const code = String((cause as NodeJS.ErrnoException | undefined)?.code ?? "");
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|UND_ERR_(INVALID_ARG|NOT_SUPPORTED|DESTROYED|CLOSED)/.test(code);
}
