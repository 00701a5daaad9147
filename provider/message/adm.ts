import type { Delivery, Payload } from "./delivery";

/**
 * Amazon Device Messaging: every value is text in `data`, and the app shows it.
 * ADM keeps a message between 60 seconds and 31 days.
 * https://developer.amazon.com/docs/adm/send-message.html
 */
export function adm({ content, priority, ttlSeconds, collapseId }: Delivery): Payload {
  const { title, subtitle, body, link, image, badge, sound, category, data } = content;
  const texts: Record<string, string> = {};
  if (title !== undefined) texts.title = title;
  if (subtitle !== undefined) texts.subtitle = subtitle;
  if (body !== undefined) texts.body = body;
  if (link !== undefined) texts.link = link;
  if (image !== undefined) texts.image = image;
  if (badge !== undefined) texts.badge = String(badge);
  if (sound !== undefined) texts.sound = sound;
  if (category !== undefined) texts.category = category;
  Object.assign(texts, data);
  const payload: Record<string, unknown> = { data: texts, priority, expiresAfter: Math.max(60, ttlSeconds) };
  if (collapseId) payload.consolidationKey = collapseId;
  return { payload, headers: {} };
}
