import { at, parseJson } from "./json";
import type { Platform } from "./platform";

/**
 * What makes a device put a later notification in the place of an earlier one, per platform.
 * Tiles and badges always take each other's place, toasts those of the same tag and group.
 */
export function collapseId(platform: Platform, headers: Record<string, string>, body: string): string | undefined {
  switch (platform) {
    case "apple":
      return headers["apns-collapse-id"];
    case "windows":
      return windowsId(headers);
    case "browser":
      return headers.topic;
    case "fcmv1": {
      const android = at(parseJson(body), "message", "android");
      return text(at(android, "notification", "tag")) ?? text(at(android, "collapse_key"));
    }
    case "gcm": {
      const message = parseJson(body);
      return text(at(message, "notification", "tag")) ?? text(at(message, "collapse_key"));
    }
    case "adm":
      return text(at(parseJson(body), "consolidationKey"));
    case "xiaomi": {
      const message = parseJson(body);
      return text(at(message, "extra", "notify_id")) ?? text(at(message, "notify_id"));
    }
    default:
      return undefined;
  }
}

function windowsId(headers: Record<string, string>): string | undefined {
  const type = headers["x-wns-type"]?.toLowerCase();
  const tag = headers["x-wns-tag"];
  if (type === "wns/badge") return "badge";
  if (type === "wns/tile") return `tile ${tag ?? ""}`;
  return type === "wns/toast" && tag !== undefined ? `toast ${headers["x-wns-group"] ?? ""} ${tag}` : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
