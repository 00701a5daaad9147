import { isFormat, isXmlFormat } from "../../provider/client/format";
import { readXml } from "../../provider/client/readXml";
import type { XmlNode } from "../../provider/client/xmlNode";
import type { Keys } from "../../provider/message/finding";
import { isRecord } from "../../provider/message/isRecord";
import { parsed } from "../../provider/message/jsonPayload";
import { isUnknown } from "../../provider/message/unknown";

/** The content of a draft: a message, payloads or a template. */
export interface DraftContent {
  message?: Record<string, unknown>;
  payloads?: Record<string, unknown>;
  template?: Record<string, unknown>;
}

/** A text of the content. */
export interface DraftText {
  keys: Keys;
  text: string;
  /** Its role on a device; `other` is for the app or the platform. */
  role: "title" | "subtitle" | "body" | "link" | "image" | "other";
  /** The platform, if the text is part of a payload; a message is for all platforms. */
  platform?: string;
  /** The locale, if the text is part of a message. */
  locale?: string;
}

const roles: Readonly<Record<string, DraftText["role"]>> = {
  title: "title",
  subtitle: "subtitle",
  body: "body",
  alert: "body",
  description: "body",
  message: "body",
  link: "link",
  image: "image",
  icon: "image",
};

/** Every text of a message, of payloads or of a template. */
export function draftTextsOf(content: DraftContent): DraftText[] {
  const texts: DraftText[] = [];
  const { message, payloads, template } = content;
  if (message) ofMessage(message, texts);
  for (const platform in payloads) ofPayload(platform, payloads[platform], texts);
  if (template) leaves(template, ["template"], "template", texts);
  return texts;
}

function ofMessage({ locales, overrides, ...own }: Record<string, unknown>, texts: DraftText[]): void {
  ofContent(own, ["message"], undefined, texts);
  for (const [locale, content] of Object.entries(isRecord(locales) ? locales : {})) {
    if (isRecord(content)) ofContent(content, ["message", "locales", locale], locale, texts);
  }
  if (!isRecord(overrides)) return;
  for (const platform in overrides) {
    leaves(overrides[platform], ["message", "overrides", platform], platform, texts);
  }
}

function ofContent(content: Record<string, unknown>, keys: Keys, locale: string | undefined, texts: DraftText[]): void {
  for (const field in content) {
    const value = content[field];
    if (field === "data" && isRecord(value)) {
      for (const name in value) add(value[name], [...keys, "data", name], "other", undefined, texts, locale);
    } else if (field === "actions" && Array.isArray(value)) {
      value.forEach((action: unknown, index) => {
        if (!isRecord(action)) return;
        add(action.title, [...keys, "actions", index, "title"], "subtitle", undefined, texts, locale);
        add(action.link, [...keys, "actions", index, "link"], "link", undefined, texts, locale);
      });
    } else if (Object.hasOwn(roles, field) && field !== "alert") {
      add(value, [...keys, field], roles[field]!, undefined, texts, locale);
    }
  }
}

function ofPayload(platform: string, body: unknown, texts: DraftText[]): void {
  const keys = ["payloads", platform];
  if (typeof body !== "string") {
    leaves(body, keys, platform, texts);
    return;
  }
  if (isUnknown(body)) return;
  if (isFormat(platform) && isXmlFormat(platform)) {
    ofXml(platform, body, keys, texts);
    return;
  }
  const value = parsed(body);
  if (value === undefined) add(body, keys, "other", platform, texts);
  else leaves(value, keys, platform, texts);
}

function ofXml(platform: string, body: string, keys: Keys, texts: DraftText[]): void {
  let lines = 0;
  const visit = (node: XmlNode) => {
    for (const value of Object.values(node.attributes)) add(value, keys, "other", platform, texts);
    for (const child of node.children) {
      if (typeof child !== "string") visit(child);
      else if (child.trim()) add(child, keys, lines++ === 0 ? "title" : "body", platform, texts);
    }
  };
  try {
    visit(readXml(body));
  } catch {
    add(body, keys, "other", platform, texts);
  }
}

function leaves(value: unknown, keys: Keys, platform: string, texts: DraftText[]): void {
  if (typeof value === "string") {
    const key = keys.at(-1);
    add(value, keys, (typeof key === "string" && Object.hasOwn(roles, key) && roles[key]) || "other", platform, texts);
  } else if (typeof value === "number" || typeof value === "boolean") {
    add(String(value), keys, "other", platform, texts);
  } else if (Array.isArray(value)) {
    value.forEach((each, index) => {
      leaves(each, [...keys, index], platform, texts);
    });
  } else if (isRecord(value)) {
    for (const key in value) leaves(value[key], [...keys, key], platform, texts);
  }
}

function add(
  text: unknown,
  keys: Keys,
  role: DraftText["role"],
  platform: string | undefined,
  texts: DraftText[],
  locale?: string,
): void {
  if (typeof text === "string" && !isUnknown(text)) texts.push({ keys, text, role, platform, locale });
}
