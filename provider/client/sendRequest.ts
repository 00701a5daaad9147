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

/** What one send may say beyond its notification and audience. */
export interface SendOptions {
  /** A test send: at most 10 devices picked by the service, outcome in the result. It does reach those devices. */
  test?: boolean;
  /** When to send, at most 7 days ahead (Standard tier): a Date, or text with its zone. */
  schedule?: Date | string;
  /** Stops waiting. A send that was already written ends as AmbiguousSendError. */
  signal?: AbortSignal;
  /** Sent as `TrackingId`, to find this send in the service's logs. @default a random UUID */
  trackingId?: string;
}

/**
 * The request of one send, as a plain record; `now` (milliseconds) is for the schedule's window.
 *
 * @throws PayloadError naming every fault by path.
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

/** The request of one batch, whose payload and handles are in `body`. */
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
