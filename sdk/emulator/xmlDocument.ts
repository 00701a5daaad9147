import type { XmlElement } from "@rgrove/parse-xml";

/** The root of a payload, read by a parser that knows no external entities; undefined when it is not well-formed. */
export function rootOf(body: string): XmlElement | undefined {
  const { parseXml } = require("@rgrove/parse-xml") as typeof import("@rgrove/parse-xml");
  try {
    return parseXml(body).root ?? undefined;
  } catch {
    return undefined;
  }
}

/** Elements of a name below one, at any depth, in their order; prefixes and case do not count. */
export function elements(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.flatMap((child) => {
    if (!isElement(child)) return [];
    return localName(child) === name ? [child, ...elements(child, name)] : elements(child, name);
  });
}

export function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(":") + 1).toLowerCase();
}

function isElement(node: { type: string }): node is XmlElement {
  return node.type === "element";
}
