import {
  definePlatform,
  type HeaderRules,
  headerLike,
  headerOneOf,
  type Payload,
  type RenderInput,
} from "../definePlatform";
import { type Finding, finding, type JsonPatchOperation, type Keys, pointer } from "../finding";
import { isRecord, isWhole } from "../isRecord";
import { checkJson, objectIn, record, textOfApp } from "../jsonPayload";
import { nearest } from "../nearest";
import type { Shape } from "../shape";
import * as shape from "../shape";
import { isBlank } from "../text";
import { checkBadge } from "../valueRules";

/** Checks for the headers that Apple reads, by lower-case name. */
export const appleHeaders: HeaderRules["values"] = {
  "apns-push-type": headerOneOf(
    ...["alert", "background", "voip", "complication", "fileprovider", "mdm", "liveactivity", "location"],
    ...["pushtotalk", "widgets", "controls"],
  ),
  "apns-priority": headerOneOf("10", "5", "1"),
  "apns-expiration": headerLike(/^\d{1,11}$/, "must be Unix seconds, a whole number; 0 means now or never"),
  "apns-collapse-id": (value) => (value !== "" && Buffer.byteLength(value) <= 64 ? undefined : "must be 1 to 64 bytes"),
  "apns-id": headerLike(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, "must be a UUID"),
  "apns-topic": headerLike(
    /^[\w-]+(\.[\w-]+)+$/,
    "must be the app's bundle id, with a suffix where the push type has one",
  ),
  "apns-channel-id": headerLike(/./, "is empty"),
  "apns-request-id": headerLike(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, "must be a UUID"),
  // The hub's own header, whose value the client checks.
  "servicebusnotification-apns-expiry": () => undefined,
};

export const apple = definePlatform({
  format: "apple",
  name: "Apple (APNs)",
  maxPayloadBytes: 4096,
  shows: { title: 50, body: 178 },
  render,
  screen(body) {
    const { aps, link, image } = objectIn(body);
    const { alert, badge, sound, "interruption-level": interruption } = record(aps);
    const texts = isRecord(alert) ? alert : { body: alert };
    const title = texts.title ?? textOfApp(texts["title-loc-key"]);
    const subtitle = texts.subtitle ?? textOfApp(texts["subtitle-loc-key"]);
    const text = texts.body ?? textOfApp(texts["loc-key"]);
    return { title, subtitle, body: text, badge, link, image, sound: soundOf(sound), interruption };
  },
  check: checkJson(checkPayload),
  headers: { prefixes: ["apns-", "servicebusnotification-apns"], values: appleHeaders, complete: true },
  expiry: { header: "apns-expiration", or: ["servicebusnotification-apns-expiry"] },
  collapseId: { header: "apns-collapse-id", length: 32 },
});

function soundOf(sound: unknown): unknown {
  if (!isRecord(sound)) return sound;
  return sound.critical === 1 ? `${sound.name}, on a muted device too` : sound.name;
}

