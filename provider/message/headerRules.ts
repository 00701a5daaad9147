import { type Finding, finding } from "./finding";

/** Headers that the client writes itself. */
// biome-ignore format: a list to read at a glance
const reserved = new Set([
  "authorization", "host", "content-length", "servicebusnotification-format", "servicebusnotification-tags",
  "servicebusnotification-devicehandle", "servicebusnotification-scheduletime",
]);

// biome-ignore format: a list to read at a glance
const pushTypes = [
  "alert", "background", "voip", "complication", "fileprovider", "mdm", "liveactivity", "location", "pushtotalk",
  "widgets", "controls",
];

const digits = /^\d+$/;

/** What a header's value must be, by lower-case name; returns the reason when it is not. */
const rules: Readonly<Record<string, (value: string) => string | undefined>> = {
  "apns-push-type": (value) => oneOf(value, pushTypes),
  "apns-priority": (value) => oneOf(value, ["10", "5", "1"]),
  "apns-expiration": (value) =>
    digits.test(value) ? undefined : "must be Unix seconds, a whole number; 0 means now or never",
  "apns-collapse-id": (value) => (Buffer.byteLength(value) <= 64 ? undefined : "must be at most 64 bytes"),
  "apns-id": (value) => (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value) ? undefined : "must be a UUID"),
  "apns-topic": () => "cannot be chosen for one send; it is the app name (bundle id) in the hub's Apple credentials",
  "servicebusnotification-apnsexpiry": () => "is ignored by the service; write ServiceBusNotification-Apns-Expiry",
  "x-wns-type": (value) => oneOf(value, ["wns/toast", "wns/tile", "wns/badge", "wns/raw"]),
  "x-wns-ttl": (value) => (digits.test(value) ? undefined : "must be a whole number of seconds"),
  "x-wns-tag": (value) => (/^[\dA-Za-z]{1,16}$/.test(value) ? undefined : "must be 1 to 16 letters and digits"),
  "x-wns-group": (value) => (/^[\dA-Za-z]{1,16}$/.test(value) ? undefined : "must be 1 to 16 letters and digits"),
  "x-wns-cache-policy": (value) => oneOf(value, ["cache", "no-cache"]),
  "x-wns-priority": (value) => oneOf(value, ["1", "2", "3", "4"]),
  ttl: (value) => (digits.test(value) ? undefined : "must be a whole number of seconds"),
  urgency: (value) => oneOf(value, ["very-low", "low", "normal", "high"]),
  topic: (value) => (/^[\w-]{1,32}$/.test(value) ? undefined : "must be 1 to 32 letters, digits, - or _"),
};

/** Headers that mean something on one format only, by how they begin. */
const owners: readonly [prefix: string, format: string][] = [
  ["apns-", "apple"],
  ["servicebusnotification-apns", "apple"],
  ["x-wns-", "windows"],
  ["x-windowsphone-", "windowsphone"],
  ["x-baidu-", "baidu"],
];

/** What the hub or the platform would refuse or ignore in the headers of a payload. */
export function checkHeaders(headers: Record<string, string>, format: string): Finding[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const keys = ["headers", name];
    const lower = name.toLowerCase();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return [finding("NH121", keys, "is no name of a header")];
    if (reserved.has(lower)) return [finding("NH121", keys, "is written by the client; remove it")];
    if (typeof value !== "string") return [finding("NH121", keys, "must be text")];
    if (!/^[\x20-\x7e]*$/.test(value)) return [finding("NH121", keys, "must be plain ASCII on one line")];
    const owner = owners.find(([prefix]) => lower.startsWith(prefix))?.[1];
    if (owner && owner !== format) {
      return [finding("NH121", keys, `belongs to ${owner} and does nothing on ${format}`, { severity: "warning" })];
    }
    const reason = (owner || format === "browser") && rules[lower]?.(value);
    return reason ? [finding("NH121", keys, reason)] : [];
  });
}

function oneOf(value: string, values: readonly string[]): string | undefined {
  return values.includes(value) ? undefined : `must be one of ${values.join(", ")}`;
}
