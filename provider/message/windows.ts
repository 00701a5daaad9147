import { type Delivery, hasKeys, type Payload } from "./delivery";
import type { XmlElement } from "./writeXml";

/**
 * WNS: a ToastGeneric toast as a tree for `writeXml` (`@name` is an attribute); a silent message is a raw notification
 * that holds JSON. Headers: https://learn.microsoft.com/windows/apps/develop/notifications/push-notifications/push-request-response-headers
 *
 * A tap opens the link. With data, the app is started instead, and its launch argument holds link and data as
 * `link=…;name=…`, the way the Windows toolkit's ToastArguments reads it.
 */
export function windows({ content, silent, priority, ttlSeconds, collapseId }: Delivery): Payload {
  const { title, subtitle, body, link, image, sound, category, data } = content;
  const headers: Record<string, string> = {
    "X-WNS-Type": silent ? "wns/raw" : "wns/toast",
    "X-WNS-TTL": String(ttlSeconds),
  };
  if (silent) {
    const payload: Record<string, unknown> = {};
    if (link !== undefined) payload.link = link;
    if (category !== undefined) payload.category = category;
    return { payload: Object.assign(payload, data), headers };
  }
  // Of 1 to 4, a toast has 1 (high) unless it says otherwise.
  if (priority === "normal") headers["X-WNS-PRIORITY"] = "2";
  // WNS takes at most 16 letters and digits here.
  if (collapseId) {
    headers["X-WNS-Tag"] = collapseId.slice(0, 16);
    headers["X-WNS-Group"] = "broadcast";
  }

  const toast: XmlElement = {};
  if (hasKeys(data)) toast["@launch"] = toastArguments({ ...(link !== undefined && { link }), ...data });
  else if (link !== undefined) {
    toast["@activationType"] = "protocol";
    toast["@launch"] = link;
  }
  const binding: XmlElement = { "@template": "ToastGeneric" };
  binding.text = subtitle === undefined ? [title!, body!] : [title!, subtitle, body!];
  if (image !== undefined) binding.image = { "@placement": "hero", "@src": image };
  toast.visual = { binding };
  // A sound of the app has one address on Windows, ms-appx:///…; other platforms' names mean nothing here.
  if (sound?.startsWith("ms-")) toast.audio = { "@src": sound };
  return { payload: { toast }, headers };
}

function toastArguments(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${escapeArgument(name)}=${escapeArgument(value)}`)
    .join(";");
}

function escapeArgument(text: string): string {
  return text.replaceAll("%", "%25").replaceAll(";", "%3B").replaceAll("=", "%3D");
}
