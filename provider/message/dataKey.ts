import { checkText } from "./text";

const taken = new Set([
  "aps",
  "title",
  "subtitle",
  "body",
  "link",
  "image",
  "badge",
  "sound",
  "category",
  "from",
  "notification",
  "message_type",
  "collapse_key",
]);

/**
 * Why `data` cannot have a key; undefined if it can. Data is sent next to the message's own fields (APNs `aps`, the data of ADM and FCM), and
 * FCM reserves `from`, `message_type`, `google.…` and `gcm.…`.
 */
export function checkDataKey(key: string): string | undefined {
  if (key === "") return "has an empty key; name it";
  if (key === "__proto__") return 'cannot have the key "__proto__"; choose another';
  if (taken.has(key)) return `cannot have "${key}" as a key, because the message or a platform uses it; choose another`;
  if (/^(google|gcm)\b/.test(key))
    return `cannot have "${key}" as a key, because FCM reserves google… and gcm…; choose another`;
  const reason = checkText(key);
  return reason && `has a key that ${reason}`;
}
