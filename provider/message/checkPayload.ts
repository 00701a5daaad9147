import { type Finding, finding, type Keys } from "./finding";
import { checkHeaders } from "./headerRules";
import { isRecord } from "./isRecord";
import { parsed } from "./jsonPayload";
import { checkImage, checkLink } from "./link";
import { platformOf, platforms } from "./platforms";
import { isBlank } from "./text";
import { checkTexts } from "./textRules";
import { checkBadge, checkData } from "./valueRules";

export { type Finding, payloadRules } from "./finding";

/** A payload as declared: an object, or a string that is sent byte for byte. */
export interface PayloadInput {
  /** Format of the send: a platform, or `template`. */
  format: string;
  body: unknown;
  headers?: Record<string, string>;
}

/**
 * What the platform would refuse, drop or show badly. Paths start at the body, or with `headers`. A pure function, which applies the same
 * rules in `check()`, the command line and the policies.
 */
export function checkPayload({ format, body, headers = {} }: PayloadInput): Finding[] {
  const platform = platformOf(format);
  if (!platform) {
    const formats = Object.keys(platforms).join(", ");
    return [finding("NH101", [], `has the unknown format "${format}"; write one of ${formats}`)];
  }
  const header = (name: string) => Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  const found = platform.check(body, header);
  // The size of an unreadable payload does not matter, and it may be nested too deeply to be serialized.
  const readable = !found.some(({ code }) => code === "NH101");
  return [
    ...found,
    ...(readable ? checkSize(format, body, platform.maxPayloadBytes) : []),
    ...checkHeaders(headers, platform.format),
  ];
}

function checkSize(format: string, body: unknown, limit: number): Finding[] {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "");
  const bytes = Buffer.byteLength(text);
  if (bytes <= limit) return [];
  const { keys } = longestText(typeof body === "string" ? parsed(body) : body);
  const excess = `${bytes - limit} more than the ${limit} that ${format} takes`;
  return [finding("NH102", keys, `makes a payload of ${bytes} bytes, ${excess}; shorten it`)];
}

/** The path of the longest text in a value, which should be shortened first. */
function longestText(value: unknown, keys: Keys = []): { keys: Keys; length: number } {
  if (typeof value === "string") return { keys, length: value.length };
  let longest: { keys: Keys; length: number } = { keys, length: -1 };
  if (typeof value !== "object" || value === null || keys.length > 100) return longest;
  for (const [key, each] of Object.entries(value)) {
    const inside = longestText(each, [...keys, Array.isArray(value) ? Number(key) : key]);
    if (inside.length > longest.length) longest = inside;
  }
  return longest;
}

/** What looks wrong in a message, even if it does not match the schema. Paths start at the message. */
export function checkMessage(message: unknown): Finding[] {
  if (!isRecord(message)) return [];
  const { locales, overrides, ...own } = message;
  const contents: [string[], unknown][] = [[[], own]];
  if (isRecord(locales)) for (const locale in locales) contents.push([["locales", locale], locales[locale]]);
  const found = contents.flatMap(([keys, content]) => (isRecord(content) ? checkContent(content, keys) : []));
  return [...found, ...checkTexts(own), ...checkTexts(locales, ["locales"]), ...checkTexts(overrides, ["overrides"])];
}

function checkContent(content: Record<string, unknown>, keys: string[]): Finding[] {
  const found = [...checkBadge(content.badge, [...keys, "badge"]), ...checkData(content.data, [...keys, "data"])];
  const link = typeof content.link === "string" ? checkLink(content.link) : undefined;
  if (link) found.push(finding("NH115", [...keys, "link"], link));
  const image = typeof content.image === "string" ? checkImage(content.image) : undefined;
  if (image) found.push(finding("NH115", [...keys, "image"], image));
  const icon = typeof content.icon === "string" ? checkImage(content.icon) : undefined;
  if (icon) found.push(finding("NH115", [...keys, "icon"], icon));
  for (const [index, action] of (Array.isArray(content.actions) ? content.actions : []).entries()) {
    const opens = isRecord(action) && typeof action.link === "string" ? checkLink(action.link) : undefined;
    if (opens) found.push(finding("NH115", [...keys, "actions", index, "link"], opens));
  }
  for (const field of ["title", "subtitle", "body"]) {
    const text = content[field];
    if (typeof text === "string" && isBlank(text)) found.push(finding("NH122", [...keys, field], "is empty"));
  }
  return found;
}
