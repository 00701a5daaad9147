import type { XmlNode as ParsedNode, XmlElement, XmlText } from "@rgrove/parse-xml";
import type { XmlNode } from "./xmlNode";

/** Text that is not XML, or XML that no push payload should contain. */
export class XmlError extends Error {
  override readonly name = "XmlError";

  constructor(
    message: string,
    /** `unsafe` for XML that can refer to something outside the payload: a document type, entities, processing instructions. */
    readonly kind: "invalid" | "unsafe",
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${message}`);
  }
}

/** Deeper than any real payload or reply, and safe for the call stack. */
const deepest = 100;

/**
 * Reads one XML 1.0 document. Strict, because the services silently drop what they cannot read.
 *
 * @throws XmlError
 */
export function readXml(text: string): XmlNode {
  const { parseXml, XmlError: ParserError } = require("@rgrove/parse-xml") as typeof import("@rgrove/parse-xml");
  try {
    const { children } = parseXml(text, { includeOffsets: true, preserveDocumentType: true });
    const builder = new Builder(text);
    return children.map((child) => builder.node(child)).find((node) => typeof node !== "string")!;
  } catch (error) {
    if (error instanceof ParserError) throw explained(text, error.message, error.pos);
    // The parser recurses as deep as the text is nested.
    if (error instanceof RangeError) throw new XmlError(tooDeep, "invalid", 1, 1);
    throw error;
  }
}

/** Like `readXml`, but returns undefined for anything except a complete document. */
export function tryReadXml(text: string): XmlNode | undefined {
  try {
    return readXml(text);
  } catch {
    return undefined;
  }
}

const tooDeep = `is nested more than ${deepest} levels deep; flatten it`;
const noDoctype = "a document type is not allowed; remove it";
const noInstruction = "a processing instruction is not allowed; remove it";

type Place = Pick<XmlNode, "line" | "column">;

/** The prefixes that an element and the elements around it declare. */
interface Scope {
  prefixes: ReadonlySet<string>;
  outer?: Scope;
}

const knows = ({ prefixes, outer }: Scope, prefix: string): boolean =>
  prefixes.has(prefix) || (outer !== undefined && knows(outer, prefix));

/** Converts the parser's tree to ours. The nodes come in the order of the text, so each line is counted only once. */
class Builder {
  #line = 1;
  #lineStart = 0;
  #counted = 0;

  constructor(readonly text: string) {}

  node(node: ParsedNode, depth = 1, scope: Scope = { prefixes: new Set(["xml", "xmlns"]) }): XmlNode | string {
    const { line, column } = this.#placeOf(node.start);
    const refuse = (message: string, kind: XmlError["kind"]) => new XmlError(message, kind, line, column);
    if (node.type === "doctype") throw refuse(noDoctype, "unsafe");
    if (node.type === "pi") throw refuse(noInstruction, "unsafe");
    if (node.type !== "element") return (node as XmlText).text;
    if (depth > deepest) throw refuse(tooDeep, "invalid");
    const { name, attributes, children } = node as XmlElement;
    const names = [name, ...Object.keys(attributes)];
    const declared = names.filter((each) => each.startsWith("xmlns:")).map((each) => each.slice(6));
    const inner = declared.length === 0 ? scope : { prefixes: new Set(declared), outer: scope };
    const stranger = names.find((each) => each.includes(":") && !knows(inner, each.slice(0, each.indexOf(":"))));
    if (stranger) throw refuse(`the prefix of "${stranger}" is not declared; declare it with xmlns`, "invalid");
    return { name, attributes, children: children.map((child) => this.node(child, depth + 1, inner)), line, column };
  }

  #placeOf(offset: number): Place {
    for (; this.#counted < offset; this.#counted++) {
      if (this.text[this.#counted] !== "\n") continue;
      this.#line++;
      this.#lineStart = this.#counted + 1;
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }
}

/**
 * What the parser's errors mean, by the error and, on its next line, the text where the parser stopped: what to write instead, and the kind
 * if it is not `invalid`.
 */
const sentences: readonly [complaint: RegExp, sentence: string, kind?: XmlError["kind"]][] = [
  [/^.*(?:reference|entity).*\n(&#[^;&\s<]*;)/, '"$1" is not a character that XML allows; remove it'],
  [/^.*(?:reference|entity).*\n(&[^;&\s<]*;)/, '"$1" is not defined in XML; write the character itself', "unsafe"],
  [/^.*reference/, 'write &amp; for "&"'],
  [/^.*processing instruction/, noInstruction, "unsafe"],
  [/^Missing end tag.*\n]]>|^.*CDATA section close/, 'write ]]&gt; for "]]>"'],
  [/^Missing end tag for element (.*)\n$/, "<$1> is never closed; add </$1>"],
  [/^Missing end tag for element (.*)\n(<\/[^\s>]*)/, "expected </$1>, found $2>"],
  [/^(?:Root|Missing).*\n</, 'expected a name after "<"; write &lt; for the character'],
  [/^Root.*\n$/, "expected an element, found the end"],
  [/^Root/, "expected an element, found text"],
  [/^Extra content/, "expected the end after the root element; remove what follows it"],
  [/^Unclosed start tag for element `(.*)`/, 'expected a space or ">" in <$1>'],
  [/^Unclosed end tag for element (.*)/, 'expected ">" after </$1'],
  [/^Attribute value expected/, "expected = and a quoted value"],
  [/^Unclosed attribute/, "an attribute value is never closed; add the closing quote"],
  [/^Duplicate attribute: (.*)/, 'the attribute "$1" appears twice; remove one'],
  [/^Unescaped `<`/, 'write &lt; for "<" in an attribute'],
  [/^.*comment/, 'a comment must end with "-->" and cannot contain "--" before that'],
  [/^Unclosed CDATA/, "a CDATA section is never closed; add ]]>"],
  [/^Invalid character\n/, "contains a character that XML does not allow; remove it"],
  [/^XML declaration isn't/, "an XML declaration must come first; remove what is before it"],
  [
    /^.*(?:XML declaration|version|standalone|encoding)/,
    'the XML declaration is not valid; write <?xml version="1.0"?>, or remove it',
  ],
  [/^(.*)/, "$1; correct it"],
];

function placeIn(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** The parser's error in our words. `position` counts characters, while offsets in a string count UTF-16 units. */
function explained(text: string, complaint: string, position: number): XmlError {
  let offset = [...text].slice(0, position).join("").length;
  const beginning = /reference|entity/.test(complaint)
    ? "&"
    : /^Unclosed CDATA/.test(complaint)
      ? "<![CDATA["
      : undefined;
  if (beginning) offset = text.lastIndexOf(beginning, offset);
  const doctype = text.indexOf("<!DOCTYPE");
  const isDoctype = doctype >= 0 && !/<[\p{L}_:]/u.test(text.slice(0, doctype));
  const said = `${complaint.split(" (line ", 1)[0]}\n${text.slice(offset)}`;
  const [pattern, sentence, kind = "invalid"] = sentences.find(([pattern]) => pattern.test(said))!;
  const found = pattern.exec(said)!;
  const { line, column } = placeIn(text, isDoctype ? doctype : offset);
  if (isDoctype) return new XmlError(noDoctype, "unsafe", line, column);
  return new XmlError(
    sentence.replace(/\$(\d)/g, (_, group) => found[group]!),
    kind,
    line,
    column,
  );
}
