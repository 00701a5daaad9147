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

/** Spellings that samples and old SDKs spread and the service ignores (azure-sdk-for-node#4496). */
const misspelt: Record<string, string> = {
  "servicebusnotification-apnsexpiry": "ServiceBusNotification-Apns-Expiry",
};

const w3cDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** What the service and APNs ask of a header's value. https://developer.apple.com/documentation/usernotifications */
const rules: Record<string, { allows: (value: string) => boolean; expected: string }> = {
  "servicebusnotification-apns-expiry": {
    allows: (value) => w3cDateTime.test(value) && !Number.isNaN(Date.parse(value)),
    expected: "a W3C date-time such as 2026-01-02T03:04Z",
  },
  "apns-expiration": { allows: (value) => /^\d+$/.test(value), expected: "whole Unix seconds" },
  "apns-priority": { allows: (value) => ["1", "5", "10"].includes(value), expected: "1, 5 or 10" },
  "apns-collapse-id": {
    allows: (value) => value.length > 0 && Buffer.byteLength(value) <= 64,
    expected: "1 to 64 bytes",
  },
};

/** Faults in the headers of a notification. */
export function validateHeaders(headers: Readonly<Record<string, string>>): PayloadIssue[] {
  const issues: PayloadIssue[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const message = faultOf(name, value);
    if (message) issues.push({ path: `headers.${name}`, message });
  }
  return issues;
}

function faultOf(name: string, value: unknown): string | undefined {
  const lower = name.toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return "expected a header name of letters, digits and hyphens";
  if (ours[lower]) return `is written by the client; use ${ours[lower]} instead`;
  if (misspelt[lower]) return `is not read by the service; write ${misspelt[lower]}`;
  if (typeof value !== "string") return `expected text, got ${value === null ? "null" : typeof value}`;
  // What HTTP/1.1 carries: anything else would break the request or be refused by the socket.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return "expected printable Latin-1 text in one line";
  const rule = rules[lower];
  if (rule && !rule.allows(value)) return `expected ${rule.expected}`;
  return undefined;
}
