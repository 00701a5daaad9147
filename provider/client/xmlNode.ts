/** An element of a document: attributes and text with their references resolved. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlNode | string)[];
  /** Where its tag begins, counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** A name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** Elements inside an element. */
export function elementsOf(node: XmlNode | undefined): XmlNode[] {
  return node ? node.children.filter((child) => typeof child !== "string") : [];
}

/** Elements of a name, whatever their prefix. */
export function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  return elementsOf(node).filter((child) => localName(child.name) === name);
}

/** What an element says between its own tags. */
export function ownText({ children }: XmlNode): string {
  return children.filter((child) => typeof child === "string").join("");
}

/** Text of the first element of a name; undefined when there is none, or nothing in it. */
export function textOf(node: XmlNode | undefined, name: string): string | undefined {
  const [child] = childrenOf(node, name);
  return (child && elementsOf(child).length === 0 && ownText(child).trim()) || undefined;
}
