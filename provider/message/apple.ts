import type { Delivery, Payload } from "./delivery";

/**
 * APNs: text in `aps.alert`, link and data as keys beside `aps`.
 * Headers: https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export function apple({ content, silent, priority, ttlSeconds, expiresAtSeconds, collapseId }: Delivery): Payload {
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