/**
 * APNs: text in `aps.alert`, link and data as keys beside `aps`.
 * Headers: https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
function render({ content, silent, priority, ttlSeconds, expiresAtSeconds, collapseId }: RenderInput): Payload {
  const { title, subtitle, body, link, image, badge, sound, category, data } = content;
  const { actions, interruption, threadId, relevance } = content;
  const aps: Record<string, unknown> = {};
  if (silent) aps["content-available"] = 1;
  else {
    aps.alert = subtitle === undefined ? { title, body } : { title, subtitle, body };
    if (badge !== undefined) aps.badge = badge;
    // Only a sound given as an object plays on a muted device.
    if (interruption === "critical") aps.sound = { critical: 1, name: sound ?? "default", volume: 1 };
    else if (sound !== undefined) aps.sound = sound;
    // The app's notification service extension, which fetches the image and adds buttons, runs only for mutable content.
    if (image !== undefined || actions) aps["mutable-content"] = 1;
    if (threadId !== undefined) aps["thread-id"] = threadId;
    if (interruption !== undefined) aps["interruption-level"] = interruption;
    if (relevance !== undefined) aps["relevance-score"] = relevance;
  }
  if (category !== undefined) aps.category = category;
  const payload: Record<string, unknown> = { aps };
  if (link !== undefined) payload.link = link;
  if (image !== undefined) payload.image = image;
  if (actions) payload.actions = actions;
  Object.assign(payload, data);
  const headers: Record<string, string> = {
    "apns-push-type": silent ? "background" : "alert",
    "apns-priority": priority === "high" ? "10" : "5",
    "apns-expiration": ttlSeconds === 0 ? "0" : String(expiresAtSeconds),
  };
  if (collapseId) headers["apns-collapse-id"] = collapseId;
  return { payload, headers };
}

const string = shape.text;
const seconds = shape.where(
  (value) => isWhole(value) && value < 100_000_000_000,
  "must be Unix seconds, a whole number; not milliseconds",
);
/** A flag is the number 1; current devices take true as well. */
const one: Shape = (value, keys, code) => {
  if (value === 1 || value === 0) return [];
  const severity = value === true || value === false ? "warning" : "error";
  const patch = [{ op: "replace", path: pointer(...keys), value: 1 } as const];
  const fix = value === true || value === "1" ? { description: "write 1", patch } : undefined;
  return [finding(code, keys, "must be the number 1", { severity, fix })];
};

/** Text or, in a Live Activity, the key of a text in the app. */
const words: Shape = (value, keys, code) =>
  isRecord(value) ? localized(value, keys, code) : string(value, keys, code);
const localized = shape.fields(
  { "loc-key": string, "loc-args": shape.listOf(string) },
  { to: "Apple", are: "warning", required: ["loc-key"] },
);

const alert = shape.fields(
  {
    ...{ title: words, subtitle: words, body: words, "launch-image": string, action: string, sound: shape.anything },
    ...{ "title-loc-key": string, "subtitle-loc-key": string, "loc-key": string },
    ...{ "title-loc-args": shape.listOf(string), "subtitle-loc-args": shape.listOf(string) },
    "loc-args": shape.listOf(string),
    // In Apple's older documentation, null means no button.
    "action-loc-key": shape.where((value) => value === null || typeof value === "string", "must be a string"),
    "summary-arg": string,
    "summary-arg-count": shape.whole(1),
  },
  { to: "Apple", are: "warning" },
);

const soundKeys = shape.fields(
  { name: string, critical: one, volume: shape.number(0, 1) },
  { to: "Apple", are: "warning", required: ["name"] },
);

/** The keys of `aps`: https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification */
const apsKeys: Readonly<Record<string, Shape>> = {
  alert: (value, keys, code) => [...checkAlert(value, keys), ...(isRecord(value) ? alert(value, keys, code) : [])],
  badge: checkBadge,
  sound: (value, keys, code) => {
    if (isRecord(value)) return soundKeys(value, keys, code);
    const reason = 'must be the name of a sound or "default"; leave it out for none';
    return shape.where((each) => typeof each === "string", reason)(value, keys, code);
  },
  ...{ "thread-id": string, category: string, "target-content-id": string, "filter-criteria": string },
  "content-available": one,
  "mutable-content": one,
  "interruption-level": shape.oneOf(["passive", "active", "time-sensitive", "critical"]),
  // A Live Activity takes any number; checkApsValues narrows it for other pushes.
  "relevance-score": shape.where((value) => typeof value === "number", "must be a number from 0 to 1"),
  ...{ "stale-date": seconds, timestamp: seconds, "dismissal-date": seconds },
  ...{ "content-state": shape.object, attributes: shape.object, "attributes-type": string },
  event: shape.oneOf(["start", "update", "end"]),
  "url-args": shape.listOf(string),
  "content-changed": shape.flag,
  ...{ "input-push-token": shape.anything, "input-push-channel": shape.anything },
};

