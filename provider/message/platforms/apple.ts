import { type Delivery, definePlatform, like, oneOf, type Payload } from "../definePlatform";
import { type Finding, finding, type JsonPatchOperation } from "../finding";
import { isRecord } from "../isRecord";
import { checkJson, objectIn, record } from "../jsonPayload";
import { checkBadge } from "../valueRules";

export const apple = definePlatform({
  format: "apple",
  name: "Apple (APNs)",
  maxPayloadBytes: 4096,
  shows: { title: 50, body: 178 },
  render,
  screen(body) {
    const { aps, link, image } = objectIn(body);
    const { alert, badge } = record(aps);
    const { title, subtitle, body: text } = isRecord(alert) ? alert : { body: alert };
    return { title, subtitle, body: text, badge, link, image };
  },
  check: checkJson(checkPayload),
  headers: {
    prefixes: ["apns-", "servicebusnotification-apns"],
    values: {
      "apns-push-type": oneOf(
        ...["alert", "background", "voip", "complication", "fileprovider", "mdm", "liveactivity", "location"],
        ...["pushtotalk", "widgets", "controls"],
      ),
      "apns-priority": oneOf("10", "5", "1"),
      "apns-expiration": like(/^\d+$/, "must be Unix seconds, a whole number; 0 means now or never"),
      "apns-collapse-id": (value) =>
        value !== "" && Buffer.byteLength(value) <= 64 ? undefined : "must be 1 to 64 bytes",
      "apns-id": like(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, "must be a UUID"),
      "apns-topic": () =>
        "cannot be chosen for one send; it is the app name (bundle id) in the hub's Apple credentials",
    },
  },
  expiry: { header: "apns-expiration", or: ["servicebusnotification-apns-expiry"] },
  collapseId: { header: "apns-collapse-id", length: 32 },
});

/**
 * APNs: text in `aps.alert`, link and data as keys beside `aps`.
 * Headers: https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
function render({ content, silent, priority, ttlSeconds, expiresAtSeconds, collapseId }: Delivery): Payload {
  const { title, subtitle, body, link, image, badge, sound, category, data } = content;
  const aps: Record<string, unknown> = {};
  if (silent) aps["content-available"] = 1;
  else {
    aps.alert = subtitle === undefined ? { title, body } : { title, subtitle, body };
    if (badge !== undefined) aps.badge = badge;
    if (sound !== undefined) aps.sound = sound;
    // The notification service extension, which fetches the image, runs only for mutable content.
    if (image !== undefined) aps["mutable-content"] = 1;
  }
  if (category !== undefined) aps.category = category;
  const payload: Record<string, unknown> = { aps };
  if (link !== undefined) payload.link = link;
  if (image !== undefined) payload.image = image;
  Object.assign(payload, data);
  const headers: Record<string, string> = {
    "apns-push-type": silent ? "background" : "alert",
    "apns-priority": priority === "high" ? "10" : "5",
    "apns-expiration": ttlSeconds === 0 ? "0" : String(expiresAtSeconds),
  };
  if (collapseId) headers["apns-collapse-id"] = collapseId;
  return { payload, headers };
}

// biome-ignore format: a list to read at a glance
const apsKeys = new Set([
  "alert", "badge", "sound", "thread-id", "category", "content-available", "mutable-content", "target-content-id",
  "interruption-level", "relevance-score", "filter-criteria", "stale-date", "content-state", "timestamp", "event",
  "dismissal-date", "attributes-type", "attributes", "url-args", "content-changed", "input-push-token", "input-push-channel",
]);

/** Push types whose payload needs no alert; the app handles them itself. */
// biome-ignore format: a list to read at a glance
const typesWithoutAlert = new Set([
  "voip", "complication", "fileprovider", "mdm", "location", "pushtotalk", "widgets", "controls",
]);

/** What Apple would refuse or show as nothing: https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification */
function checkPayload(payload: Record<string, unknown>, header: (name: string) => string | undefined): Finding[] {
  const pushType = header("apns-push-type");
  if (pushType !== undefined && typesWithoutAlert.has(pushType)) return [];
  if (payload.aps === undefined) return [withoutAps(payload)];
  const { aps } = payload;
  if (!isRecord(aps)) return [finding("NH104", ["aps"], "must be an object")];

  const keys = Object.keys(aps);
  const own = keys.filter((key) => !apsKeys.has(key));
  const visible = ["alert", "badge", "sound"].filter((key) => aps[key] !== undefined);
  const background = pushType === "background" || (aps["content-available"] === 1 && visible.length === 0);
  const found = [...checkBadge(aps.badge, ["aps", "badge"]), ...checkAlert(aps.alert)];
  if (keys.length === 0 || keys.length === own.length) {
    found.push(finding("NH104", ["aps"], 'holds nothing that Apple shows; write { "alert": { "title", "body" } }'));
  } else {
    for (const key of own) {
      const patch: JsonPatchOperation[] = key in payload ? [] : [{ op: "move", from: `/aps/${key}`, path: `/${key}` }];
      found.push(
        finding("NH104", ["aps", key], "is a key that Apple does not know", {
          severity: "warning",
          fix: { description: "move it beside aps", ...(patch.length > 0 && !/[~/]/.test(key) && { patch }) },
        }),
      );
    }
    if (!background && visible.length === 0 && pushType !== "liveactivity") {
      found.push(finding("NH104", ["aps"], "has no alert, badge or sound, so nothing is shown; add one"));
    }
  }
  return background ? [...found, ...checkBackground(aps, visible, header)] : found;
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

function checkAlert(alert: unknown): Finding[] {
  if (alert === undefined) return [];
  const at = ["aps", "alert"];
  if (typeof alert === "string")
    return alert.trim() ? [] : [finding("NH122", at, "is empty; write what people should read")];
  if (!isRecord(alert)) return [finding("NH122", at, "must be a string, or an object with title and body")];
  const texts = ["title", "body", "subtitle", "loc-key", "title-loc-key", "subtitle-loc-key"];
  if (texts.some((key) => typeof alert[key] === "string" && alert[key].trim())) return [];
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
