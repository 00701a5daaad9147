import { PayloadError } from "../client/errors/payloadError";
import type { Delivery, Payload } from "./delivery";

/**
 * Web Push: the arguments of `showNotification`, so that a service worker is one line:
 * `const { title, ...options } = event.data.json(); registration.showNotification(title, options)`.
 * Headers: RFC 8030.
 */
export function browser({ content, silent, priority, ttlSeconds, collapseId, locale }: Delivery): Payload {
  if (silent) {
    throw new PayloadError([
      { path: "silent", message: "browsers show something for every push; leave browser out of the platforms" },
    ]);
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
