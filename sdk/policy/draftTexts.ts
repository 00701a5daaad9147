import { isUnknown } from "../../provider/broadcast/unknown";
import { isFormat, isXmlFormat } from "../../provider/client/format";
import { readXml } from "../../provider/client/readXml";
import type { XmlNode } from "../../provider/client/xmlNode";
import type { Message } from "../../provider/message/message";
import { isRecord } from "../../provider/message/record";
import type { Keys } from "./paths";

/** A text of the content. */
export interface Text {
  keys: Keys;
  text: string;
  /** What it is on a device: `other` is for the app, or for the platform. */
  role: "title" | "subtitle" | "body" | "link" | "image" | "other";
  /** The platform of a payload; a message is for all. */
  platform?: string;
  /** The locale of a text of a message. */
  locale?: string;
}

const roles: Readonly<Record<string, Text["role"]>> = {
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
export function textsOf(content: {
  message?: Message;
  payloads?: Record<string, unknown>;
  template?: Record<string, unknown>;
}): Text[] {
  const texts: Text[] = [];
  const { message, payloads, template } = content;
  if (message) ofMessage(message, texts);
  for (const platform in payloads) ofPayload(platform, payloads[platform], texts);
  if (template) leaves(template, ["template"], "template", texts);
  return texts;
}

function ofMessage({ locales, overrides, ...own }: Message, texts: Text[]): void {
  ofContent(own, ["message"], undefined, texts);
  for (const locale in locales) {
    const content: unknown = locales[locale];
    if (isRecord(content)) ofContent(content, ["message", "locales", locale], locale, texts);
  }
  if (!isRecord(overrides)) return;
  for (const platform in overrides as Record<string, unknown>) {
    leaves((overrides as Record<string, unknown>)[platform], ["message", "overrides", platform], platform, texts);
  }
}

function ofContent(content: Record<string, unknown>, keys: Keys, locale: string | undefined, texts: Text[]): void {
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

function ofPayload(platform: string, body: unknown, texts: Text[]): void {
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
  try {
    leaves(JSON.parse(body), keys, platform, texts);
  } catch {
    add(body, keys, "other", platform, texts);
  }
}

function ofXml(platform: string, body: string, keys: Keys, texts: Text[]): void {
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

function leaves(value: unknown, keys: Keys, platform: string, texts: Text[]): void {
  if (typeof value === "string") {
    const key = keys.at(-1);
    add(value, keys, (typeof key === "string" && Object.hasOwn(roles, key) && roles[key]) || "other", platform, texts);
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
  role: Text["role"],
  platform: string | undefined,
  texts: Text[],
  locale?: string,
): void {
  if (typeof text === "string" && !isUnknown(text)) texts.push({ keys, text, role, platform, locale });
}
