import { checkApple, checkBadge } from "./appleRules";
import { asText, checkData, checkFcmV1, kindOf } from "./fcmv1Rules";
import { type Finding, finding, type Keys } from "./finding";
import { checkHeaders } from "./headerRules";
import { checkImage, checkLink } from "./link";
import { maxPayloadBytes } from "./platform";
import { isRecord } from "./record";
import { checkTexts } from "./textRules";
import { checkWindowsXml, checkXml } from "./xmlRules";

export { type Finding, type Fix, type JsonPatchOperation, type PayloadRule, payloadRules } from "./finding";

/** A payload as declared: an object, or the text that is sent byte for byte. */
export interface PayloadInput {
  /** Format of the send: apple, fcmv1, windows, browser, adm, xiaomi, gcm, windowsphone, baidu, template. */
  format: string;
  body: unknown;
  headers?: Record<string, string>;
}

/**
 * What the platform would refuse, drop or show badly. Paths begin at the body, or with `headers`. Pure: the same rules in
 * `check()`, the command line and the policies.
 */
export function checkPayload({ format, body, headers = {} }: PayloadInput): Finding[] {
  if (!Object.hasOwn(maxPayloadBytes, format)) {
    const formats = Object.keys(maxPayloadBytes).join(", ");
    return [finding("NH101", [], `has the unknown format "${format}"; write one of ${formats}`)];
  }
  const header = (name: string) => Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  return [...checkBody(format, body, header), ...checkSize(format, body), ...checkHeaders(headers, format)];
}

function checkBody(format: string, body: unknown, header: (name: string) => string | undefined): Finding[] {
  const raw = format === "windows" && header("x-wns-type") === "wns/raw";
  if (format === "windows" && !raw) return checkToast(body, header("x-wns-type"));
  if (format === "windowsphone" || raw) {
    if (typeof body !== "string") return raw ? checkTexts(body) : [finding("NH101", [], "must be XML text")];
    return raw || header("x-notificationclass") === "3" ? checkTexts(body) : checkXml(body);
  }
  const payload = typeof body === "string" ? parsed(body) : body;
  if (!isRecord(payload)) {
    const fault = typeof body === "string" ? jsonFault(body) : undefined;
    const what = fault === undefined ? "must be one JSON object" : `is not valid JSON${fault}`;
    return [finding("NH101", [], `${what}; write it as an object, which cannot be malformed`)];
  }
  return [...checkJson(format, payload, header), ...checkTexts(payload)];
}

function checkJson(
  format: string,
  payload: Record<string, unknown>,
  header: (name: string) => string | undefined,
): Finding[] {
  switch (format) {
    case "apple":
      return checkApple(payload, header);
    case "fcmv1":
      return checkFcmV1(payload);
    case "adm":
      return payload.data === undefined ? [] : checkData(payload.data, ["data"]);
    case "template":
      return checkTemplate(payload);
    default:
      return [];
  }
}

function checkTemplate(payload: Record<string, unknown>): Finding[] {
  const entries = Object.entries(payload);
  if (entries.length === 0) return [finding("NH114", [], "has no property; write the ones the templates name")];
  return entries.flatMap(([key, value]) => {
    if (typeof value === "string") return [];
    const fix = { description: "write it as text", patch: [asText(value, [key])] };
    return [finding("NH113", [key], `must be text, found ${kindOf(value)}`, { fix })];
  });
}

function checkToast(body: unknown, type: string | undefined): Finding[] {
  if (typeof body !== "string") {
    return [finding("NH101", [], "must be XML text, or carry the header X-WNS-Type: wns/raw")];
  }
  const { findings, root } = checkWindowsXml(body);
  if (root && type !== undefined && type !== `wns/${root}`) {
    findings.push(
      finding("NH121", ["headers", "X-WNS-Type"], `says ${type}, but the payload is a ${root}`, {
        fix: { description: `write wns/${root}, or leave the header out` },
      }),
    );
  }
  return findings;
}

function checkSize(format: string, body: unknown): Finding[] {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "");
  const bytes = Buffer.byteLength(text);
  const limit = maxPayloadBytes[format]!;
  if (bytes <= limit) return [];
  const payload = typeof body === "string" ? parsed(body) : body;
  const { keys } = longestText(payload);
  return [
    finding(
      "NH102",
      keys,
      `makes a payload of ${bytes} bytes, ${bytes - limit} more than the ${limit} that ${format} takes`,
    ),
  ];
}

/** Where the longest text of a value is: what to shorten first. */
function longestText(value: unknown, keys: Keys = []): { keys: Keys; length: number } {
  if (typeof value === "string") return { keys, length: value.length };
  let longest: { keys: Keys; length: number } = { keys, length: -1 };
  if (typeof value !== "object" || value === null) return longest;
  for (const [key, each] of Object.entries(value)) {
    const inside = longestText(each, [...keys, Array.isArray(value) ? Number(key) : key]);
    if (inside.length > longest.length) longest = inside;
  }
  return longest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where JSON breaks, without the text around it; undefined when it does not. */
function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const [, line, column] = /line (\d+) column (\d+)/.exec((error as Error).message) ?? [];
    return line === undefined ? "" : ` at line ${line}, column ${column}`;
  }
}

/** What looks wrong in a message, whether or not its shape is right; paths begin at the message. */
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
  for (const field of ["title", "subtitle", "body"]) {
    const text = content[field];
    if (typeof text === "string" && !text.trim()) found.push(finding("NH122", [...keys, field], "is empty"));
  }
  return found;
}
