import { STATUS_CODES } from "node:http";
import { AmbiguousSendError } from "./errors/ambiguousSendError";
import { HubAbortError } from "./errors/hubAbortError";
import { HubConnectionError } from "./errors/hubConnectionError";
import { type HubResponse, HubResponseError } from "./errors/hubResponseError";
import { HubTimeoutError } from "./errors/hubTimeoutError";
import type { HubReply } from "./hubReply";
import type { HubRequest } from "./hubRequest";
import { oneLine } from "./oneLine";
import { redact } from "./redact";
import { codeOf } from "./thrown";
import type { TransmitFailure } from "./transmit";

/** The destination of a request, for messages: `hub releases at contoso.servicebus.windows.net`. */
export type Target = string;

const mayBeSent = "it may have been sent, so it was not sent again; check the hub's telemetry before you send it again";

/** The error for an answer that is not a success. */
export function responseError(
  request: HubRequest,
  target: Target,
  response: HubResponse,
): HubResponseError | AmbiguousSendError {
  const { status, reason, detail } = response;
  const answer = `${status}${reason ? ` ${reason}` : ""}${detail ? `, ${detail.replace(/[.:]+$/, "")}` : ""}`;
  const heading = `${request.operation} on ${target}: ${answer}`;
  const clearNo = status >= 400 && status < 500 && status !== 408;
  if (clearNo || request.kind !== "send") {
    return new HubResponseError(
      `${heading}; ${adviceOn(request, response)}`,
      response,
      clearNo ? "not-sent" : "ambiguous",
    );
  }
  return new AmbiguousSendError(`${heading}; ${mayBeSent}${track(response.trackingId)}`, {
    ...response,
    reason: heading,
  });
}

/** The error for an exchange that ended without an answer. */
export function failureError(
  request: HubRequest,
  target: Target,
  failure: TransmitFailure,
  { timeoutMs, secrets }: { timeoutMs: number; secrets: readonly string[] },
): AmbiguousSendError | HubTimeoutError | HubConnectionError | HubAbortError {
  const cause = plainCause(failure.cause, secrets);
  const what = {
    timeout: `no answer within ${timeoutMs} ms`,
    abort: "aborted by its signal",
    connection: failure.written ? "the connection was lost before the hub answered" : "no connection",
  }[failure.kind];
  const heading = `${request.operation} on ${target}: ${what}${cause && failure.kind === "connection" ? ` (${cause.message})` : ""}`;
  if (failure.written && request.kind === "send") {
    const trackingId = request.headers.TrackingId;
    return new AmbiguousSendError(
      `${heading}; ${mayBeSent}${track(trackingId)}`,
      { trackingId, reason: heading },
      { cause },
    );
  }
  const certainty = failure.written ? "ambiguous" : "not-sent";
  if (failure.kind === "abort") return new HubAbortError(heading, certainty, { cause: failure.cause });
  if (failure.kind === "timeout") return new HubTimeoutError(`${heading}; try again or raise timeoutMs`, certainty);
  return new HubConnectionError(`${heading}; check the endpoint, the network and any proxy`, certainty, { cause });
}

/** The error for a success whose body is not what the operation should return. */
export function unreadable(operation: string, expected: string, { status }: HubReply): HubResponseError {
  return new HubResponseError(
    `${operation}: expected ${expected} in the hub's answer, which could not be read; try again`,
    {
      status,
      reason: STATUS_CODES[status] ?? "",
    },
  );
}

function adviceOn({ needs, missing }: HubRequest, { status, detail, retryAfterSeconds }: HubResponse): string {
  if (status === 400) return "fix what the hub reports";
  if (status === 401) {
    if (/ExpiredToken/i.test(detail ?? "")) return "check this machine's clock";
    return "check that SharedAccessKeyName and SharedAccessKey belong to this namespace or hub";
  }
  if (status === 429 || retryAfterSeconds !== undefined) {
    return `the hub is throttling; try again ${retryAfterSeconds ? `in ${retryAfterSeconds} s` : "later"}`;
  }
  if (status === 403) {
    const tier = needs.tier
      ? ` and a namespace of the ${needs.tier} tier${needs.tier === "Basic" ? " or above" : ""}`
      : "";
    return `this needs a key with the ${needs.right} right${tier}`;
  }
  if (status === 404) return missing ?? "check the hub's name and the endpoint";
  if (status === 413) return "make the payload smaller";
  return "try again later";
}

function track(trackingId: string | undefined): string {
  return trackingId ? ` (tracking id ${trackingId})` : "";
}

/** Keeps only the message and the code of a transport's error, which may contain the reply's bytes or the socket. */
function plainCause(cause: unknown, secrets: readonly string[]): Error | undefined {
  if (!(cause instanceof Error)) return undefined;
  const inner = cause instanceof AggregateError ? (cause.errors.find((each) => each instanceof Error) ?? cause) : cause;
  const code = codeOf(inner);
  const message = redact(oneLine(inner.message), secrets).slice(0, 300) || (code ?? inner.name);
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}
