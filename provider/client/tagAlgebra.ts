/** Who receives a send: a tag, or a combination of tags. `and` and `or` hold two operands or more. */
export type TagExpression =
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "not"; readonly operand: TagExpression }
  | { readonly kind: "and" | "or"; readonly operands: readonly TagExpression[] };

/** Writes an expression with the fewest parentheses that keep its meaning. */
export function formatTagExpression(expression: TagExpression): string {
  switch (expression.kind) {
    case "tag":
      return expression.tag;
    case "not":
      return `!${inParentheses(expression.operand, "not")}`;
    case "and":
      return expression.operands.map((operand) => inParentheses(operand, "and")).join(" && ");
    case "or":
      return expression.operands.map(formatTagExpression).join(" || ");
  }
}

function inParentheses(expression: TagExpression, parent: "not" | "and"): string {
  const text = formatTagExpression(expression);
  return expression.kind === "or" || (expression.kind === "and" && parent === "not") ? `(${text})` : text;
}

/** Whether a device that carries these tags receives a send to this expression. */
export function evaluate(expression: TagExpression, tags: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case "tag":
      return tags.has(expression.tag);
    case "not":
      return !evaluate(expression.operand, tags);
    case "and":
      return expression.operands.every((operand) => evaluate(operand, tags));
    case "or":
      return expression.operands.some((operand) => evaluate(operand, tags));
  }
}

/** Tags of an expression in the order they are written, repeats included: what the service counts. */
export function tagsOf(expression: TagExpression): string[] {
  switch (expression.kind) {
    case "tag":
      return [expression.tag];
    case "not":
      return tagsOf(expression.operand);
    default:
      return expression.operands.flatMap(tagsOf);
  }
}

/** The most tags one expression may hold (Notification Hubs, "Routing and tag expressions"). */
export const tagLimits = { or: 20, and: 10, mixed: 6 } as const;

/** Why the service would refuse an expression of this size, or undefined when it takes it. */
export function checkLimits(expression: TagExpression): string | undefined {
  const signs = signsOf(expression);
  const count = tagsOf(expression).length;
  const kind = !signs.has("or") ? "and" : signs.size === 1 ? "or" : "mixed";
  if (count <= tagLimits[kind]) return undefined;
  const words = { or: "with only ||", and: "with && and ! but no ||", mixed: "that mixes || with && or !" }[kind];
  return `holds ${count} tags; an expression ${words} takes at most ${tagLimits[kind]}`;
}

function signsOf(expression: TagExpression, found = new Set<string>()): Set<string> {
  if (expression.kind === "tag") return found;
  found.add(expression.kind);
  if (expression.kind === "not") signsOf(expression.operand, found);
  else for (const operand of expression.operands) signsOf(operand, found);
  return found;
}

/**
 * What cannot be meant: an expression or a branch that no device can match, or one that every device matches.
 * One sentence each; empty when the expression makes sense.
 */
export function contradictions(expression: TagExpression): string[] {
  if (!satisfiable(expression)) return [`"${formatTagExpression(expression)}" matches no device, whatever its tags`];
  if (!satisfiable({ kind: "not", operand: expression })) {
    return [`"${formatTagExpression(expression)}" matches every device; say everyone: true if that is meant`];
  }
  return deadParts(expression);
}

function deadParts(expression: TagExpression): string[] {
  if (expression.kind === "tag") return [];
  if (expression.kind === "not") return deadParts(expression.operand);
  return expression.operands.flatMap((operand) => {
    const text = formatTagExpression(operand);
    if (!satisfiable(operand)) return [`the part "${text}" matches no device`];
    if (!satisfiable({ kind: "not", operand })) return [`the part "${text}" matches every device`];
    return deadParts(operand);
  });
}

/** Whether some set of tags matches: branches on the first tag left, so it is exact and fast within the limits. */
export function satisfiable(expression: TagExpression): boolean {
  const [tag] = tagsOf(expression);
  if (tag === undefined) return false;
  return [true, false].some((present) => {
    const rest = assume(expression, tag, present);
    return typeof rest === "boolean" ? rest : satisfiable(rest);
  });
}

function assume(expression: TagExpression, tag: string, present: boolean): TagExpression | boolean {
  if (expression.kind === "tag") return expression.tag === tag ? present : expression;
  if (expression.kind === "not") {
    const operand = assume(expression.operand, tag, present);
    return typeof operand === "boolean" ? !operand : { kind: "not", operand };
  }
  const deciding = expression.kind === "or";
  const operands: TagExpression[] = [];
  for (const each of expression.operands) {
    const operand = assume(each, tag, present);
    if (operand === deciding) return deciding;
    if (typeof operand !== "boolean") operands.push(operand);
  }
  if (operands.length === 0) return !deciding;
  return operands.length === 1 ? operands[0]! : { kind: expression.kind, operands };
}
