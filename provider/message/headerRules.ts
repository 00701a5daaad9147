import type { Format } from "../client/format";
import { headerFaults } from "../client/notificationHeaders";
import type { Platform } from "./definePlatform";
import { type Finding, finding } from "./finding";
import { nearest } from "./nearest";
import { platforms } from "./platforms";

/** What the hub or the platform would refuse or ignore in the headers of a payload. */
export function checkHeaders(headers: Record<string, string>, format: Format): Finding[] {
  const own: Platform = platforms[format];
  const faults = new Map(headerFaults(headers));
  return Object.entries(headers).flatMap(([name, value]) => {
    const keys = ["headers", name];
    const lower = name.toLowerCase();
    const fault = faults.get(name);
    if (fault) return [finding("NH121", keys, fault)];
    const owner = Object.values<Platform>(platforms).find(({ headers: its }) => {
      return its?.prefixes?.some((prefix) => lower.startsWith(prefix));
    });
    // A template send becomes a payload of each platform, so it may have any platform's headers.
    if (owner && format === "template") {
      const reason = owner.headers?.values[lower]?.(value);
      return reason ? [finding("NH121", keys, reason)] : [];
    }
    if (owner && owner.format !== format) {
      const reason = `belongs to ${owner.format} and does nothing on ${format}; remove it`;
      return [finding("NH121", keys, reason, { severity: "warning" })];
    }
    const { values = {}, complete, none } = own.headers ?? {};
    if (Object.hasOwn(values, lower)) {
      const reason = values[lower]!(value);
      return reason ? [finding("NH121", keys, reason)] : [];
    }
    // Headers for a proxy or for tracing are fine.
    if (none && !/^(x-ms-|trace|servicebus)/.test(lower)) return [finding("NH121", keys, none)];
    const near = nearest(lower, Object.keys(values));
    const hint = near ? `; did you mean ${near}?` : "; remove it";
    if (complete && owner) return [finding("NH121", keys, `is not known to ${own.name}${hint}`)];
    return near ? [finding("NH121", keys, `is not known to ${own.name}${hint}`, { severity: "warning" })] : [];
  });
}
