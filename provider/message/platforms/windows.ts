import { elementsOf, type XmlNode } from "../../client/xmlNode";
import { definePlatform, headerLike, headerOneOf, type Payload, type RenderInput } from "../definePlatform";
import { type Finding, finding } from "../finding";
import { hasKeys } from "../isRecord";
import { checkLink } from "../link";
import { isBlank } from "../text";
import { checkTexts } from "../textRules";
import { checkAttributes } from "../toastAttributes";
import { writeXml, type XmlElement } from "../writeXml";
import { checkNodeTexts, readPayload, textsOf, xmlScreen } from "../xmlPayload";

const tag = headerLike(/^[\dA-Za-z]{1,16}$/, "must be 1 to 16 letters and digits");

export const windows = definePlatform({
  format: "windows",
  name: "Windows (WNS)",
  // WNS answers 413 above 5000 bytes; Notification Hubs documents "5 KB".
  maxPayloadBytes: 5000,
  shows: { title: 60, body: 200 },
  render,
  screen: xmlScreen,
  check(body, header) {
    const type = header("x-wns-type");
    return type === "wns/raw" ? checkTexts(body) : checkPayload(body, type);
  },
  headers: {
    prefixes: ["x-wns-"],
    values: {
      "x-wns-type": headerOneOf("wns/toast", "wns/tile", "wns/badge", "wns/raw"),
      "x-wns-ttl": headerLike(/^\d+$/, "must be a whole number of seconds"),
      "x-wns-tag": tag,
      "x-wns-group": tag,
      "x-wns-cache-policy": headerOneOf("cache", "no-cache"),
      "x-wns-priority": headerOneOf("1", "2", "3", "4"),
      "x-wns-requestforstatus": headerOneOf("true", "false"),
      "x-wns-suppresspopup": headerOneOf("true", "false"),
    },
    complete: true,
  },
  expiry: { header: "X-WNS-TTL", write: String },
  collapseId: { header: "X-WNS-Tag", length: 16 },
});

/**
 * WNS: a ToastGeneric toast as a tree for `writeXml` (`@name` is an attribute); a silent message is a raw notification
 * that holds JSON. Headers: https://learn.microsoft.com/windows/apps/develop/notifications/push-notifications/push-request-response-headers
 *
 * A tap opens the link. With data, the app is started instead, and its launch argument holds link and data as
 * `link=…;name=…`, the way the Windows toolkit's ToastArguments reads it.
 */
function render({ content, silent, priority, ttlSeconds, collapseId }: RenderInput): Payload {
  const { title, subtitle, body, link, image, sound, category, actions, interruption, data } = content;
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
  // From 1 (high, the default of a toast) to 4.
  if (priority === "normal") headers["X-WNS-PRIORITY"] = "2";
  // WNS allows at most 16 letters and digits here.
  if (collapseId) {
    headers["X-WNS-Tag"] = collapseId.slice(0, 16);
    headers["X-WNS-Group"] = "broadcast";
  }

  // Shown only in the notification center, without a banner.
  if (interruption === "passive") headers["X-WNS-SuppressPopup"] = "true";

  const toast: XmlElement = {};
  if (interruption === "time-sensitive" || interruption === "critical") toast["@scenario"] = "urgent";
  if (hasKeys(data)) toast["@launch"] = toastArguments({ ...(link !== undefined && { link }), ...data });
  else if (link !== undefined) {
    toast["@activationType"] = "protocol";
    toast["@launch"] = link;
  }
  const binding: XmlElement = { "@template": "ToastGeneric" };
  binding.text = subtitle === undefined ? [title!, body!] : [title!, subtitle, body!];
  if (image !== undefined) binding.image = { "@placement": "hero", "@src": image };
  toast.visual = { binding };
  if (actions) {
    const action = actions.map((each) => ({
      "@content": each.title,
      "@activationType": "protocol",
      "@arguments": each.link,
    }));
    toast.actions = { action };
  }
  // Sounds on Windows are addresses such as ms-appx:///…; the names of other platforms' sounds mean nothing here.
  if (sound?.startsWith("ms-")) toast.audio = { "@src": sound };
  return { payload: { toast }, headers, write: (payload) => writeXml(payload as XmlElement) };
}

