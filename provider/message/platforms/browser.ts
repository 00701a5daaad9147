import { PayloadError } from "../../client/errors/payloadError";
import type { Content } from "../content";
import {
  buttonsOf,
  definePlatform,
  type HeaderRules,
  headerLike,
  headerOneOf,
  type Payload,
  type RenderInput,
} from "../definePlatform";
import { type Finding, finding } from "../finding";
import { hasKeys, isRecord, isWhole } from "../isRecord";
import { checkJson, objectIn, record } from "../jsonPayload";
import { isWebLink } from "../link";
import type { Shape } from "../shape";
import * as shape from "../shape";
import { isBlank } from "../text";

/** Checks for the headers that push services read, by lower-case name. */
export const browserHeaders: HeaderRules["values"] = {
  ttl: headerLike(/^\d+$/, "must be a whole number of seconds"),
  urgency: headerOneOf("very-low", "low", "normal", "high"),
  topic: headerLike(/^[\w-]{1,32}$/, "must be 1 to 32 letters, digits, - or _"),
};

export const browser = definePlatform({
  format: "browser",
  name: "Browser (Web Push)",
  // 4096 bytes after encryption, which adds 103 (RFC 8291 with one record).
  maxPayloadBytes: 3993,
  shows: { title: 60, body: 150 },
  render,
  screen(text) {
    const { title, body, image, data, actions, silent, requireInteraction } = objectIn(text);
    const listed = Array.isArray(actions) ? actions.map(record) : [];
    // In a rendered message, the name of a button is its link.
    const buttons = buttonsOf(
      listed.map(({ title, action, navigate }) => ({
        title,
        opens: navigate ?? (/:/.test(String(action)) ? action : undefined),
      })),
    );
    const { subtitle, link } = record(data);
    const sound = silent === true ? "none" : undefined;
    const interruption = requireInteraction === true ? "stays until it is closed" : undefined;
    return { title, body, image, subtitle, link, buttons, sound, interruption };
  },
  check: checkJson(checkPayload),
  headers: { values: browserHeaders },
  expiry: { header: "TTL", write: String },
  collapseId: { header: "Topic", length: 32 },
});

/**
 * Web Push: the arguments of `showNotification`, so that a service worker is one line:
 * `const { title, ...options } = event.data.json(); registration.showNotification(title, options)`,
 * and a button opens `event.action`.
 * Headers: RFC 8030.
 */
function render({ content, silent, priority, ttlSeconds, collapseId, locale }: RenderInput): Payload {
  if (silent) {
    throw PayloadError.at("silent", "browsers show something for every push; leave browser out of the platforms");
  }
  const { title, subtitle, body, link, image, badge, sound, category, threadId, data } = content;
  const extras: Record<string, unknown> = {};
  if (subtitle !== undefined) extras.subtitle = subtitle;
  if (link !== undefined) extras.link = link;
  if (badge !== undefined) extras.badge = badge;
  if (sound !== undefined) extras.sound = sound;
  if (category !== undefined) extras.category = category;
  if (threadId !== undefined) extras.threadId = threadId;
  Object.assign(extras, data);

  const payload: Record<string, unknown> = { title, body };
  if (locale !== undefined) payload.lang = locale;
  if (image !== undefined) payload.image = image;
  if (collapseId) payload.tag = collapseId;
  Object.assign(payload, browserOptions(content));
  payload.data = extras;
  const headers: Record<string, string> = { TTL: String(ttlSeconds), Urgency: priority };
  if (collapseId) headers.Topic = collapseId;
  return { payload, headers };
}

/** The options of a notification besides its texts. The name of a button is the link that it opens. */
export function browserOptions({ actions, icon, interruption }: Content): Record<string, unknown> {
  return {
    ...(icon !== undefined && { icon }),
    ...(actions && { actions: actions.map(({ title, link }) => ({ action: link, title })) }),
    ...(interruption === "passive" && { silent: true }),
    ...((interruption === "time-sensitive" || interruption === "critical") && { requireInteraction: true }),
  };
}

