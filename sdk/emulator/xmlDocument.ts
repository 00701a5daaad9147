import type { XmlElement, XmlText } from "@rgrove/parse-xml";

/** The root of a document, read by a parser that knows no external entities; undefined when it is not well-formed. */
export function rootOf(body: string): XmlElement | undefined {
  const { parseXml } = require("@rgrove/parse-xml") as typeof import("@rgrove/parse-xml");
  try {
    return parseXml(body).root ?? undefined;
  } catch {
    return undefined;
  }
}

/** An element's name without its prefix. */
export function bareName({ name }: XmlElement): string {
  return name.slice(name.indexOf(":") + 1);
}

export function localName(element: XmlElement): string {
  return bareName(element).toLowerCase();
}

/** The elements right inside one. */
export function elementsIn({ children }: XmlElement): XmlElement[] {
  return children.filter((child): child is XmlElement => child.type === "element");
}

/** Those of a name; prefixes do not count. */
export function childrenOf(parent: XmlElement, name: string): XmlElement[] {
  return elementsIn(parent).filter((child) => bareName(child) === name);
}

/** What stands between an element's own tags, without that of the elements in it. */
export function ownText({ children }: XmlElement): string {
  return children.map((child) => (child.type === "text" ? (child as XmlText).text : "")).join("");
}

/** Elements of a name below one, at any depth, in their order; prefixes and case do not count. */
export function elements(parent: XmlElement, name: string): XmlElement[] {
  return elementsIn(parent).flatMap((child) =>
    localName(child) === name ? [child, ...elements(child, name)] : elements(child, name),
  );
}
