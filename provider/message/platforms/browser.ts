import { PayloadError } from "../../client/errors/payloadError";
import { type Delivery, definePlatform, like, oneOf, type Payload } from "../definePlatform";
import { checkJson, objectIn, record } from "../jsonPayload";

export const browser = definePlatform({
  format: "browser",
  name: "Browser (Web Push)",
  // 4096 bytes after encryption, which adds 103 (RFC 8291 with one record).
  maxPayloadBytes: 3993,
  shows: { title: 60, body: 150 },
  render,
  screen(text) {
    const { title, body, image, data } = objectIn(text);
    const { subtitle, link } = record(data);
    return { title, body, image, subtitle, link };
  },
  check: checkJson(),
  headers: {
    values: {
      ttl: like(/^\d+$/, "must be a whole number of seconds"),
      urgency: oneOf("very-low", "low", "normal", "high"),
      topic: like(/^[\w-]{1,32}$/, "must be 1 to 32 letters, digits, - or _"),
    },
  },
  expiry: { header: "TTL", write: String },
  collapseId: { header: "Topic", length: 32 },
});

/**
 * Web Push: the arguments of `showNotification`, so that a service worker is one line:
 * `const { title, ...options } = event.data.json(); registration.showNotification(title, options)`.
 * Headers: RFC 8030.
 */
function render({ content, silent, priority, ttlSeconds, collapseId, locale }: Delivery): Payload {
  if (silent) {
    throw PayloadError.at("silent", "browsers show something for every push; leave browser out of the platforms");
  }
  const { title, subtitle, body, link, image, badge, sound, category, data } = content;
  const extras: Record<string, unknown> = {};
  if (subtitle !== undefined) extras.subtitle = subtitle;
  if (link !== undefined) extras.link = link;
  if (badge !== undefined) extras.badge = badge;
  if (sound !== undefined) extras.sound = sound;
  if (category !== undefined) extras.category = category;
  Object.assign(extras, data);

  const payload: Record<string, unknown> = { title, body };
  if (locale !== undefined) payload.lang = locale;
  if (image !== undefined) payload.image = image;
  if (collapseId) payload.tag = collapseId;
  payload.data = extras;
  const headers: Record<string, string> = { TTL: String(ttlSeconds), Urgency: priority };
  if (collapseId) headers.Topic = collapseId;
  return { payload, headers };
}
