import type { PayloadIssue } from "./errors/payloadError";
import { parseInstant } from "./instant";

/** Headers that the client sets itself, each with what to use instead. */
const ours: Record<string, string> = {
  authorization: "the connection string",
  host: "the connection string",
  connection: "the dispatcher",
  "transfer-encoding": "the dispatcher",
  "content-length": "the body",
  "content-type": "contentType",
  "servicebusnotification-format": "format",
  "servicebusnotification-tags": "audience",
  "servicebusnotification-devicehandle": "audience",
  "servicebusnotification-scheduletime": "schedule",
  trackingid: "trackingId",
};

/** Faults in the headers of a notification. */
export function validateHeaders(headers: Readonly<Record<string, string>>): PayloadIssue[] {
  return headerFaults(headers).map(([name, message]) => ({ path: `headers.${name}`, message }));
}

/** The headers that HTTP or the hub would refuse, or the hub would ignore, and why. A platform's own rules are in its file. */
export function headerFaults(headers: Readonly<Record<string, unknown>>): [name: string, reason: string][] {
  const seen = new Set<string>();
  return Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    const lower = name.toLowerCase();
    const reason = seen.has(lower) ? "appears twice, in different case; keep one" : headerFault(name, lower, value);
    seen.add(lower);
    return reason ? [[name, reason]] : [];
  });
}

function headerFault(name: string, lower: string, value: unknown): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return "is not a valid header name; use letters, digits and hyphens";
  if (Object.hasOwn(ours, lower)) return `is set by the client; remove it and use ${ours[lower]} instead`;
  if (lower === "servicebusnotification-apnsexpiry") {
    // Samples and old SDKs use it (azure-sdk-for-node#4496).
    return "is ignored by the service; use ServiceBusNotification-Apns-Expiry";
  }
  if (typeof value !== "string") return "must be a string";
  // The characters that HTTP/1.1 can carry and the push services accept.
  if (!/^[\x20-\x7e]*$/.test(value)) return "must be printable ASCII on one line";
  if (lower === "servicebusnotification-apns-expiry" && parseInstant(value) === undefined) {
    return "must be a W3C date-time such as 2026-01-02T03:04Z";
  }
  return undefined;
}