function toastArguments(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${escapeArgument(name)}=${escapeArgument(value)}`)
    .join(";");
}

function escapeArgument(text: string): string {
  return text.replaceAll("%", "%25").replaceAll(";", "%3B").replaceAll("=", "%3D");
}

/** Elements that Windows knows, by the element they are in: https://learn.microsoft.com/windows/apps/develop/notifications/app-notifications/toast-schema */
const children: Readonly<Record<string, readonly string[]>> = {
  toast: ["visual", "actions", "audio", "header", "commands"],
  tile: ["visual"],
  badge: [],
  visual: ["binding"],
  binding: ["text", "image", "group", "progress", "cameraPreview"],
  group: ["subgroup"],
  subgroup: ["text", "image"],
  actions: ["input", "action"],
  input: ["selection"],
  commands: ["command"],
};

// biome-ignore format: a list to read at a glance
const glyphs = [
  "none", "activity", "alarm", "alert", "attention", "available", "away", "busy", "error", "newMessage", "paused",
  "playing", "unavailable",
];

/** What Windows would drop: text that is not XML, unsafe XML, elements it does not know, a toast without text. */
function checkPayload(body: unknown, type: string | undefined): Finding[] {
  if (typeof body !== "string") {
    return [finding("NH101", [], "must be XML as a string; for anything else add the header X-WNS-Type: wns/raw")];
  }
  const { node, findings } = readPayload(body);
  if (!node) return findings;
  const { name } = node;
  if (!["toast", "tile", "badge"].includes(name)) {
    const lower = name.toLowerCase();
    const hint = Object.hasOwn(children, lower) ? `; write <${lower}>` : "";
    return [finding("NH110", name, `must be toast, tile or badge${hint}`)];
  }
  findings.push(...checkElements(node, name), ...checkAttributes(node), ...checkNodeTexts(node));
  if (name === "toast" && !findings.some(({ severity }) => severity === "error") && textsOf(node).every(isBlank)) {
    findings.push(finding("NH122", "toast", "has no <text> with something to show; add one"));
  }
  if (name === "tile" && !elementsOf(node).some((visual) => elementsOf(visual).length > 0)) {
    findings.push(finding("NH122", "tile", "has no <visual> with a <binding> to show; add one"));
  }
  const { value = "" } = node.attributes;
  if (name === "badge" && !/^\d+$/.test(value) && !glyphs.includes(value)) {
    const reason = "must be a whole number, 0 or more, or the name of a glyph such as alert";
    findings.push(finding("NH106", "badge@value", reason));
  }
  if (type !== undefined && type !== `wns/${name}`) {
    const fix = { description: `write wns/${name}, or leave the header out` };
    const reason = `says ${type}, but the payload is a ${name}`;
    findings.push(finding("NH121", ["headers", "X-WNS-Type"], reason, { fix }));
  }
  return findings;
}

function checkElements(node: XmlNode, path: string): Finding[] {
  const allowed = children[node.name] ?? [];
  const takes = allowed.length > 0 ? `${node.name} takes ${allowed.join(", ")}` : `${node.name} takes no elements`;
  const found = elementsOf(node).flatMap((child) => {
    const at = `${path}.${child.name}`;
    if (allowed.includes(child.name)) return checkElements(child, at);
    return [finding("NH112", at, `is not allowed here (line ${child.line}, column ${child.column}); ${takes}`)];
  });
  return [...found, ...checkActivation(node, path)];
}

function checkActivation({ name, attributes }: XmlNode, path: string): Finding[] {
  if (attributes.activationType !== "protocol") return [];
  const attribute = name === "action" ? "arguments" : "launch";
  const reason = checkLink(attributes[attribute] ?? "");
  return reason ? [finding("NH115", `${path}@${attribute}`, reason)] : [];
}
