import type { Template } from "./device";
import {
  checkHandle,
  checkTags,
  checkTemplate,
  type Draft,
  expiryMs,
  foldTags,
  invalidDescription,
} from "./hubRegistration";
import { parseJson } from "./json";
import { type Platform, platformOfKind, platforms } from "./platformFacts";
import { Refusal } from "./reply";

/** Elements before a registration's handle; the service's serializer reads all of them in this order. */
const leading = ["ETag", "ExpirationTime", "RegistrationId", "Tags", "PushVariables"];

type Node = Record<string, unknown>;

/** The registration in an Atom entry; 400 for anything the service's serializer would not take. */
export function parseDescription(body: string): Draft {
  return readContent(entryContent(body)).draft;
}

/** A registration as a line of an import has it: the description alone, with its id where it has one. */
export function parseLine(line: string): { draft: Draft; id: string | undefined } {
  return readContent(parseXml(line));
}

/** What the entry of another resource holds in one of its elements, as strings by name. */
export function parseContent(body: string, name: string): Record<string, string> {
  const texts: Record<string, string> = {};
  const node = child(entryContent(body), name);
  for (const key of Object.keys(node)) {
    const value = key.startsWith("@") ? undefined : text(node, key);
    if (value !== undefined) texts[key] = value;
  }
  return texts;
}

function entryContent(body: string): Node {
  return child(child(parseXml(body), "entry"), "content");
}

function readContent(content: Node): { draft: Draft; id: string | undefined } {
  const [name, ...others] = Object.keys(content).filter((key) => !key.startsWith("@") && key !== "#text");
  const [, kind, template] = /^(\w+?)(Template)?RegistrationDescription$/.exec(name ?? "") ?? [];
  const platform = kind === undefined ? undefined : platformOfKind(kind);
  if (platform === undefined || others.length > 0) throw invalid(`'${name ?? ""}' is not a registration`);
  const description = child(content, name!);
  checkOrder(description, platforms[platform].handle);
  return { draft: read(platform, description, template !== undefined), id: text(description, "RegistrationId") };
}

function read(platform: Platform, description: Node, isTemplate: boolean): Draft {
  const tags = (text(description, "Tags") ?? "")
    .split(",")
    .filter(Boolean)
    .map((tag) => tag.trim());
  const handle = platforms[platform].handle.map((field) => text(description, field)?.trim() ?? "");
  const expirationTime = text(description, "ExpirationTime");
  const registration: Draft = {
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

function readTemplate(platform: Platform, description: Node): Template {
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

function readHeaders(platform: Platform, description: Node): Record<string, string> {
  const prefix = platforms[platform].headers;
  const list = prefix && description[`${prefix}Headers`];
  if (prefix === undefined || typeof list !== "object" || list === null) return {};
  const headers: Record<string, string> = {};
  for (const item of [(list as Node)[`${prefix}Header`]].flat()) {
    if (typeof item !== "object" || item === null) continue;
    const name = text(item as Node, "Header");
    if (name && name !== "__proto__") headers[name] = text(item as Node, "Value") ?? "";
  }
  return headers;
}

function readPushVariables(json: string | undefined): Record<string, string> | undefined {
  if (!json) return undefined;
  const value = parseJson(json);
  const flat =
    typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "string");
  if (!flat) throw invalid("PushVariables is JSON of an object whose values are strings");
  return value as Record<string, string>;
}

function checkOrder(description: Node, handle: readonly string[]): void {
  const rank = (name: string) => {
    const at = leading.indexOf(name);
    return at >= 0 ? at : handle.includes(name) ? leading.length : leading.length + 1;
  };
  const names = Object.keys(description).filter((name) => !name.startsWith("@") && name !== "#text");
  const late = names.find((name, index) => index > 0 && rank(name) < rank(names[index - 1]!));
  if (late !== undefined) throw invalid(`'${late}' is out of order`);
}

function parseXml(body: string): Node {
  const { XMLParser, XMLValidator } = require("fast-xml-parser") as typeof import("fast-xml-parser");
  if (/<!DOCTYPE/i.test(body)) throw invalid("A DOCTYPE is not allowed");
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    trimValues: true,
    removeNSPrefix: true,
    ignoreDeclaration: true,
    // Character references, which the parser counts among HTML's entities.
    htmlEntities: true,
  });
  let document: unknown;
  try {
    if (XMLValidator.validate(body) === true) document = parser.parse(body);
  } catch {
    // Reported below: hostile nesting ends in a RangeError, reserved names in an Error.
  }
  if (typeof document !== "object" || document === null) throw invalid("The body is not well-formed XML");
  return document as Node;
}

function child(node: Node, name: string): Node {
  const value = Object.hasOwn(node, name) ? node[name] : undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(`'${name}' is missing`);
  return value as Node;
}

/** An element's text; undefined when it is absent, empty or nil. */
function text(node: Node, name: string): string | undefined {
  const value = Object.hasOwn(node, name) ? node[name] : undefined;
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const inner = (value as Node)["#text"];
    return typeof inner === "string" && inner !== "" ? inner : undefined;
  }
  throw invalid(`'${name}' is not a single text`);
}

function invalid(what: string): Refusal {
  return new Refusal(400, `${invalidDescription} ${what}`);
}