/** What is wrong with the values of `aps`, by their types and ranges. */
export function checkApsValues(aps: unknown, keys: Keys, pushType?: string): Finding[] {
  if (!isRecord(aps)) return [finding("NH131", keys, "must be an object")];
  const found = Object.entries(aps).flatMap(([key, value]) => {
    return Object.hasOwn(apsKeys, key) && value !== undefined ? apsKeys[key]!(value, [...keys, key], "NH131") : [];
  });
  const live = pushType === "liveactivity" || "content-state" in aps;
  const score = aps["relevance-score"];
  if (!live && typeof score === "number" && (score < 0 || score > 1)) {
    found.push(finding("NH131", [...keys, "relevance-score"], "must be a number from 0 to 1"));
  }
  return live ? [...found, ...checkLiveActivity(aps, keys)] : found;
}

/** https://developer.apple.com/documentation/activitykit/starting-and-updating-live-activities-with-activitykit-push-notifications */
function checkLiveActivity(aps: Record<string, unknown>, keys: Keys): Finding[] {
  const needed = ["timestamp", "event"];
  if (aps.event !== "end") needed.push("content-state");
  if (aps.event === "start") needed.push("attributes-type", "attributes");
  const found = needed
    .filter((key) => aps[key] === undefined)
    .map((key) => finding("NH131", [...keys, key], "is missing; a Live Activity is not updated without it"));
  if (aps.event !== "start" || aps.alert !== undefined) return found;
  const reason = "is missing; Apple asks for it where a push starts a Live Activity";
  return [...found, finding("NH131", [...keys, "alert"], reason, { severity: "warning" })];
}

/** The suffixes of topics that some push types require. */
const suffixes: Readonly<Record<string, string>> = {
  voip: ".voip",
  complication: ".complication",
  fileprovider: ".pushkit.fileprovider",
  location: ".location-query",
  liveactivity: ".push-type.liveactivity",
  pushtotalk: ".voip-ptt",
  widgets: ".push-type.widgets",
  controls: ".push-type.controls",
};

/** A topic is the app's name in the hub's credentials, except for push types with a suffix of their own. */
function checkTopic(header: (name: string) => string | undefined): Finding[] {
  const topic = header("apns-topic");
  if (!topic?.includes(".")) return [];
  const type = header("apns-push-type") ?? "alert";
  const suffix = suffixes[type];
  const at = ["headers", "apns-topic"];
  if (suffix)
    return topic.endsWith(suffix) ? [] : [finding("NH121", at, `must end in ${suffix} for push type ${type}`)];
  const other = Object.entries(suffixes).find(([, end]) => topic.endsWith(end));
  if (other)
    return [finding("NH121", at, `belongs to push type ${other[0]}; add the header apns-push-type: ${other[0]}`)];
  const reason = "repeats the app's bundle id, which the hub takes from its Apple credentials; remove it";
  return [finding("NH121", at, reason, { severity: "warning" })];
}

/** Push types whose payload needs no alert; the app handles them itself. */
// biome-ignore format: a list to read at a glance
const typesWithoutAlert = new Set([
  "voip", "complication", "fileprovider", "mdm", "location", "pushtotalk", "widgets", "controls",
]);

