/** What a template's expression is filled from; names in lower case, as they are matched without regard to case. */
export type Properties = ReadonlyMap<string, string>;

export class ExpressionError extends Error {}

type Part =
  | { kind: "literal"; text: string }
  | { kind: "property"; name: string; fallback: string; cut: (text: string) => string };

/** A filled template beyond this many characters is too large for every push service; filling stops there. */
export const maxFilled = 64 * 1024;

/** A value of a template, ready to be filled; `number` for `#(p)`, which JSON carries without quotes. */
export interface Expression {
  kind: "text" | "number";
  evaluate(properties: Properties): string;
}

const propertyName = /^[A-Za-z0-9_]{1,120}$/;

/**
 * The expression a whole value is, or undefined for a literal: one that does not begin with `$ . % # {` stays as it is,
 * so `Hello $(name)` is literal and `{'Hello ' + $(name)}` is not.
 * Forms (Microsoft Learn, "Templates"): `$(p)`, `$(p,n)`, `.(p,n)`, `%(p)`, `#(p)`, literals in quotes, and
 * concatenation in braces; `$(p:{default})` as the .NET library reads it.
 */
export function parseExpression(value: string): Expression | undefined {
  if (!/^[$.%#{]/.test(value)) return undefined;
  const braces = value.startsWith("{");
  if (braces && !value.endsWith("}")) throw new ExpressionError("an expression in braces is not closed");
  const source = braces ? value.slice(1, -1) : value;
  const scanner = new Scanner(source.trim());
  const parts: Part[] = [scanner.part()];
  while (!scanner.done) {
    scanner.plus();
    parts.push(scanner.part());
  }
  if (scanner.hasNumber && parts.length > 1) throw new ExpressionError("#(...) cannot be part of a concatenation");
  return {
    kind: scanner.hasNumber ? "number" : "text",
    evaluate(properties) {
      let text = "";
      for (const part of parts) {
        text += fill(part, properties);
        if (text.length > maxFilled) break;
      }
      return text;
    },
  };
}

function fill(part: Part, properties: Properties): string {
  return part.kind === "literal" ? part.text : part.cut(properties.get(part.name) ?? part.fallback);
}

class Scanner {
  private at = 0;
  hasNumber = false;

  constructor(private readonly source: string) {}

  get done(): boolean {
    return this.at >= this.source.length;
  }

  plus(): void {
    if (!this.take(/\s*\+\s*/y)) throw new ExpressionError("parts of an expression are joined by +");
  }

  part(): Part {
    const quoted = this.take(/'((?:[^']|'')*)'|"((?:[^"]|"")*)"/y);
    if (quoted) {
      const text = quoted[1]?.replaceAll("''", "'") ?? quoted[2]!.replaceAll('""', '"');
      return { kind: "literal", text };
    }
    const call = this.take(/([$.%#])\(\s*([^:,)\s]*)\s*(?::\{((?:\\.|[^\\}])*)\}\s*)?(?:,\s*(\d{1,9})\s*)?\)/sy);
    if (call === null) throw new ExpressionError("an expression is $(p), $(p,n), .(p,n), %(p), #(p) or a quoted text");
    const [, sign, name = "", fallback = "", length] = call;
    if (!propertyName.test(name)) throw new ExpressionError("a property's name is letters, digits and _, up to 120");
    if (sign === "#") this.hasNumber = true;
    return {
      kind: "property",
      name: name.toLowerCase(),
      fallback: fallback.replace(/\\(.)/gs, "$1"),
      cut: cutter(sign!, length === undefined ? undefined : Number(length)),
    };
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.source);
    if (match !== null) this.at = pattern.lastIndex;
    return match;
  }
}

function cutter(sign: string, length: number | undefined): (text: string) => string {
  switch (sign) {
    case ".":
      if (length === undefined) throw new ExpressionError(".(p,n) needs a length");
      return (text) => (text.length <= length ? text : `${text.slice(0, Math.max(0, length - 3))}...`.slice(0, length));
    case "%":
    case "#":
      if (length !== undefined) throw new ExpressionError(`${sign}(p) takes no length`);
      return sign === "%" ? (text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")) : (text) => text;
    default:
      return length === undefined ? (text) => text : (text) => text.slice(0, length);
  }
}
