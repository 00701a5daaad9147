import { type Delivery, hasKeys, type Payload } from "./delivery";

/**
 * FCM HTTP v1: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
 * Android shows no subtitle and opens no link by itself, so both travel in `data`.
 */
export function fcmv1({ content, silent, priority, ttlSeconds, collapseId }: Delivery): Payload {
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
  if (!silent && link?.startsWith("https:")) webpush.fcm_options = { link };
  message.webpush = webpush;
  return { payload: { message }, headers: {} };
}
