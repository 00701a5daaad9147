/** An element of a reply, without namespaces: text, children, or a list where a name repeats. */
export type XmlValue = string | { [name: string]: XmlValue } | XmlValue[];

/** Reads a whole, well-formed document of the service; undefined for anything else. */
export function tryParseXml(text: string): { [name: string]: XmlValue } | undefined {
  // The service never sends a DOCTYPE; without one there is nothing to expand.
  if (text === "" || /<!DOCTYPE/i.test(text)) return undefined;
  const { XMLParser, XMLValidator } = require("fast-xml-parser") as typeof import("fast-xml-parser");
  try {
    if (XMLValidator.validate(text) !== true) return undefined;
    const parser = new XMLParser({
      ignoreAttributes: true,
      removeNSPrefix: true,
      parseTagValue: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
    });
    const document: unknown = parser.parse(text);
    return typeof document === "object" && document !== null ? (document as { [name: string]: XmlValue }) : undefined;
  } catch {
    return undefined;
  }
}

/** Children of a name, however many there are. */
export function childrenOf(value: XmlValue | undefined, name: string): XmlValue[] {
  if (typeof value !== "object" || Array.isArray(value) || !Object.hasOwn(value, name)) return [];
  const child = value[name]!;
  return Array.isArray(child) ? child : [child];
}

/** Text of the first child of a name; undefined when there is none or it is empty. */
export function textOf(value: XmlValue | undefined, name: string): string | undefined {
  const [child] = childrenOf(value, name);
  return typeof child === "string" && child !== "" ? child : undefined;
}
