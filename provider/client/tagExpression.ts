import {
  checkLimits,
  contradictions,
  evaluate,
  formatTagExpression,
  satisfiable,
  type TagExpression,
  tagLimits,
  tagsOf,
} from "./tagAlgebra";

export {
  checkLimits,
  contradictions,
  evaluate,
  formatTagExpression,
  satisfiable,
  type TagExpression,
  tagLimits,
  tagsOf,
};

/** The longest tag, in characters. */
export const maxTagLength = 120;

/** The longest expression that is parsed: twenty of the longest tags, with plenty of room for blanks and parentheses. */
const maxExpressionLength = 4096;

const plainTag = /^[-\w@#.:]+$/;
const reservedTag = /^\$(?:InstallationId|UserId):\{[-\w@#.:=]+\}$/i;

/**
 * Why the service would refuse a tag; undefined if it accepts it.
 *
 * A tag has 1 to 120 characters: ASCII letters, digits and `_ @ # . : -`; or it is `$InstallationId:{id}` or
 * `$UserId:{id}`. The service also accepts other letters, but an HTTP header cannot transmit them.
 */
export function checkTag(tag: string): string | undefined {
  if (tag === "") return "a tag is empty; write 1 to 120 letters, digits or _ @ # . : -";
  if (tag.length > maxTagLength)
    return `a tag has ${tag.length} characters; the service allows at most ${maxTagLength}`;
  if (plainTag.test(tag) || reservedTag.test(tag)) return undefined;
  if (tag.startsWith("$")) return `"${tag}" is not a tag; write $InstallationId:{id} or $UserId:{id}, braces included`;
  const character = String.fromCodePoint([...tag].find((each) => !plainTag.test(each))!.codePointAt(0)!);
  return `the tag "${tag}" contains "${character}"; a tag can have ASCII letters, digits and _ @ # . : -`;
}

/** A tag expression that the service would refuse, with the position of the error and how to fix it. */
export class TagExpressionError extends Error {
  override readonly name = "TagExpressionError";
  readonly code = "TAG_EXPRESSION";

  constructor(
    /** One sentence, without the position. */
    readonly reason: string,
    /** Position of the error in the text, counted from 1. */
    readonly column: number,
  ) {
    super(`tag expression, column ${column}: ${reason}`);
  }
}

/**
 * Parses a tag expression of `&&`, `||`, `!`, parentheses and blanks; `!` binds tighter than `&&`, `&&` tighter than `||`.
 *
 * @throws TagExpressionError with the column of the first fault.
 */
export function parseTagExpression(text: string): TagExpression {
  return new Parser(text).whole();
}

/** An expression, or a plain tag. */
export type TagOperand = TagExpression | string;

/** Builds tag expressions: `tagExpression.and("release", tagExpression.not("internal"))`. */
export const tagExpression = {
  parse: parseTagExpression,
  format: formatTagExpression,
  evaluate,
  /** One tag. @throws TagExpressionError when the service would refuse it. */
  tag: (tag: string): TagExpression => operandOf(tag),
  /** The device with this installation id. */
  installation: (id: string): TagExpression => operandOf(`$InstallationId:{${id}}`),
  /** The devices of this user id. */
  user: (id: string): TagExpression => operandOf(`$UserId:{${id}}`),
  not: (operand: TagOperand): TagExpression => ({ kind: "not", operand: operandOf(operand) }),
  and: (...operands: TagOperand[]): TagExpression => combined("and", operands),
  or: (...operands: TagOperand[]): TagExpression => combined("or", operands),
};

function operandOf(operand: TagOperand): TagExpression {
  if (typeof operand !== "string") return operand;
  const reason = checkTag(operand);
  if (reason) throw new TagExpressionError(reason, 1);
  return { kind: "tag", tag: operand };
}

function combined(kind: "and" | "or", operands: TagOperand[]): TagExpression {
  const flat = operands.map(operandOf).flatMap((each) => (each.kind === kind ? each.operands : [each]));
  if (flat.length === 0) throw new TagExpressionError(`${kind}() needs a tag or an expression`, 1);
  return flat.length === 1 ? flat[0]! : { kind, operands: flat };
}

const [bang, ampersand, opening, closing, pipe] = [33, 38, 40, 41, 124];
const endOfText = -1;

/** The kind of each ASCII character: part of a tag, a blank, an operator, or none of these. A table, because every character is looked up. */
const kinds = new Uint8Array(128);
const [tagCharacter, blank, sign] = [1, 2, 3];
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@#.:-") {
  kinds[character.charCodeAt(0)] = tagCharacter;
}
for (const character of " \t\r\n") kinds[character.charCodeAt(0)] = blank;
for (const character of "&|!()") kinds[character.charCodeAt(0)] = sign;

/** Deeper than any real expression, and safe for the call stack. */
const deepest = 100;

/** Recursive descent over one character of look-ahead: `#next` is the code of the character at `#at`, never a blank. */
class Parser {
  #at = 0;
  #next = endOfText;
  #depth = 0;

  constructor(readonly text: string) {
    this.#moveTo(0);
  }

  whole(): TagExpression {
    if (this.text.length > maxExpressionLength) {
      this.#at = maxExpressionLength;
      throw this.#error(`is longer than ${maxExpressionLength} characters; shorten it`);
    }
    if (this.#next === endOfText) {
      throw this.#error("is empty; write a tag, or set everyone: true to reach every device");
    }
    const expression = this.#or();
    if (this.#next === closing) throw this.#error('")" has no matching "("; remove it or add "("');
    if (this.#next !== endOfText) throw this.#error(`expected && or || before ${this.#found()}`);
    return expression;
  }

  #or(): TagExpression {
    const first = this.#and();
    if (this.#next !== pipe) return first;
    const operands = first.kind === "or" ? [...first.operands] : [first];
    while (this.#next === pipe) {
      this.#operator("||");
      const operand = this.#and();
      if (operand.kind === "or") operands.push(...operand.operands);
      else operands.push(operand);
    }
    return { kind: "or", operands };
  }

  #and(): TagExpression {
    const first = this.#not();
    if (this.#next !== ampersand) return first;
    const operands = first.kind === "and" ? [...first.operands] : [first];
    while (this.#next === ampersand) {
      this.#operator("&&");
      const operand = this.#not();
      if (operand.kind === "and") operands.push(...operand.operands);
      else operands.push(operand);
    }
    return { kind: "and", operands };
  }

  #not(): TagExpression {
    if (this.#next !== bang && this.#next !== opening) return this.#tag();
    if (++this.#depth > deepest) throw this.#error(`is nested more than ${deepest} levels deep; flatten it`);
    const operand = this.#nested();
    this.#depth--;
    return operand;
  }

  #nested(): TagExpression {
    if (this.#next === bang) {
      this.#moveTo(this.#at + 1);
      return { kind: "not", operand: this.#not() };
    }
    const column = this.#at + 1;
    this.#moveTo(this.#at + 1);
    const inner = this.#or();
    if (this.#next !== closing) {
      throw this.#error(`expected ")" for the "(" at column ${column}, found ${this.#found()}`);
    }
    this.#moveTo(this.#at + 1);
    return inner;
  }

  #tag(): TagExpression {
    const { text } = this;
    const start = this.#at;
    let end = start;
    while (end < text.length && kinds[text.charCodeAt(end)] === tagCharacter) end++;
    const complete = end === text.length || kinds[text.charCodeAt(end)]! >= blank;
    if (!complete || end === start || end - start > maxTagLength) end = this.#reservedTag(start);
    this.#moveTo(end);
    return { kind: "tag", tag: text.slice(start, end) };
  }

  /** Finds the end of a tag that may have characters other tags cannot have. */
  #reservedTag(start: number): number {
    const tag = /^[^\s&|!()]*/.exec(this.text.slice(start))![0];
    if (tag === "") throw this.#error(`expected a tag, found ${this.#found()}`);
    const reason = checkTag(tag);
    if (reason) throw this.#error(reason);
    return start + tag.length;
  }

  #operator(operator: "&&" | "||"): void {
    if (this.text[this.#at + 1] !== operator[1]) {
      throw this.#error(`expected "${operator}", found a single "${operator[0]}"`);
    }
    this.#moveTo(this.#at + 2);
  }

  /** Moves to the next character that is not a blank. */
  #moveTo(at: number): void {
    const { text } = this;
    while (at < text.length && kinds[text.charCodeAt(at)] === blank) at++;
    this.#at = at;
    this.#next = at < text.length ? text.charCodeAt(at) : endOfText;
  }

  #found(): string {
    const token = /^(?:&&|\|\||[^\s&|!()]+|.)/su.exec(this.text.slice(this.#at))?.[0];
    return token === undefined ? "the end" : `"${token}"`;
  }

  #error(message: string): TagExpressionError {
    return new TagExpressionError(message, this.#at + 1);
  }
}
