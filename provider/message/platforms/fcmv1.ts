import { parseInstant } from "../../client/instant";
import { definePlatform, type HeaderRules, type Payload, type RenderInput } from "../definePlatform";
import { type Finding, type Fix, finding, type Keys, pointer } from "../finding";
import { hasKeys, isRecord } from "../isRecord";
import { checkJson, objectIn, record, textOfApp } from "../jsonPayload";
import { checkImage, checkLink, isWebLink } from "../link";
import { nearest } from "../nearest";
import {
  anything,
  fields,
  flag,
  like,
  listOf,
  number,
  object,
  oneOf,
  type Shape,
  snake,
  text,
  texts,
  where,
} from "../shape";
import { isBlank } from "../text";
import { asText, checkBadge, checkData } from "../valueRules";

import { appleHeaders, checkApsValues } from "./apple";
import { browserHeaders, browserOptions, checkOptions } from "./browser";

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
    const { title_loc_key, body_loc_key, notification_count, notification_priority, channel_id } = onAndroid;
    // Since Android 8, the channel decides about sound; the default channel has the default sound.
    const channel = typeof channel_id === "string" ? `as set for channel ${channel_id}` : undefined;
    const upToSeven = (value: unknown) => (typeof value === "string" ? `${value} (up to Android 7)` : undefined);
    const sound = onAndroid.sound ?? (onAndroid.default_sound === true ? "default" : undefined);
    return {
      title: title ?? textOfApp(title_loc_key),
      body: body ?? textOfApp(body_loc_key),
      image,
      badge: notification_count,
      link: record(data).link,
      sound: sound === "default" ? sound : upToSeven(sound),
      interruption: channel ?? upToSeven(notification_priority),
    };
  },
  check: checkJson(checkPayload),
  headers: {
    values: {},
    none: "has no effect: FCM reads only the payload; use message.android, message.webpush or message.apns",
  },
  expiry: { keys: ["message", "android", "ttl"], write: (seconds) => `${seconds}s` },
  collapseId: { keys: ["message", "android", "collapse_key"], length: 32 },
});

/** Priorities for Android before 8; later versions use the priority of the channel. */
const priorities = {
  passive: "PRIORITY_LOW",
  active: "PRIORITY_DEFAULT",
  "time-sensitive": "PRIORITY_HIGH",
  critical: "PRIORITY_MAX",
} as const;

/**
 * FCM HTTP v1: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
 * Android shows no subtitle and no buttons and opens no link by itself, so all of them travel in `data`.
 */
