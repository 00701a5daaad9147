import { type Expression, ExpressionError, maxFilled, type Properties, parseExpression } from "./expression";
import { parseJson } from "./json";
import { rootOf } from "./xmlDocument";
import { escapeAttribute, escapeText } from "./xmlText";

/** Fills a template's body; throws TooLarge before it is larger than any push service takes. */
export type Render = (properties: Properties) => string;

export class TooLarge extends Error {}

/** What one filling draws on. */
class Filling {
  private left = maxFilled;

  constructor(readonly properties: Properties) {}

  value(expression: Expression): string {
    const text = expression.evaluate(this.properties);
    this.left -= text.length;
    if (this.left < 0) throw new TooLarge();
    return text;
  }
}

/** A piece of a template: constant, or filled. */
type Piece = (filling: Filling) => string;

/** Deeper than any notification is; keeps recursion shallow for hostile ones. */
const maxDepth = 100;

/** A body that is JSON or XML with expressions as its values; throws an ExpressionError that says what is wrong. */
export function compileTemplate(body: string): Render {
  const piece = body.trimStart().startsWith("<") ? compileXml(body) : compileJson(body);
  return (properties) => piece(new Filling(properties));
}

/** Values of a template's headers may be expressions too; the names come back in lower case. */
export function renderHeaders(headers: Record<string, string>, properties: Properties): Record<string, string> {
  const rendered: Record<string, string> = {};
  const filling = new Filling(properties);
  for (const [name, value] of Object.entries(headers)) {
    const expression = parseExpression(value);
    rendered[name.toLowerCase()] = expression === undefined ? value : filling.value(expression);
  }
  return rendered;
}

function compileJson(body: string): Piece {
  const root = parseJson(body);
  if (typeof root !== "object" || root === null)
    throw new ExpressionError("the template's body is neither JSON nor XML");
  return compileValue(root, 0);
}

function compileValue(value: unknown, depth: number): Piece {
  if (depth > maxDepth) throw new ExpressionError("the template's body is nested too deeply");
  if (typeof value === "string") return compileText(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => compileValue(item, depth + 1));
    return (filling) => `[${items.map((item) => item(filling)).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => [JSON.stringify(name), compileValue(member, depth + 1)] as const,
    );
    return (filling) => `{${members.map(([name, member]) => `${name}:${member(filling)}`).join(",")}}`;
  }
  const constant = JSON.stringify(value);
  return () => constant;
}

function compileText(text: string): Piece {
  const expression = parseExpression(text);
  if (expression === undefined) {
    const constant = JSON.stringify(text);
    return () => constant;
  }
  return (filling) => {
    const value = filling.value(expression);
    return expression.kind === "number" && isNumber(value) ? value : JSON.stringify(value);
  };
}

function isNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}

/** Everything but texts and attribute values is kept byte for byte. */
const xmlPiece = /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|<[^!?](?:[^>"']|"[^"]*"|'[^']*')*>|([^<]+)/gs;
const xmlAttribute = /(\s[^\s=<>"'/]+\s*=\s*)("([^"]*)"|'([^']*)')/g;

function compileXml(body: string): Piece {
  if (rootOf(body) === undefined) throw new ExpressionError("the template's XML is not well-formed");
  const pieces: Piece[] = [];
  let read = 0;
  for (const { 0: piece, 1: cdata, 2: text, index } of body.matchAll(xmlPiece)) {
    // Nothing else begins with <! in well-formed XML.
    if (index !== read) throw new ExpressionError("the template's XML has a DOCTYPE");
    read += piece.length;
    if (cdata !== undefined) pieces.push(xmlValue(cdata, piece, escapeText));
    else if (text !== undefined) pieces.push(xmlValue(decodeEntities(text), piece, escapeText));
    else pieces.push(...compileTag(piece));
  }
  return (filling) => pieces.map((piece) => piece(filling)).join("");
}

function compileTag(tag: string): Piece[] {
  if (!/^<[^!?/]/.test(tag)) return [() => tag];
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of tag.matchAll(xmlAttribute)) {
    const lead = tag.slice(at, match.index) + match[1]!;
    const value = xmlValue(decodeEntities(match[3] ?? match[4]!), match[2]!, (text) => `"${escapeAttribute(text)}"`);
    pieces.push(() => lead, value);
    at = match.index + match[0].length;
  }
  const rest = tag.slice(at);
  pieces.push(() => rest);
  return pieces;
}

function xmlValue(text: string, source: string, write: (text: string) => string): Piece {
  const expression: Expression | undefined = parseExpression(text);
  return expression === undefined ? () => source : (filling) => write(filling.value(expression));
}

/** Text with its references replaced by what they stand for. */
export function decodeEntities(text: string): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
