import { type Delivery, definePlatform, type Payload } from "../definePlatform";
import { checkJson, objectIn } from "../jsonPayload";
import { isWebLink } from "../link";
import { hasKeys } from "../record";

/** Most characters that Xiaomi shows, in UTF-16 units; it asks for fewer than 50 and 128. */
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
  check: checkJson(),
  expiry: { keys: ["time_to_live"], write: (seconds) => seconds * 1000 },
});

/** Xiaomi keeps a message for two weeks at most, in seconds. */
const maxTtlSeconds = 1_209_600;

/**
 * Xiaomi: `title` and `description` in the tray; `payload`, a text, for the app. Nothing of the data goes into `extra`,
 * where names such as `locale` and `model` choose the devices. https://dev.mi.com/xiaomihyperos/documentation/detail?pId=1696
 */
function render({ content, silent, ttlSeconds, collapseId }: Delivery): Payload {
  const { title, subtitle, body, link, image, badge, sound, category, data } = content;
  const forApp: Record<string, unknown> = {};
  if (subtitle !== undefined) forApp.subtitle = subtitle;
  if (link !== undefined) forApp.link = link;
  if (image !== undefined) forApp.image = image;
  if (badge !== undefined) forApp.badge = badge;
  if (sound !== undefined) forApp.sound = sound;
  if (category !== undefined) forApp.category = category;
  Object.assign(forApp, data);

  const payload: Record<string, unknown> = { pass_through: silent ? 1 : 0 };
  if (!silent) {
    payload.title = title;
    payload.description = body;
  }
  payload.payload = JSON.stringify(forApp);
  // A tap opens the link, unless the app has data to look at first.
  if (!silent && link !== undefined && isWebLink(link) && !hasKeys(data))
    payload.extra = { notify_effect: "3", web_uri: link };
  payload.time_to_live = Math.min(ttlSeconds, maxTtlSeconds) * 1000;
  // Notifications with the same number replace one another in the tray; the number is a positive Java int.
  if (collapseId) payload.notify_id = Number.parseInt(collapseId.slice(0, 8), 16) & 0x7fff_ffff;
  return { payload, headers: {} };
}