const web = { to: "browsers", are: "near" } as const;
const warn = "warning";
/** Browsers take every string as true, even "false". */
const flag: Shape = (value, keys, code) =>
  shape.where((each) => typeof each === "boolean", "must be true or false", value === "true" ? warn : "error")(
    value,
    keys,
    code,
  );
const word = shape.where((value) => typeof value === "string", "must be a string", warn);

/** What `showNotification` takes: https://notifications.spec.whatwg.org/#dictdef-notificationoptions */
const options = shape.fields(
  {
    ...{ title: word, body: word, lang: word, tag: word, icon: word, image: word, navigate: word },
    badge: shape.where((value) => typeof value === "string", "must be the address of a picture, a string", warn),
    dir: shape.oneOf(["auto", "ltr", "rtl"]),
    data: shape.anything,
    vibrate: shape.where((value) => [value].flat().every((each) => isWhole(each)), "must be a list of milliseconds"),
    timestamp: shape.where((value) => typeof value === "number", "must be milliseconds since 1970, a number", warn),
    renotify: flag,
    silent: (value, keys, code) => (value === null ? [] : flag(value, keys, code)),
    ...{ requireInteraction: flag, mutable: flag, app_badge: shape.anything },
    actions: shape.listOf(
      shape.fields(
        {
          action: shape.text,
          title: shape.text,
          icon: shape.text,
          navigate: shape.text,
          type: shape.text,
          placeholder: shape.text,
        },
        { ...web, required: ["action", "title"] },
      ),
    ),
  },
  web,
);

/** Faults of options for which `showNotification` throws, or that it leaves out. */
export const checkOptions: Shape = (value, keys, code) => {
  const found = options(value, keys, code);
  const { silent, vibrate, renotify, tag } = record(value);
  if (silent === true && vibrate !== undefined) {
    found.push(finding(code, [...keys, "vibrate"], "cannot be in a silent notification; remove one of the two"));
  }
  if (renotify === true && !tag) {
    found.push(finding(code, [...keys, "renotify"], "needs a tag; browsers refuse it without one"));
  }
  return found;
};

/** The service worker decides what a payload means, so only what looks like options is checked, at the root or in `notification`. */
function checkPayload(payload: Record<string, unknown>): Finding[] {
  const { notification, web_push } = payload;
  if (!hasKeys(payload)) return [finding("NH122", [], "is empty, so nothing is shown; write title and body")];
  const found = web_push === undefined ? [] : checkDeclarative(payload);
  if (isRecord(notification)) {
    found.push(...checkOptions(notification, ["notification"], "NH133"));
    const reason = "is missing, and no browser shows a notification without one";
    if (notification.title === undefined) found.push(finding("NH122", ["notification", "title"], reason));
    return found;
  }
  if (payload.title === undefined && payload.body === undefined) return found;
  found.push(...checkOptions(payload, [], "NH133"));
  if ([payload.title, payload.body].every((each) => typeof each === "string" && isBlank(each))) {
    found.push(finding("NH122", [], "has no title and no body to show; write them"));
  }
  if (payload.title === undefined) {
    const reason = "is missing; a service worker that hands the payload to showNotification shows undefined";
    found.push(finding("NH122", ["title"], reason, { severity: warn }));
  }
  return found;
}

/** A push that the browser shows without a service worker: https://www.w3.org/TR/push-api/#declarative-push-message */
function checkDeclarative({ web_push, notification }: Record<string, unknown>): Finding[] {
  const found = web_push === 8030 ? [] : [finding("NH133", ["web_push"], "must be the number 8030")];
  const { navigate } = record(notification);
  if (!isRecord(notification)) {
    found.push(finding("NH133", ["notification"], "must be an object with title and navigate"));
  }
  if (typeof navigate !== "string" || !isWebLink(navigate)) {
    const reason = "must be the https link that a tap opens; a browser shows no declarative push without it";
    found.push(finding("NH133", ["notification", "navigate"], reason));
  }
  return found;
}
