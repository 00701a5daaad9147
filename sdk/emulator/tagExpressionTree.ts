/** A parsed tag expression; tags are in lower case, because the .NET library compares them so. The documents do not say. */
export type TagExpression =
  | { kind: "tag"; tag: string }
  | { kind: "not"; operand: TagExpression }
  | { kind: "and" | "or"; left: TagExpression; right: TagExpression };

/** What is wrong with an expression, for the detail of a 400. */
export class TagExpressionError extends Error {}

/** Up to 120 alphanumerics and `_ @ # . : -`; `$InstallationId:{...}` and `$UserId:{...}` name one device or user. */
const plainTag = /^[A-Za-z0-9_@#.:-]{1,120}$/;
const specialTag = /^(?=.{1,120}$)\$(InstallationId|UserId):\{[A-Za-z0-9_@#.:=-]+\}$/i;
const token = /[ \t\r\n]*(&&|\|\||!|\(|\)|\$[A-Za-z]+:\{[^{}\s]*\}|[^\s&|!()$]+)/y;

/** Deeper than any expression within the limits needs; keeps recursion shallow for hostile ones. */
const maxDepth = 100;

export function isTag(text: string): boolean {
  return plainTag.test(text) || specialTag.test(text);
}

export function foldTag(tag: string): string {
  return tag.toLowerCase();
}

/**
 * `!` binds tighter than `&&`, which binds tighter than `||`.
 * At most 20 tags joined by `||` alone, 10 without `||`, 6 when mixed (Microsoft Learn, "Routing and tag expressions").
 */
export function parseTagExpression(text: string): TagExpression {
  const tokens = tokenize(text);
  let at = 0;
  let depth = 0;

  function or(): TagExpression {
    let left = and();
    while (tokens[at] === "||") {
      at++;
      left = { kind: "or", left, right: and() };
    }
    return left;
  }
  function and(): TagExpression {
    let left = unary();
    while (tokens[at] === "&&") {
      at++;
      left = { kind: "and", left, right: unary() };
    }
    return left;
  }
  function unary(): TagExpression {
    const next = tokens[at++];
    if (next === undefined) throw new TagExpressionError("The tag expression ends where a tag is expected");
    if (next !== "!" && next !== "(") {
      if (!isTag(next)) throw new TagExpressionError(`An invalid tag(s) '${next}' was supplied`);
      return { kind: "tag", tag: foldTag(next) };
    }
    if (++depth > maxDepth) throw new TagExpressionError("The tag expression is nested too deeply");
    const inner = next === "!" ? unary() : or();
    depth--;
    if (next === "!") return { kind: "not", operand: inner };
    if (tokens[at++] !== ")") throw new TagExpressionError("The tag expression has a ( that is not closed");
    return inner;
  }

  const expression = or();
  if (at < tokens.length) throw new TagExpressionError(`The tag expression has an unexpected '${tokens[at]}'`);
  checkLimits(tokens);
  return expression;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const source = text.replace(/[ \t\r\n]+$/, "");
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const from = token.lastIndex;
    const match = token.exec(source);
    if (match === null) throw new TagExpressionError(`An invalid tag(s) '${source.slice(from).trim()}' was supplied`);
    tokens.push(match[1]!);
  }
  return tokens;
}

function checkLimits(tokens: string[]): void {
  const tags = tokens.filter((each) => !["&&", "||", "!", "(", ")"].includes(each)).length;
  const hasOr = tokens.includes("||");
  const hasOther = tokens.includes("&&") || tokens.includes("!");
  const limit = hasOr ? (hasOther ? 6 : 20) : 10;
  if (tags > limit) throw new TagExpressionError(`The tag expression has ${tags} tags and may have ${limit}`);
}

export function matches(expression: TagExpression, tags: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case "tag":
      return tags.has(expression.tag);
    case "not":
      return !matches(expression.operand, tags);
    case "and":
      return matches(expression.left, tags) && matches(expression.right, tags);
    case "or":
      return matches(expression.left, tags) || matches(expression.right, tags);
  }
}
