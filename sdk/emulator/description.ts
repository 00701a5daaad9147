import type { XmlElement } from "@rgrove/parse-xml";
import type { Template } from "./device";
import {
  checkHandle,
  checkTags,
  checkTemplate,
  expiryMs,
  foldTags,
  invalidDescription,
  type RegistrationDraft,
} from "./hubRegistration";
import { parseJson } from "./json";
import { type Platform, platformOfKind, platforms } from "./platformFacts";
import { Refusal } from "./reply";
import { bareName, childrenOf, elementsIn, ownText, rootOf } from "./xmlDocument";

/** Elements before a registration's handle; the service's serializer reads all of them in this order. */
const leading = ["ETag", "ExpirationTime", "RegistrationId", "Tags", "PushVariables"];

/** The registration in an Atom entry; 400 for anything the service's serializer would not take. */
export function parseDescription(body: string): RegistrationDraft {
  return readContent(entryContent(body)).draft;
}

/** A registration as a line of an import has it: the description alone, with its id where it has one. */
export function parseLine(line: string): { draft: RegistrationDraft; id: string | undefined } {
  return readDescription(parseXml(line));
}

/** What the entry of another resource holds in one of its elements, as strings by name. */
export function parseContent(body: string, name: string): Record<string, string> {
  const node = child(entryContent(body), name);
  return Object.fromEntries(
    elementsIn(node).flatMap((element) => {
      const key = bareName(element);
      const value = text(node, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function entryContent(body: string): XmlElement {
  const entry = parseXml(body);
  if (bareName(entry) !== "entry") throw invalid("'entry' is missing");
  return child(entry, "content");
}

function readContent(content: XmlElement): { draft: RegistrationDraft; id: string | undefined } {
  const [description, ...others] = elementsIn(content);
  if (description === undefined || others.length > 0) throw invalid("The content is not one registration");
  return readDescription(description);
}

function readDescription(description: XmlElement): { draft: RegistrationDraft; id: string | undefined } {
  const name = bareName(description);
  const [, kind, template] = /^(\w+?)(Template)?RegistrationDescription$/.exec(name) ?? [];
  const platform = kind === undefined ? undefined : platformOfKind(kind);
  if (platform === undefined) throw invalid(`'${name}' is not a registration`);
  checkOrder(description, platforms[platform].handle);
  return { draft: read(platform, description, template !== undefined), id: text(description, "RegistrationId") };
}

function read(platform: Platform, description: XmlElement, isTemplate: boolean): RegistrationDraft {
  const tags = (text(description, "Tags") ?? "")
    .split(",")
    .filter(Boolean)
    .map((tag) => tag.trim());
  const handle = platforms[platform].handle.map((field) => text(description, field)?.trim() ?? "");
  const expirationTime = text(description, "ExpirationTime");
  const registration: RegistrationDraft = {
    platform,
    handle: platform === "apple" ? handle.map((token) => token.toUpperCase()) : handle,
    tags,
    folded: foldTags(tags),
    template: isTemplate ? readTemplate(platform, description) : undefined,
    pushVariables: readPushVariables(text(description, "PushVariables")),
    tileName: text(description, "SecondaryTileName"),
    expirationTime,
    expiresMs: expiryMs(expirationTime),
  };
  checkHandle(platform, registration.handle);
  checkTags(tags);
  if (registration.template === undefined) return registration;
  checkTemplate(registration.template);
  // A template's name is a tag of its registration.
  const { name } = registration.template;
  return name === undefined ? registration : { ...registration, folded: foldTags([...tags, name]) };
}

function readTemplate(platform: Platform, description: XmlElement): Template {
  const body = text(description, "BodyTemplate");
  if (!body) throw invalid("BodyTemplate is missing");
  return {
    name: text(description, "TemplateName"),
    body,
    headers: readHeaders(platform, description),
    expiry: text(description, "Expiry"),
    priority: text(description, "Priority"),
  };
}

function readHeaders(platform: Platform, description: XmlElement): Record<string, string> {
  const prefix = platforms[platform].headers;
  const items = childrenOf(description, `${prefix}Headers`).flatMap((list) => childrenOf(list, `${prefix}Header`));
  return Object.fromEntries(
    items.flatMap((item) => {
      const name = text(item, "Header");
      return name === undefined ? [] : [[name, text(item, "Value") ?? ""]];
    }),
  );
}

function readPushVariables(json: string | undefined): Record<string, string> | undefined {
  if (!json) return undefined;
  const value = parseJson(json);
  const flat =
    typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "string");
  if (!flat) throw invalid("PushVariables is JSON of an object whose values are strings");
  return value as Record<string, string>;
}

function checkOrder(description: XmlElement, handle: readonly string[]): void {
  const rank = (name: string) => {
    const at = leading.indexOf(name);
    return at >= 0 ? at : handle.includes(name) ? leading.length : leading.length + 1;
  };
  const names = elementsIn(description).map(bareName);
  const late = names.find((name, index) => index > 0 && rank(name) < rank(names[index - 1]!));
  if (late !== undefined) throw invalid(`'${late}' is out of order`);
}

function parseXml(body: string): XmlElement {
  if (/<!DOCTYPE/i.test(body)) throw invalid("A DOCTYPE is not allowed");
  const root = rootOf(body);
  if (root === undefined) throw invalid("The body is not well-formed XML");
  return root;
}

function child(node: XmlElement, name: string): XmlElement {
  const [found, ...others] = childrenOf(node, name);
  if (found === undefined || others.length > 0) throw invalid(`'${name}' is missing`);
  return found;
}

/** An element's text; undefined when it is absent, empty or nil. */
function text(node: XmlElement, name: string): string | undefined {
  const [found, ...others] = childrenOf(node, name);
  if (others.length > 0) throw invalid(`'${name}' is not a single text`);
  return (found && ownText(found).trim()) || undefined;
}

function invalid(what: string): Refusal {
  return new Refusal(400, `${invalidDescription} ${what}`);
}
