/** An element's attributes (`@name`), text (`#text`) and children, in the order they are written. */
export interface XmlElement {
  [name: string]: XmlValue;
}
export type XmlValue = string | number | boolean | undefined | XmlElement | readonly (XmlElement | string)[];

/** Writes a tree as XML without a declaration: UTF-8, attributes in double quotes. */
export function writeXml(tree: XmlElement): string {
  let xml = "";
  for (const name in tree) xml += writeElements(name, tree[name]);
  return xml;
}

function writeElements(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) {
    let xml = "";
    for (const each of value) xml += writeElements(name, each);
    return xml;
  }
  if (typeof value !== "object") return `<${name}>${escapeXml(String(value))}</${name}>`;
  let attributes = "";
  let children = "";
  const element = value as XmlElement;
  for (const key in element) {
    const each = element[key];
    if (each === undefined) continue;
    if (key.charCodeAt(0) === 64) attributes += ` ${key.slice(1)}="${escapeXml(String(each))}"`;
    else if (key === "#text") children += escapeXml(String(each));
    else children += writeElements(key, each);
  }
  return children === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${children}</${name}>`;
}

const special = /[&<>"\t\n\r\u0085\u2028]/;

/**
 * Escapes text for an element or a double-quoted attribute. Line ends and tabs become references: a reader of XML turns
 * them into blanks in attributes, and a carriage return into a line feed everywhere.
 */
export function escapeXml(text: string): string {
  return special.test(text) ? text.replace(/[&<>"\t\n\r\u0085\u2028]/g, reference) : text;
}

function reference(character: string): string {
  switch (character) {
    case "&":
      return "&amp;";
    case "<":
      return "&lt;";
    case ">":
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return `&#${character.charCodeAt(0)};`;
  }
}
