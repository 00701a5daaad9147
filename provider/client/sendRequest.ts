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

/** What a send may say beyond its notification and audience. */
export interface SendRequestOptions {
  test?: boolean | undefined;
  schedule?: Date | string | undefined;
  trackingId?: string | undefined;
  /** Milliseconds, for the schedule's window. */
  now: number;
}

/**
 * The request of one send, as a plain record.
 *
 * @throws PayloadError naming every fault by path.
 */
export function sendRequest(
  hub: string,
  notification: Notification,
  audience: Audience,
  options: SendRequestOptions,
): HubRequest {
  const encoded = encodeNotification(notification);
  const address = addressOf(audience, notification.format);
  if (options.schedule !== undefined && (address.kind === "device" || address.kind === "batch")) {
    throw fault("schedule", "a schedule takes tags or everyone, not devices; leave out one of them");
  }
  if (address.kind !== "batch") return requestOf(hub, notification.format, encoded, address, options);
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
  { test, trackingId }: Pick<SendRequestOptions, "test" | "trackingId"> = {},
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
  { test, schedule, trackingId, now }: SendRequestOptions,
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
    if (test) throw fault("test", "a test send goes out at once; leave out schedule or test");
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
  throw fault("trackingId", "expected 1 to 128 letters, digits, dots, hyphens or underscores, such as a UUID");
}

function fault(path: string, message: string): PayloadError {
  return new PayloadError([{ path, message }]);
}