/** What Apple would refuse or show as nothing: https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification */
function checkPayload(payload: Record<string, unknown>, header: (name: string) => string | undefined): Finding[] {
  const pushType = header("apns-push-type");
  const topic = checkTopic(header);
  if (pushType !== undefined && typesWithoutAlert.has(pushType)) return topic;
  if (payload.aps === undefined) return [...topic, withoutAps(payload)];
  const { aps } = payload;
  if (!isRecord(aps)) return [...topic, finding("NH104", ["aps"], "must be an object")];

  const keys = Object.keys(aps);
  const own = keys.filter((key) => !Object.hasOwn(apsKeys, key));
  const visible = ["alert", "badge", "sound"].filter((key) => aps[key] !== undefined);
  const background = pushType === "background" || (aps["content-available"] === 1 && visible.length === 0);
  const found = [...topic, ...checkApsValues(aps, ["aps"], pushType), ...besideAps(payload, aps)];
  if (keys.length === 0 || keys.length === own.length) {
    found.push(finding("NH104", ["aps"], 'has nothing that Apple shows; write { "alert": { "title", "body" } }'));
  } else {
    for (const key of own) {
      const near = own.length < 100 ? nearest(key, Object.keys(apsKeys)) : undefined;
      const [to, description] = near ? [`/aps/${near}`, `write ${near}`] : [`/${key}`, "move it out of aps"];
      const free = !(near ? near in aps : key in payload) && !/[~/]/.test(key);
      const patch: JsonPatchOperation[] = free ? [{ op: "move", from: `/aps/${key}`, path: to }] : [];
      const reason = `is a key that Apple does not know${near ? `; did you mean ${near}?` : ""}`;
      const fix = { description, ...(free && { patch }) };
      found.push(finding("NH104", ["aps", key], reason, { severity: "warning", fix }));
    }
    const live = pushType === "liveactivity" || "content-state" in aps;
    if ((!background || pushType === "alert") && visible.length === 0 && !live) {
      found.push(finding("NH104", ["aps"], "has no alert, badge or sound, so nothing is shown; add one"));
    }
  }
  return background ? [...found, ...checkBackground(aps, visible, header)] : found;
}

/** Keys of `aps` that were written beside it, where Apple takes them for the app's own. */
function besideAps(payload: Record<string, unknown>, aps: Record<string, unknown>): Finding[] {
  const astray = Object.keys(payload).filter((key) => {
    return !(key in aps) && (key === "alert" || (key.includes("-") && Object.hasOwn(apsKeys, key)));
  });
  return astray.map((key) => {
    const patch: JsonPatchOperation[] = [{ op: "move", from: `/${key}`, path: `/aps/${key}` }];
    const reason = "is outside aps, where Apple does not look for it";
    return finding("NH104", [key], reason, { severity: "warning", fix: { description: "move it into aps", patch } });
  });
}

function withoutAps(payload: Record<string, unknown>): Finding {
  const misplaced = ["alert", "badge", "sound"].filter((key) => key in payload);
  const fix =
    misplaced.length > 0
      ? {
          description: `move ${misplaced.join(", ")} into aps`,
          patch: [
            { op: "add", path: "/aps", value: {} } as const,
            ...misplaced.map((key) => ({ op: "move", from: `/${key}`, path: `/aps/${key}` }) as const),
          ],
        }
      : { description: 'add "aps": { "alert": { "title": "…", "body": "…" } }' };
  return finding("NH103", ["aps"], "is missing, so nothing is shown", { fix });
}

function checkAlert(alert: unknown, at: Keys): Finding[] {
  if (typeof alert === "string")
    return !isBlank(alert) ? [] : [finding("NH122", at, "is empty; write what people should read")];
  if (!isRecord(alert)) return [finding("NH122", at, "must be a string, or an object with title and body")];
  const texts = ["title", "body", "subtitle", "loc-key", "title-loc-key", "subtitle-loc-key"];
  if (texts.some((key) => (typeof alert[key] === "string" ? !isBlank(alert[key]) : isRecord(alert[key])))) return [];
  return [finding("NH122", at, "has no title, body or loc-key to show; add one")];
}

function checkBackground(
  aps: Record<string, unknown>,
  visible: string[],
  header: (name: string) => string | undefined,
): Finding[] {
  const found = visible.map((key) =>
    finding("NH105", ["aps", key], "cannot be in a background push; remove it, or send with apns-push-type: alert"),
  );
  if (aps["content-available"] !== 1) {
    found.push(finding("NH105", ["aps", "content-available"], "must be 1 in a background push"));
  }
  const priority = header("apns-priority");
  if (priority === "5") return found;
  const fix = { description: "add the header apns-priority: 5" };
  const fault =
    priority === undefined
      ? finding("NH105", [], "is a background push without priority 5, which Apple asks for", {
          severity: "warning",
          fix,
        })
      : finding("NH105", [], "is a background push with a priority other than 5, which Apple refuses", { fix });
  return [...found, fault];
}
