import type { PayloadIssue } from "./errors/payloadError";

/** Headers that the client writes itself; each with where to say it instead. */
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
  return Object.entries(headers).flatMap(([name, value]) => {
    const message = headerFault(name, value);
    return message ? [{ path: `headers.${name}`, message }] : [];
  });
}

/** Why the hub or HTTP would refuse a header, or the hub ignore it; what a platform asks of its own is the platform's. */
export function headerFault(name: string, value: unknown): string | undefined {
  const lower = name.toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return "is not a header name; use letters, digits and hyphens";
  if (Object.hasOwn(ours, lower)) return `is written by the client; remove it and use ${ours[lower]} instead`;
  if (lower === "servicebusnotification-apnsexpiry") {
    // What samples and old SDKs spread (azure-sdk-for-node#4496).
    return "is not read by the service; write ServiceBusNotification-Apns-Expiry";
  }
  if (typeof value !== "string") return "must be a string";
  // What HTTP/1.1 carries, and the push services take.
  if (!/^[\x20-\x7e]*$/.test(value)) return "must be printable ASCII on one line";
  if (lower === "servicebusnotification-apns-expiry" && !isDateTime(value)) {
    return "must be a W3C date-time such as 2026-01-02T03:04Z";
  }
  return undefined;
}

function isDateTime(value: string): boolean {
  const isW3c = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value);
  return isW3c && !Number.isNaN(Date.parse(value));
}
