/** Who receives a send: a tag, or a combination of tags. `and` and `or` have two operands or more. */
export type TagExpression =
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "not"; readonly operand: TagExpression }
  | { readonly kind: "and" | "or"; readonly operands: readonly TagExpression[] };

/** Formats an expression with as few parentheses as its meaning allows. */
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

/**
 * Whether a device with these tags receives a send to this expression. The service's documentation does not say whether tags are
 * case-sensitive; its .NET library treats `Beta` and `beta` as the same tag, and so does this.
 */
export function evaluate(expression: TagExpression, tags: ReadonlySet<string>): boolean {
  return holds(folded(expression), new Set(Array.from(tags, (tag) => tag.toLowerCase())));
}

function holds(expression: TagExpression, tags: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case "tag":
      return tags.has(expression.tag);
    case "not":
      return !holds(expression.operand, tags);
    case "and":
      return expression.operands.every((operand) => holds(operand, tags));
    case "or":
      return expression.operands.some((operand) => holds(operand, tags));
  }
}

/** The expression with its tags in lower case. */
function folded(expression: TagExpression): TagExpression {
  if (expression.kind === "tag") return { kind: "tag", tag: expression.tag.toLowerCase() };
  if (expression.kind === "not") return { kind: "not", operand: folded(expression.operand) };
  return { kind: expression.kind, operands: expression.operands.map(folded) };
}

/** The tags of an expression in the order they are written, including repeats, which the service counts too. */
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

/** The most tags that one expression may have (Notification Hubs, "Routing and tag expressions"). */
export const tagLimits = { or: 20, and: 10, mixed: 6 } as const;

/** Why the service would refuse an expression of this size; undefined if it accepts it. */
export function checkLimits(expression: TagExpression): string | undefined {
  const signs = signsOf(expression);
  const count = tagsOf(expression).length;
  const kind = !signs.has("or") ? "and" : signs.size === 1 ? "or" : "mixed";
  if (count <= tagLimits[kind]) return undefined;
  const words = { or: "with only ||", and: "with && and ! but no ||", mixed: "that mixes || with && or !" }[kind];
  return `has ${count} tags; an expression ${words} can have at most ${tagLimits[kind]}`;
}

function signsOf(expression: TagExpression, found = new Set<string>()): Set<string> {
  if (expression.kind === "tag") return found;
  found.add(expression.kind);
  if (expression.kind === "not") signsOf(expression.operand, found);
  else for (const operand of expression.operands) signsOf(operand, found);
  return found;
}

/**
 * Probable mistakes, one sentence each: an expression or a branch that no device can match, or one that every device matches. Empty if there
 * are none, and if the expression has more tags than the service accepts.
 */
export function contradictions(expression: TagExpression): string[] {
  if (checkLimits(expression)) return [];
  const text = formatTagExpression(expression);
  const reach = reachOf(expression);
  if (reach === "no") return [`"${text}" matches no device, whatever its tags`];
  if (reach === "every") return [`"${text}" matches every device; set everyone: true if you mean that`];
  return deadParts(expression);
}

function deadParts(expression: TagExpression): string[] {
  if (expression.kind === "tag") return [];
  if (expression.kind === "not") return deadParts(expression.operand);
  return expression.operands.flatMap((operand) => {
    const reach = reachOf(operand);
    return reach === "some"
      ? deadParts(operand)
      : [`the part "${formatTagExpression(operand)}" matches ${reach} device`];
  });
}

function reachOf(expression: TagExpression): "no" | "some" | "every" {
  const operand = folded(expression);
  return !satisfiable(operand) ? "no" : satisfiable({ kind: "not", operand }) ? "some" : "every";
}

/** How many tags the search for a match may visit; within the service's limits it visits a few thousand. */
const maxSteps = 1_000_000;

/**
 * Whether any set of tags matches, comparing the spelling exactly. It branches on the first remaining tag. If the expression is too large
 * for that, it returns true, because a match cannot be ruled out.
 */
export function satisfiable(expression: TagExpression): boolean {
  let steps = 0;
  const search = (part: TagExpression): boolean => {
    const [tag, ...others] = tagsOf(part);
    if (tag === undefined) return false;
    steps += 1 + others.length;
    if (steps > maxSteps) return true;
    return [true, false].some((present) => {
      const rest = assume(part, tag, present);
      return typeof rest === "boolean" ? rest : search(rest);
    });
  };
  return search(expression);
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
