import { checkText } from "./text";

/** An element as it was written: attributes and texts with their references resolved. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlNode | string)[];
  /** Where its tag begins, counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Text that is not XML, or XML that no push payload should hold. */
export class XmlError extends Error {
  override readonly name = "XmlError";

  constructor(
    message: string,
    /** `unsafe` for what is XML but reaches outside the payload: a document type, entities, processing instructions. */
    readonly kind: "invalid" | "unsafe",
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${message}`);
  }
}

/**
 * Reads one XML 1.0 document. Strict, because the services drop what they cannot read without a word: fast-xml-parser's
 * validator lets two roots, undefined entities, `<` in attributes and references to control characters pass (tried).
 *
 * @throws XmlError
 */
export function readXml(text: string): XmlNode {
  return new Reader(text).document();
}

const whitespace = /[ \t\r\n]*/y;
const nameToken = /[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*/uy;
const declaration = /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*["']1\.[01]["'][^?<>]*\?>/y;
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

class Reader {
  #at = 0;

  constructor(readonly text: string) {
    const reason = checkText(text);
    if (reason) throw this.#error(reason, "invalid", Number(/character (\d+)/.exec(reason)?.[1] ?? 1) - 1);
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  document(): XmlNode {
    this.#match(declaration);
    this.#misc();
    if (this.#at >= this.text.length) throw this.#error("expected an element, found the end");
    if (this.text[this.#at] !== "<") throw this.#error("expected an element, found text");
    const root = this.#element(new Set(["xml", "xmlns"]));
    this.#misc();
    if (this.#at < this.text.length) throw this.#error("expected the end after the root element");
    return root;
  }

  /** White space and comments between the parts of a document. */
  #misc(): void {
    do this.#match(whitespace);
    while (this.#comment());
    if (this.text.startsWith("<!DOCTYPE", this.#at)) {
      throw this.#error("a document type is not allowed; write the characters themselves", "unsafe");
    }
    if (this.text.startsWith("<?", this.#at)) throw this.#error("a processing instruction is not allowed", "unsafe");
  }

  #element(prefixes: ReadonlySet<string>): XmlNode {
    const { line, column } = this.#place(this.#at);
    const start = this.#at++;
    const name = this.#match(nameToken);
    if (!name) throw this.#error('expected a name after "<"; write &lt; for the character');
    const attributes = this.#attributes();
    const scope = new Set(prefixes);
    for (const key in attributes) if (key.startsWith("xmlns:")) scope.add(key.slice(6));
    for (const each of [name, ...Object.keys(attributes)]) {
      const colon = each.indexOf(":");
      if (colon >= 0 && !scope.has(each.slice(0, colon))) {
        throw this.#error(`the prefix of "${each}" is not declared`, "invalid", start);
      }
    }
    if (this.#take("/>")) return { name, attributes, children: [], line, column };
    if (!this.#take(">")) throw this.#error(`expected ">" or an attribute in <${name}>`);
    const children = this.#content(name, scope);
    return { name, attributes, children, line, column };
  }

  #attributes(): Record<string, string> {
    const attributes: Record<string, string> = Object.create(null);
    for (;;) {
      const blanks = this.#match(whitespace);
      const start = this.#at;
      const name = this.#match(nameToken);
      if (!name) return attributes;
      if (!blanks) throw this.#error(`expected a blank before the attribute "${name}"`, "invalid", start);
      if (name in attributes) throw this.#error(`the attribute "${name}" is there twice`, "invalid", start);
      this.#match(whitespace);
      if (!this.#take("=")) throw this.#error(`the attribute "${name}" has no value`);
      this.#match(whitespace);
      const quote = this.text[this.#at];
      if (quote !== '"' && quote !== "'") throw this.#error(`the value of "${name}" needs quotes`);
      const end = this.text.indexOf(quote, ++this.#at);
      if (end < 0) throw this.#error(`the value of "${name}" does not end`);
      const raw = this.text.slice(this.#at, end);
      const less = raw.indexOf("<");
      if (less >= 0) throw this.#error('write &lt; for "<" in an attribute', "invalid", this.#at + less);
      attributes[name] = this.#resolved(raw.replace(/\r\n|[\r\n\t]/g, " "));
      this.#at = end + 1;
    }
  }

  #content(name: string, prefixes: ReadonlySet<string>): (XmlNode | string)[] {
    const children: (XmlNode | string)[] = [];
    let words = "";
    const flush = () => {
      if (words) children.push(words);
      words = "";
    };
    for (;;) {
      const next = this.text.indexOf("<", this.#at);
      if (next < 0) throw this.#error(`<${name}> is never closed`, "invalid", this.text.length);
      const raw = this.text.slice(this.#at, next);
      if (raw.includes("]]>")) throw this.#error('write ]]&gt; for "]]>"', "invalid", this.#at + raw.indexOf("]]>"));
      words += this.#resolved(raw.replace(/\r\n?/g, "\n"));
      this.#at = next;
      if (this.#take("</")) {
        const closing = this.#match(nameToken);
        if (closing !== name) throw this.#error(`expected </${name}>, found </${closing ?? ""}>`, "invalid", next);
        this.#match(whitespace);
        if (!this.#take(">")) throw this.#error(`expected ">" after </${name}`);
        flush();
        return children;
      }
      if (this.#take("<![CDATA[")) {
        const end = this.text.indexOf("]]>", this.#at);
        if (end < 0) throw this.#error("a CDATA section does not end", "invalid", next);
        words += this.text.slice(this.#at, end).replace(/\r\n?/g, "\n");
        this.#at = end + 3;
      } else if (this.text.startsWith("<?", this.#at)) {
        throw this.#error("a processing instruction is not allowed", "unsafe");
      } else if (!this.#comment()) {
        flush();
        children.push(this.#element(prefixes));
      }
    }
  }

  #comment(): boolean {
    if (!this.#take("<!--")) return false;
    const end = this.text.indexOf("--", this.#at);
    if (end < 0 || this.text[end + 2] !== ">") throw this.#error('a comment ends with "-->" and holds no "--"');
    this.#at = end + 3;
    return true;
  }

  /** The text with its references replaced; `raw` begins where the reader is. */
  #resolved(raw: string): string {
    if (!raw.includes("&")) return raw;
    return raw.replace(/&([^;&\s]*;?)/g, (reference, body: string, offset: number) => {
      const name = body.endsWith(";") ? body.slice(0, -1) : undefined;
      if (name === undefined) throw this.#error('write &amp; for "&"', "invalid", this.#at + offset);
      const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
      if (known !== undefined) return known;
      const digits = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name);
      if (!digits) throw this.#error(`"${reference}" is not defined in XML`, "unsafe", this.#at + offset);
      const code = digits[1] ? Number.parseInt(digits[1], 16) : Number(digits[2]);
      const character = code <= 0x10ffff ? String.fromCodePoint(code) : "\uffff";
      if (checkText(character))
        throw this.#error(`"${reference}" is no character of XML`, "invalid", this.#at + offset);
      return character;
    });
  }

  #take(text: string): boolean {
    if (!this.text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #place(offset: number): { line: number; column: number } {
    const before = this.text.slice(0, offset).split("\n");
    return { line: before.length, column: before.at(-1)!.length + 1 };
  }

  #error(message: string, kind: "invalid" | "unsafe" = "invalid", offset = this.#at): XmlError {
    const { line, column } = this.#place(offset);
    return new XmlError(message, kind, line, column);
  }
}
