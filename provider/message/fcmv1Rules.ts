import { checkBadge } from "./appleRules";
import { type Finding, type Fix, finding, type Keys, pointer } from "./finding";
import { checkLink } from "./link";
import { isRecord } from "./record";

/** Keys of the legacy GCM protocol that mean nothing, or something else, in FCM v1. */
// biome-ignore format: a list to read at a glance
const legacyKeys = [
  "to", "registration_ids", "collapse_key", "time_to_live", "priority", "content_available", "mutable_content",
  "delay_while_idle", "dry_run", "restricted_package_name",
];

/** What FCM v1 would refuse or drop: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages */
export function checkFcmV1(payload: Record<string, unknown>): Finding[] {
  const { message } = payload;
  if (message === undefined) {
    const legacy = ["notification", "data", ...legacyKeys].filter((key) => key in payload);
    if (legacy.length > 0) {
      const text = `is missing, and ${legacy.join(", ")} beside it ${legacy.length === 1 ? "is" : "are"} the shape of legacy GCM`;
      return [finding("NH108", ["message"], text, { fix: fromLegacy(payload) })];
    }
    return [finding("NH107", ["message"], 'is missing; write { "message": { "notification": { "title", "body" } } }')];
  }
  if (!isRecord(message)) return [finding("NH107", ["message"], "must be an object")];
  const found: Finding[] = [];
  for (const key of Object.keys(payload)) {
    if (key !== "message" && key !== "validate_only") {
      found.push(
        finding("NH108", [key], "is outside message, where FCM does not look", {
          fix: { description: "move it into message" },
        }),
      );
    }
  }
  for (const key of legacyKeys) {
    if (key in message) {
      found.push(
        finding("NH108", ["message", key], "is a key of legacy GCM; FCM v1 has android, apns and webpush for it"),
      );
    }
  }
  found.push(...checkData(message.data, ["message", "data"]));
  const shown = message.notification ?? (isRecord(message.android) ? message.android.notification : undefined);
  if (
    shown === undefined &&
    message.data === undefined &&
    message.webpush === undefined &&
    message.apns === undefined
  ) {
    found.push(finding("NH107", ["message"], "has neither notification nor data"));
  }
  if (isRecord(message.notification)) {
    const { title, body } = message.notification;
    if ([title, body].every((text) => typeof text !== "string" || !text.trim())) {
      found.push(finding("NH122", ["message", "notification"], "has no title and no body to show"));
    }
  }
  return [...found, ...checkAndroid(message.android), ...checkWebpush(message.webpush)];
}

function checkAndroid(android: unknown): Finding[] {
  if (!isRecord(android) || !isRecord(android.notification)) return [];
  return checkBadge(android.notification.notification_count, [
    "message",
    "android",
    "notification",
    "notification_count",
  ]);
}

function checkWebpush(webpush: unknown): Finding[] {
  if (!isRecord(webpush) || !isRecord(webpush.fcm_options)) return [];
  const { link } = webpush.fcm_options;
  if (link === undefined) return [];
  const reason =
    typeof link !== "string" ? "must be text" : /^https:/i.test(link) ? checkLink(link) : "must be an https link";
  return reason ? [finding("NH115", ["message", "webpush", "fcm_options", "link"], reason)] : [];
}

/** Values of a data object that are not texts. */
export function checkData(data: unknown, keys: Keys): Finding[] {
  if (data === undefined) return [];
  if (!isRecord(data)) return [finding("NH109", keys, "must be an object of texts")];
  return Object.entries(data).flatMap(([key, value]) => {
    if (typeof value === "string") return [];
    const fix = { description: "write it as text", patch: [asText(value, [...keys, key])] };
    return [finding("NH109", [...keys, key], `must be text, found ${kindOf(value)}`, { fix })];
  });
}

/** The patch that turns a value into the text an app would parse again. */
export function asText(value: unknown, keys: Keys) {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
  return { op: "replace", path: pointer(...keys), value: text } as const;
}

/** A value's type as people call it. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return (
    { number: "a number", boolean: "true or false", object: "an object" }[typeof value as string] ?? `${typeof value}`
  );
}

function fromLegacy(payload: Record<string, unknown>): Fix {
  const { notification, data, collapse_key, time_to_live, priority } = payload;
  const android: Record<string, unknown> = {};
  if (typeof collapse_key === "string") android.collapse_key = collapse_key;
  if (typeof time_to_live === "number") android.ttl = `${time_to_live}s`;
  if (priority === "high" || priority === "normal") android.priority = priority.toUpperCase();
  const message: Record<string, unknown> = {};
  if (notification !== undefined) message.notification = notification;
  if (isRecord(data)) {
    message.data = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, asText(value, []).value]));
  }
  if (Object.keys(android).length > 0) message.android = android;
  if (Object.keys(message).length === 0) return { description: "write the payload as { message: { notification } }" };
  return {
    description: "wrap it in message, and move collapse_key, time_to_live and priority to message.android",
    patch: [{ op: "replace", path: "", value: { message } }],
  };
}
