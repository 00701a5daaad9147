import { definePlatform, type Payload, type RenderInput } from "../definePlatform";
import { type Finding, finding, type Keys } from "../finding";
import { hasKeys } from "../isRecord";
import { checkJson, objectIn, record } from "../jsonPayload";
import { isWebLink } from "../link";
import * as shape from "../shape";
import { isBlank } from "../text";

/** The longest texts that Xiaomi accepts, in UTF-16 units: fewer than 50 and 128. */
const lengths = { title: 49, body: 127 } as const;

export const xiaomi = definePlatform({
  format: "xiaomi",
  name: "Xiaomi",
  maxPayloadBytes: 4096,
  maxLength: lengths,
  shows: lengths,
  render,
  screen(text) {
    const { title, description, payload } = objectIn(text);
    return { title, body: description, link: objectIn(payload).link };
  },
  check: checkJson(checkPayload),
  expiry: { keys: ["time_to_live"], write: (seconds) => seconds * 1000 },
});

/** Xiaomi keeps a message for two weeks at most, in seconds. */
const maxTtlSeconds = 1_209_600;

/**
 * Xiaomi: `title` and `description` in the tray; `payload`, a text, for the app. Nothing of the data goes into `extra`,
 * where names such as `locale` and `model` choose the devices. https://dev.mi.com/xiaomihyperos/documentation/detail?pId=1696
 */
function render({ content, silent, ttlSeconds, collapseId }: RenderInput): Payload {
  const { title, subtitle, body, link, image, badge, sound, category, actions, threadId, channel, data } = content;
  const forApp: Record<string, unknown> = {};
  if (subtitle !== undefined) forApp.subtitle = subtitle;
  if (link !== undefined) forApp.link = link;
  if (image !== undefined) forApp.image = image;
  if (badge !== undefined) forApp.badge = badge;
  if (sound !== undefined) forApp.sound = sound;
  if (category !== undefined) forApp.category = category;
  if (actions) forApp.actions = actions;
  if (threadId !== undefined) forApp.threadId = threadId;
  Object.assign(forApp, data);

  const payload: Record<string, unknown> = { pass_through: silent ? 1 : 0 };
  if (!silent) {
    payload.title = title;
    payload.description = body;
  }
  payload.payload = JSON.stringify(forApp);
  // A tap opens the link, unless the app has data to look at first.
  const opens = !silent && link !== undefined && isWebLink(link) && !hasKeys(data);
  const extra: Record<string, string> = opens ? { notify_effect: "3", web_uri: link } : {};
  if (channel !== undefined) extra.channel_id = channel;
  if (hasKeys(extra)) payload.extra = extra;
  payload.time_to_live = Math.min(ttlSeconds, maxTtlSeconds) * 1000;
  // Notifications with the same number replace one another in the tray; the number is a positive Java int.
  if (collapseId) payload.notify_id = Number.parseInt(collapseId.slice(0, 8), 16) & 0x7fff_ffff;
  return { payload, headers: {} };
}

const digits = (pattern: RegExp, reason: string) =>
  shape.where((value) => ["number", "string"].includes(typeof value) && pattern.test(String(value)), reason);

/** The fields that Xiaomi's server accepts. The keys of `extra` belong to Xiaomi and the app. */
const known = shape.fields(
  {
    ...{ title: shape.text, description: shape.text, payload: shape.text, restricted_package_name: shape.text },
    pass_through: digits(/^[01]$/, "must be 0 for a notification, or 1 for a message to the app"),
    notify_type: digits(/^(-1|[0-7])$/, "must be -1, or a sum of 1 (sound), 2 (vibration) and 4 (light)"),
    notify_id: digits(/^-?\d{1,10}$/, "must be a whole number"),
    time_to_live: (value, keys, code) => {
      const found = digits(/^\d+$/, "must be milliseconds, a whole number")(value, keys, code);
      if (found.length > 0 || Number(value) <= maxTtlSeconds * 1000) return found;
      return [finding(code, keys, "must be at most 1209600000 milliseconds, which is two weeks")];
    },
    time_to_send: digits(/^\d+$/, "must be milliseconds since 1970, a whole number"),
    extra: (value, keys, code) => [...shape.texts(value, keys, code), ...checkEffect(record(value), keys)],
    ...{ registration_id: shape.anything, alias: shape.anything, user_account: shape.anything, topic: shape.anything },
  },
  { to: "Xiaomi", are: "near" },
);

/** A tap opens the app (1), one of its pages (2, needs `intent_uri`) or a web page (3, needs `web_uri`). */
function checkEffect({ notify_effect, intent_uri, web_uri }: Record<string, unknown>, keys: Keys): Finding[] {
  if (notify_effect === undefined) return [];
  const at = [...keys, "notify_effect"];
  if (!/^[123]$/.test(String(notify_effect))) {
    return [finding("NH133", at, "must be 1 (opens the app), 2 (a page of the app) or 3 (a web page)")];
  }
  if (notify_effect === "2" && !intent_uri) return [finding("NH133", at, "2 needs intent_uri, the page that it opens")];
  if (notify_effect === "3" && !web_uri) return [finding("NH133", at, "3 needs web_uri, the page that it opens")];
  return [];
}

function checkPayload(payload: Record<string, unknown>): Finding[] {
  const found = known(payload, [], "NH133");
  for (const [field, most] of [["title", lengths.title] as const, ["description", lengths.body] as const]) {
    const text = payload[field];
    if (typeof text !== "string" || text.length <= most) continue;
    found.push(finding("NH133", [field], `has ${text.length} characters; Xiaomi takes ${most}`));
  }
  const own = ["title", "description", "body", "payload", "pass_through", "extra"].some((field) => field in payload);
  const shown = (own || !hasKeys(payload)) && String(payload.pass_through ?? "0") === "0";
  const empty = ["title", "description"].filter((field) => isBlank(String(payload[field] ?? "")));
  if (shown && empty.length === 2) {
    found.push(finding("NH122", [], "has no title and no description to show; add both"));
  } else if (shown && empty.length === 1) {
    found.push(finding("NH122", empty, "is missing; Xiaomi asks for a title and a description"));
  }
  return found;
}