function render({ content, silent, priority, ttlSeconds, collapseId }: RenderInput): Payload {
  const { title, subtitle, body, link, image, badge, sound, category, data } = content;
  const { actions, interruption, threadId, channel, color } = content;
  const message: Record<string, unknown> = {};
  if (!silent) message.notification = image === undefined ? { title, body } : { title, body, image };

  const extras: Record<string, string> = {};
  if (subtitle !== undefined) extras.subtitle = subtitle;
  if (link !== undefined) extras.link = link;
  if (category !== undefined) extras.category = category;
  if (actions) extras.actions = JSON.stringify(actions);
  if (threadId !== undefined) extras.threadId = threadId;
  Object.assign(extras, data);
  if (hasKeys(extras)) message.data = extras;

  const android: Record<string, unknown> = { priority: priority === "high" ? "HIGH" : "NORMAL", ttl: `${ttlSeconds}s` };
  if (collapseId) android.collapse_key = collapseId;
  if (!silent) {
    const notification: Record<string, unknown> = {};
    if (collapseId) notification.tag = collapseId;
    if (sound !== undefined) notification.sound = sound;
    // For 0, Android counts up by itself; the number cannot be cleared.
    if (badge) notification.notification_count = badge;
    if (channel !== undefined) notification.channel_id = channel;
    if (color !== undefined) notification.color = color;
    if (interruption !== undefined) notification.notification_priority = priorities[interruption];
    android.notification = notification;
  }
  message.android = android;

  // Web apps can register with FCM too; there, a tap opens an https link.
  const webpush: Record<string, unknown> = {
    headers: { TTL: String(ttlSeconds), Urgency: priority, ...(collapseId && { Topic: collapseId }) },
  };
  const inBrowser = { ...(collapseId && { tag: collapseId }), ...browserOptions(content) };
  if (!silent && hasKeys(inBrowser)) webpush.notification = inBrowser;
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

const google = { to: "FCM v1", camel: true } as const;
const upper = (word: string) => word.toUpperCase();
const duration = like(/^\d{1,12}(\.\d{1,9})?s$/, 'must be seconds as a string that ends in s, such as "3600s"');
const fcmOptions = fields(
  { analytics_label: like(/^[\w.~%-]{1,50}$/, "must be 1 to 50 letters, digits or -_.~%") },
  google,
);
const color = fields(
  { red: number(0, 1), green: number(0, 1), blue: number(0, 1), alpha: number(0, 1) },
  { ...google, are: "error" },
);

/** A time to live of at most 28 days; a number is what legacy GCM took. */
const ttl: Shape = (value, keys, code) => {
  if (typeof value === "number") {
    const patch = [{ op: "replace", path: pointer(...keys), value: `${value}s` } as const];
    return [
      finding(code, keys, `must be a string, "${value}s"`, { fix: { description: "write it as a string", patch } }),
    ];
  }
  const found = duration(value, keys, code);
  if (found.length > 0 || Number.parseFloat(String(value)) <= 2_419_200) return found;
  return [finding(code, keys, "must be at most 2419200s, which is 28 days")];
};

/** What Android shows: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages#AndroidNotification */
const androidNotification = {
  ...{
    title: text,
    body: text,
    icon: like(/^(?!https?:)/i, "must be the name of a drawable of the app; a link goes into image", "warning"),
    sound: text,
    tag: text,
    click_action: text,
    channel_id: text,
    ticker: text,
  },
  ...{
    title_loc_key: text,
    title_loc_args: listOf(text),
    body_loc_key: text,
    body_loc_args: listOf(text),
    image: text,
  },
  color: like(/^#[\da-f]{6}$/i, "must be a color as #rrggbb"),
  sticky: flag,
  event_time: where(
    (value) => typeof value === "string" && parseInstant(value) !== undefined,
    "must be a date and time such as 2027-03-01T09:00:00Z",
  ),
  local_only: flag,
  notification_priority: oneOf(
    [..."UNSPECIFIED MIN LOW DEFAULT HIGH MAX".split(" ")].map((level) => `PRIORITY_${level}`),
    upper,
  ),
  default_sound: flag,
  default_vibrate_timings: flag,
  default_light_settings: flag,
  vibrate_timings: listOf(duration),
  visibility: oneOf(["VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"], upper),
  // Checked by the rule badge-integer.
  notification_count: anything,
  light_settings: fields({ color, light_on_duration: duration, light_off_duration: duration }, google),
  bypass_proxy_notification: flag,
  proxy: oneOf(["PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"], upper),
} satisfies Record<string, Shape>;

const android = {
  collapse_key: text,
  priority: oneOf(["NORMAL", "HIGH"], upper),
  ttl,
  restricted_package_name: text,
  data: anything,
  notification: object,
  fcm_options: fcmOptions,
  direct_boot_ok: flag,
  bandwidth_constrained_ok: flag,
  restricted_satellite_ok: flag,
} satisfies Record<string, Shape>;

/** The fields of a message in Google's published schema. Those of `android` are checked separately, together with their legacy names. */
const messageFields = {
  ...{ name: text, token: text, topic: text, condition: text, fid: text, data: anything, notification: object },
  android: object,
  android_v2: object,
  webpush: fields(
    {
      ...{ headers: texts, data: anything, notification: checkOptions },
      fcm_options: fields({ link: anything, analytics_label: text }, google),
    },
    google,
  ),
  apns: fields(
    {
      ...{ headers: texts, payload: object, live_activity_token: text },
      fcm_options: fields({ analytics_label: text, image: text }, google),
    },
    google,
  ),
  fcm_options: fcmOptions,
} satisfies Record<string, Shape>;

/** Keys of legacy GCM, and where FCM v1 has them. */
const moved: Readonly<Record<"notification" | "android", Readonly<Record<string, string>>>> = {
  notification: {
    ...Object.fromEntries(Object.keys(androidNotification).map((key) => [key, `message.android.notification.${key}`])),
    android_channel_id: "message.android.notification.channel_id",
    badge: "message.android.notification.notification_count, or message.apns.payload.aps.badge",
  },
  android: {
    time_to_live: "message.android.ttl",
    ...{
      delay_while_idle: "no field for it",
      content_available: "message.apns.payload.aps",
      data_only: "no field for it",
    },
  },
};

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
    .filter((key) => key !== "message" && snake(key) !== "validate_only")
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
  found.push(...fields(messageFields, google)(without(message, legacyKeys), ["message"], "NH130"));
  found.push(...checkMap(data, ["message", "data"]));
  const targets = ["token", "topic", "condition", "fid"].filter((key) => message[key] != null);
  if (targets.length > 1) {
    found.push(
      finding("NH130", ["message", targets[1]!], `and ${targets[0]} are both set; FCM takes one target, so keep one`),
    );
  }
  const shown = notification ?? record(android).notification ?? message.android_v2 ?? message.androidV2;
  if ([shown, data, webpush, apns, record(android).data].every((each) => each === undefined)) {
    found.push(finding("NH107", ["message"], "has neither notification nor data; add one"));
  }
  found.push(...checkNotification(notification, record(android).notification));
  found.push(...checkAndroid(android), ...checkWebpush(webpush), ...checkApns(apns));
  return found;
}

function checkNotification(notification: unknown, onAndroid: unknown): Finding[] {
  if (!isRecord(notification)) return [];
  const keys = ["message", "notification"];
  const known = { title: text, body: text, image: text };
  const found = checkMoved("notification", notification, keys, known);
  const { title, body, image } = notification;
  // Texts only for Android, and texts in the resources of the app, count too.
  const others = isRecord(onAndroid) ? Object.keys(onAndroid).map(snake) : [];
  const elsewhere = ["title", "body", "title_loc_key", "body_loc_key"].some((key) => others.includes(key));
  if (!elsewhere && [title, body].every((each) => typeof each !== "string" || isBlank(each))) {
    found.push(finding("NH122", keys, "has no title and no body to show; add one"));
  }
  return [...found, ...checkImageOf(image, [...keys, "image"])];
}

function checkAndroid(value: unknown): Finding[] {
  if (!isRecord(value)) return [];
  const keys = ["message", "android"];
  const found = [...checkMoved("android", value, keys, android), ...checkMap(value.data, [...keys, "data"])];
  const { notification } = value;
  if (!isRecord(notification)) return found;
  const at = [...keys, "notification"];
  const count = notification.notification_count === undefined ? "notificationCount" : "notification_count";
  return [
    ...found,
    ...fields(androidNotification, google)(notification, at, "NH130"),
    ...checkBadge(notification[count] ?? undefined, [...at, count]),
    ...checkImageOf(notification.image, [...at, "image"]),
  ];
}

/** Checks the fields of an object, including the keys that legacy GCM had there. */
function checkMoved(
  place: keyof typeof moved,
  value: Record<string, unknown>,
  keys: Keys,
  known: Readonly<Record<string, Shape>>,
): Finding[] {
  const legacy = Object.keys(value).filter((key) => {
    return !Object.hasOwn(known, snake(key)) && Object.hasOwn(moved[place], snake(key));
  });
  return [
    ...legacy.map((key) => {
      return finding("NH108", [...keys, key], `is a key of legacy GCM; FCM v1 has ${moved[place][snake(key)]}`);
    }),
    ...fields(known, google)(without(value, legacy), keys, "NH130"),
  ];
}

/** Data must be strings, with names that FCM does not reserve. */
function checkMap(data: unknown, keys: Keys): Finding[] {
  const kept = Object.keys(record(data)).filter((key) => /^(from|message_type|google\..*|gcm\..*)$/.test(key));
  return [
    ...checkData(data ?? undefined, keys),
    ...kept.map((key) => finding("NH109", [...keys, key], "is a name that FCM reserves; choose another")),
  ];
}

function checkImageOf(image: unknown, keys: Keys): Finding[] {
  const reason = typeof image === "string" ? checkImage(image) : undefined;
  if (!reason) return [];
  return [finding("NH115", keys, reason, { severity: /^http:/i.test(String(image)) ? "warning" : "error" })];
}

/** Checks what FCM passes on to Apple devices. */
function checkApns(apns: unknown): Finding[] {
  const { headers, payload } = record(apns);
  const at = ["message", "apns"];
  const faults = checkHeadersIn(headers, appleHeaders, [...at, "headers"]);
  for (const name of Object.keys(record(headers))) {
    const lower = name.toLowerCase();
    if (!lower.startsWith("apns-") || Object.hasOwn(appleHeaders, lower)) continue;
    const near = nearest(lower, Object.keys(appleHeaders));
    const hint = near ? `did you mean ${near}?` : "remove it";
    faults.push(finding("NH121", [...at, "headers", name], `is not known to Apple; ${hint}`));
  }
  const { aps } = record(payload);
  if (aps === undefined) return faults;
  return [...faults, ...checkApsValues(aps, [...at, "payload", "aps"])];
}

/** Checks headers that FCM passes on to another push service. */
function checkHeadersIn(headers: unknown, values: HeaderRules["values"], keys: Keys): Finding[] {
  return Object.entries(record(headers)).flatMap(([name, value]) => {
    const reason = typeof value === "string" ? values[name.toLowerCase()]?.(value) : undefined;
    return reason ? [finding("NH121", [...keys, name], reason)] : [];
  });
}

function without(value: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !names.includes(key)));
}

function checkWebpush(webpush: unknown): Finding[] {
  const { data, headers, fcm_options, fcmOptions } = record(webpush);
  const at = ["message", "webpush"];
  const found = [...checkMap(data, [...at, "data"]), ...checkHeadersIn(headers, browserHeaders, [...at, "headers"])];
  const { link } = record(fcm_options ?? fcmOptions);
  if (link === undefined) return found;
  const reason = typeof link === "string" && isWebLink(link) ? checkLink(link) : "must be an https link, as a string";
  return reason ? [...found, finding("NH115", [...at, "fcm_options", "link"], reason)] : found;
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
