/** An element of a document, with the references in its attributes and text resolved. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlNode | string)[];
  /** Position where its tag starts, counted from 1. */
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

/** The elements with a name, with any prefix. */
export function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  return elementsOf(node).filter((child) => localName(child.name) === name);
}

/** The text directly inside an element. */
export function ownText({ children }: XmlNode): string {
  return children.filter((child) => typeof child === "string").join("");
}

/** The text of the first element with a name; undefined if there is none or it is empty. */
export function textOf(node: XmlNode | undefined, name: string): string | undefined {
  const [child] = childrenOf(node, name);
  return (child && elementsOf(child).length === 0 && ownText(child).trim()) || undefined;
}
