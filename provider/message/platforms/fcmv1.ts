import { type Delivery, definePlatform, type Payload } from "../definePlatform";
import { type Finding, type Fix, finding } from "../finding";
import { checkJson, objectIn, record } from "../jsonPayload";
import { checkLink, isWebLink } from "../link";
import { hasKeys, isRecord } from "../record";
import { asText, checkBadge, checkData } from "../valueRules";

export const fcmv1 = definePlatform({
  format: "fcmv1",
  name: "Android (FCM v1)",
  maxPayloadBytes: 4096,
  shows: { title: 65, body: 240 },
  render,
  screen(text) {
    const { notification, android, data } = record(objectIn(text).message);
    const onAndroid = record(record(android).notification);
    const { title, body, image } = { ...record(notification), ...onAndroid };
    return { title, body, image, badge: onAndroid.notification_count, link: record(data).link };
  },
  check: checkJson(checkPayload),
  expiry: { keys: ["message", "android", "ttl"], write: (seconds) => `${seconds}s` },
  collapseId: { keys: ["message", "android", "collapse_key"], length: 32 },
});

/**
 * FCM HTTP v1: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
 * Android shows no subtitle and opens no link by itself, so both travel in `data`.
 */
function render({ content, silent, priority, ttlSeconds, collapseId }: Delivery): Payload {
  const { title, subtitle, body, link, image, badge, sound, category, data } = content;
  const message: Record<string, unknown> = {};
  if (!silent) message.notification = image === undefined ? { title, body } : { title, body, image };

  const extras: Record<string, string> = {};
  if (subtitle !== undefined) extras.subtitle = subtitle;
  if (link !== undefined) extras.link = link;
  if (silent && category !== undefined) extras.category = category;
  Object.assign(extras, data);
  if (hasKeys(extras)) message.data = extras;

  const android: Record<string, unknown> = { priority: priority === "high" ? "HIGH" : "NORMAL", ttl: `${ttlSeconds}s` };
  if (collapseId) android.collapse_key = collapseId;
  if (!silent) {
    const notification: Record<string, unknown> = {};
    if (collapseId) notification.tag = collapseId;
    if (sound !== undefined) notification.sound = sound;
    if (badge !== undefined) notification.notification_count = badge;
    if (category !== undefined) notification.click_action = category;
    android.notification = notification;
  }
  message.android = android;

  // Web apps may register with FCM too; there a link opens by itself, if it is https.
  const webpush: Record<string, unknown> = {
    headers: { TTL: String(ttlSeconds), Urgency: priority, ...(collapseId && { Topic: collapseId }) },
  };
  if (!silent && collapseId) webpush.notification = { tag: collapseId };
  if (!silent && link !== undefined && isWebLink(link)) webpush.fcm_options = { link };
  message.webpush = webpush;
  return { payload: { message }, headers: {} };
}

/** Keys of the legacy GCM protocol that mean nothing, or something else, in FCM v1. */
// biome-ignore format: a list to read at a glance
const legacyKeys = [
  "to", "registration_ids", "collapse_key", "time_to_live", "priority", "content_available", "mutable_content",
  "delay_while_idle", "dry_run", "restricted_package_name",
];

/** What FCM v1 would refuse or drop. */
function checkPayload(payload: Record<string, unknown>): Finding[] {
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
  const { notification, android, webpush, apns, data } = message;
  const found = Object.keys(payload)
    .filter((key) => key !== "message" && key !== "validate_only")
    .map((key) => {
      const fix = { description: "move it into message" };
      return finding("NH108", [key], "is outside message, where FCM does not look", { fix });
    });
  for (const key of legacyKeys) {
    if (!(key in message)) continue;
    found.push(
      finding("NH108", ["message", key], "is a key of legacy GCM; FCM v1 has android, apns and webpush for it"),
    );
  }
  found.push(...checkData(data, ["message", "data"]));
  const shown = notification ?? (isRecord(android) ? android.notification : undefined);
  if ([shown, data, webpush, apns].every((each) => each === undefined)) {
    found.push(finding("NH107", ["message"], "has neither notification nor data; add one"));
  }
  if (isRecord(notification)) {
    const { title, body } = notification;
    if ([title, body].every((text) => typeof text !== "string" || !text.trim())) {
      found.push(finding("NH122", ["message", "notification"], "has no title and no body to show; add one"));
    }
  }
  const { notification_count } = record(record(android).notification);
  const countKeys = ["message", "android", "notification", "notification_count"];
  return [...found, ...checkBadge(notification_count, countKeys), ...checkWebpush(webpush)];
}

function checkWebpush(webpush: unknown): Finding[] {
  const { link } = record(record(webpush).fcm_options);
  if (link === undefined) return [];
  const reason = typeof link === "string" && isWebLink(link) ? checkLink(link) : "must be an https link, as a string";
  return reason ? [finding("NH115", ["message", "webpush", "fcm_options", "link"], reason)] : [];
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
    message.data = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, asText(value)]));
  }
  if (hasKeys(android)) message.android = android;
  if (!hasKeys(message)) return { description: "write the payload as { message: { notification } }" };
  return {
    description: "wrap it in message, and move collapse_key, time_to_live and priority to message.android",
    patch: [{ op: "replace", path: "", value: { message } }],
  };
}
