import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { HubReply } from "./hubReply";
import type { HubRequest } from "./hubRequest";

/** The longest reply body that is read, in bytes. The longest real one is a page of registrations. */
const maxReplyBytes = 4 * 1024 * 1024;

/** Why no status arrived, and whether the request's bytes had been passed to a connection by then. */
export class TransmitFailure {
  constructor(
    readonly kind: "timeout" | "abort" | "connection",
    readonly written: boolean,
    readonly cause: unknown,
  ) {}
}

export interface TransmitOptions {
  dispatcher: Dispatcher;
  /** Scheme, host and port. */
  origin: string;
  /** Path of the endpoint, ending in a slash. */
  basePath: string;
  authorization: string;
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * Sends a request once and reads the answer, at most 4 MB of it.
 * If a status arrives, it returns a reply, even if the body is incomplete; otherwise it returns a TransmitFailure.
 */
export function transmit(request: HubRequest, options: TransmitOptions): Promise<HubReply | TransmitFailure> {
  return new Promise((resolve) => {
    const { signal } = options;
    if (signal?.aborted) {
      resolve(new TransmitFailure("abort", false, signal.reason));
      return;
    }
    const headers = ["Authorization", options.authorization];
    for (const name in request.headers) headers.push(name, request.headers[name]!);
    const transmission = new Transmission(request.kind === "repeatable", resolve);
    transmission.timer = setTimeout(timeOut, options.timeoutMs, transmission);
    if (signal) transmission.listenTo(signal);
    try {
      options.dispatcher.dispatch(
        {
          origin: options.origin,
          path: options.basePath + request.path,
          method: request.method,
          headers,
          body: request.body ?? null,
          idempotent: false,
          // Only our own timeout applies to the exchange.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        transmission,
      );
    } catch (error) {
      transmission.fail("connection", error);
    }
  });
}

function timeOut(transmission: Transmission): void {
  transmission.stop("timeout", undefined);
}

class Transmission implements Dispatcher.DispatchHandler {
  timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #written = false;
  #settled = false;
  #status = 0;
  #reason = "";
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] | undefined;
  #bytes = 0;
  #stopListening: (() => void) | undefined;

  constructor(
    readonly repeatable: boolean,
    readonly resolve: (result: HubReply | TransmitFailure) => void,
  ) {}

  listenTo(signal: AbortSignal): void {
    const onAbort = () => this.stop("abort", signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#stopListening = () => signal.removeEventListener("abort", onAbort);
  }

  /** Called right before the bytes are sent: a failure before this has certainly sent nothing. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // The caller's dispatcher may queue, retry or replay; a send is written at most once, and never after it has ended.
    if (this.#settled || (this.#written && !this.repeatable)) {
      controller.abort(new Error("not written again"));
      return;
    }
    this.#controller = controller;
    this.#written = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    reason?: string,
  ): void {
    if (status < 200) return;
    this.#controller = controller;
    this.#status = status;
    this.#headers = headers;
    this.#reason = reason ?? "";
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > maxReplyBytes) {
      this.#answer(false);
      controller.abort(new Error("reply too long"));
      return;
    }
    this.#chunks ??= [];
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#answer(true);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail("connection", error);
  }

  /** Ends the exchange and closes its connection, so that a late answer cannot be mistaken for that of another request. */
  stop(kind: "timeout" | "abort", cause: unknown): void {
    this.fail(kind, cause);
    this.#controller?.abort(new Error(kind));
  }

  fail(kind: TransmitFailure["kind"], cause: unknown): void {
    // For a send or a refusal, an incomplete answer is enough; for other requests it counts as no answer.
    const none = kind !== "connection" && this.repeatable && (this.#status < 400 || this.#status >= 500);
    if (this.#status && !none) this.#answer(false);
    else if (this.#settle()) this.resolve(new TransmitFailure(kind, this.#written, cause));
  }

  #answer(complete: boolean): void {
    if (!this.#settle()) return;
    const body = this.#chunks ? Buffer.concat(this.#chunks).toString("utf8") : "";
    this.resolve({ status: this.#status, reason: this.#reason, headers: this.#headers, body, complete });
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.timer);
    this.#stopListening?.();
    return true;
  }
}
