import { definePlatform, type Payload, type RenderInput } from "../definePlatform";
import { finding } from "../finding";
import { checkJson, objectIn, record } from "../jsonPayload";
import * as shape from "../shape";
import { checkData } from "../valueRules";

const known = shape.fields(
  {
    ...{ data: shape.anything, notification: shape.anything },
    consolidationKey: shape.like(/^.{0,64}$/su, "must be a string of at most 64 characters"),
    expiresAfter: shape.whole(60, 2_678_400),
    md5: shape.like(/^[A-Za-z0-9+/]{22}==$/, "must be an MD5 digest in base64, 24 characters"),
    priority: shape.oneOf(["normal", "high"]),
  },
  { to: "Amazon", are: "warning" },
);

export const adm = definePlatform({
  format: "adm",
  name: "Amazon (ADM)",
  maxPayloadBytes: 6144,
  shows: { title: 65, body: 240 },
  render,
  screen(text) {
    const { title, subtitle, body, message, link, image } = record(objectIn(text).data);
    return { title, subtitle, body: body ?? message, link, image };
  },
  check: checkJson((payload) => {
    const found = [...checkData(payload.data, ["data"]), ...known(payload, [], "NH133")];
    if (payload.data !== undefined || payload.notification !== undefined) return found;
    return [finding("NH133", ["data"], "is missing, so the app gets nothing; write an object of strings"), ...found];
  }),
  expiry: { keys: ["expiresAfter"], write: (seconds) => seconds },
  collapseId: { keys: ["consolidationKey"], length: 32 },
});

/**
 * Amazon Device Messaging: every value is text in `data`, and the app shows it.
 * ADM keeps a message between 60 seconds and 31 days.
 * https://developer.amazon.com/docs/adm/send-message.html
 */
function render({ content, priority, ttlSeconds, collapseId }: RenderInput): Payload {
  const { title, subtitle, body, link, image, badge, sound, category, actions, data } = content;
  const texts: Record<string, string> = {};
  if (title !== undefined) texts.title = title;
  if (subtitle !== undefined) texts.subtitle = subtitle;
  if (body !== undefined) texts.body = body;
  if (link !== undefined) texts.link = link;
  if (image !== undefined) texts.image = image;
  if (badge !== undefined) texts.badge = String(badge);
  if (sound !== undefined) texts.sound = sound;
  if (category !== undefined) texts.category = category;
  if (actions) texts.actions = JSON.stringify(actions);
  for (const field of ["interruption", "threadId", "channel", "color"] as const) {
    if (content[field] !== undefined) texts[field] = content[field];
  }
  Object.assign(texts, data);
  const payload: Record<string, unknown> = { data: texts, priority, expiresAfter: Math.max(60, ttlSeconds) };
  if (collapseId) payload.consolidationKey = collapseId;
  return { payload, headers: {} };
}
