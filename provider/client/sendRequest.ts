import { randomUUID } from "node:crypto";
import type { Audience } from "./audience";
import { type Address, addressOf } from "./audienceHeaders";
import { BatchBody, batchContentType } from "./batchBody";
import { type EncodedNotification, encodeNotification } from "./encodeNotification";
import { PayloadError } from "./errors/payloadError";
import type { Format } from "./format";
import { apiVersion, type HubRequest } from "./hubRequest";
import type { Notification } from "./notification";
import { scheduleTime } from "./scheduleTime";

/** Options of one send. */
export interface SendOptions {
  /** Makes a test send: it really reaches at most 10 devices, which the service picks, and returns the outcome in the result. @default false */
  test?: boolean;
  /** When to send, at most 7 days ahead (Standard tier): a Date, or a string with a time zone. @default at once */
  schedule?: Date | string;
  /** Stops the operation. A send that was already written ends with an AmbiguousSendError. */
  signal?: AbortSignal;
  /** Sent as `TrackingId`, by which the service's logs identify this send. @default a random UUID */
  trackingId?: string;
}

/**
 * The request of one send; `now` (milliseconds since 1970) is used to check the schedule.
 *
 * @throws PayloadError that lists each fault with its path.
 */
export function sendRequest(
  hub: string,
  notification: Notification,
  audience: Audience,
  options: SendOptions,
  now: number,
): HubRequest {
  const encoded = encodeNotification(notification);
  const address = addressOf(audience, notification.format);
  if (options.schedule !== undefined && (address.kind === "device" || address.kind === "batch")) {
    throw PayloadError.at("schedule", "a scheduled send goes to tags or everyone, not to devices; remove one of them");
  }
  if (address.kind !== "batch") return requestOf(hub, notification.format, encoded, address, options, now);
  const body = new BatchBody(encoded);
  for (const handle of address.handles) body.add(handle);
  return batchRequest(hub, notification.format, encoded, body, options);
}

/** The request of one batch; `body` contains its payload and handles. */
export function batchRequest(
  hub: string,
  format: Format,
  { headers }: EncodedNotification,
  body: BatchBody,
  { test, trackingId }: SendOptions = {},
): HubRequest {
  return {
    operation: `send (${format})`,
    method: "POST",
    path: `${hub}/messages/$batch?${apiVersion}&direct${test ? "&test" : ""}`,
    headers: { "Content-Type": batchContentType, ...headers, TrackingId: trackingIdOf(trackingId) },
    body: body.bytes(),
    kind: "send",
    needs: { right: "Send", tier: "Basic" },
    secrets: () => body.handles(),
  };
}

function requestOf(
  hub: string,
  format: Format,
  { contentType, headers: own, body }: EncodedNotification,
  address: Exclude<Address, { kind: "batch" }>,
  { test, schedule, trackingId }: SendOptions,
  now: number,
): HubRequest {
  const headers: Record<string, string> = { "Content-Type": contentType, ...own, TrackingId: trackingIdOf(trackingId) };
  let resource = "messages";
  let flags = "";
  if (address.kind === "tags") headers["ServiceBusNotification-Tags"] = address.tagExpression;
  if (address.kind === "device") {
    Object.assign(headers, address.headers);
    flags = "&direct";
  }
  if (schedule !== undefined) {
    if (test) throw PayloadError.at("test", "a test send is immediate; remove schedule or test");
    headers["ServiceBusNotification-ScheduleTime"] = scheduleTime(schedule, now);
    resource = "schedulednotifications";
  }
  return {
    operation: `send (${format})`,
    method: "POST",
    path: `${hub}/${resource}?${apiVersion}${flags}${test ? "&test" : ""}`,
    headers,
    body,
    kind: "send",
    needs: schedule === undefined ? { right: "Send" } : { right: "Send", tier: "Standard" },
    ...(address.kind === "device" ? { secrets: () => Object.values(address.headers) } : {}),
  };
}

function trackingIdOf(given: string | undefined): string {
  if (given === undefined) return randomUUID();
  if (/^[\w.-]{1,128}$/.test(given)) return given;
  throw PayloadError.at(
    "trackingId",
    "expected 1 to 128 letters, digits, dots, hyphens or underscores, such as a UUID",
  );
}
