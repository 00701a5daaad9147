import { deepEqual, equal, match, notEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  checkLimits,
  checkTag,
  contradictions,
  evaluate,
  formatTagExpression,
  parseTagExpression,
  satisfiable,
  type TagExpression,
  TagExpressionError,
  tagExpression,
} from "../../../provider/client/tagExpression";

const tagNames = ["a", "b", "c", "d"];

const expressions: fc.Arbitrary<TagExpression> = fc.letrec<{ any: TagExpression }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...tagNames).map((tag): TagExpression => ({ kind: "tag", tag })),
    tie("any").map((operand): TagExpression => ({ kind: "not", operand })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), fc.array(tie("any"), { minLength: 2, maxLength: 3 }))
      .map(([kind, operands]): TagExpression => ({ kind, operands })),
  ),
})).any;

const allTagSets = Array.from(
  { length: 2 ** tagNames.length },
  (_, bits) => new Set(tagNames.filter((_name, index) => bits & (1 << index))),
);

describe("parseTagExpression", () => {
  const shapes: [string, unknown][] = [
    ["a", "a"],
    ["  a\t", "a"],
    ["a||b||c", { or: ["a", "b", "c"] }],
    ["a && b || c", { or: [{ and: ["a", "b"] }, "c"] }],
    ["a || b && c", { or: ["a", { and: ["b", "c"] }] }],
    ["a && (b || !c)", { and: ["a", { or: ["b", { not: "c" }] }] }],
    ["!a && b", { and: [{ not: "a" }, "b"] }],
    ["!(a && b)", { not: { and: ["a", "b"] } }],
    ["!!a", { not: { not: "a" } }],
    ["(a && b) && c", { and: ["a", "b", "c"] }],
    ["a && (b && c)", { and: ["a", "b", "c"] }],
    ["((a))", "a"],
    ["$InstallationId:{i-1} && tmpl", { and: ["$InstallationId:{i-1}", "tmpl"] }],
    ["$userid:{x=1}||$UserId:{y}", { or: ["$userid:{x=1}", "$UserId:{y}"] }],
    ["locale:pt-BR && _@#.:-", { and: ["locale:pt-BR", "_@#.:-"] }],
  ];
  for (const [text, shape] of shapes) {
    it(`reads ${text}`, () => deepEqual(brief(parseTagExpression(text)), shape));
  }

  const faults: [string, number, RegExp][] = [
    ["", 1, /is empty; write a tag, or set everyone: true/],
    ["   ", 4, /is empty/],
    ["a b", 3, /expected && or \|\| before "b"/],
    ["a & b", 3, /expected "&&", found a single "&"/],
    ["a | b", 3, /expected "\|\|", found a single "\|"/],
    ["a &&", 5, /expected a tag, found the end/],
    ["a && || b", 6, /expected a tag, found "\|\|"/],
    ["|| a", 1, /expected a tag, found "\|\|"/],
    ["(a || b", 8, /expected "\)" for the "\(" at column 1, found the end/],
    ["a)", 2, /"\)" has no matching/],
    ["()", 2, /expected a tag, found "\)"/],
    ["a !b", 3, /expected && or \|\| before "!"/],
    ["a, b", 1, /the tag "a," contains ","/],
    ["café", 1, /contains "é"/],
    ["a || 👍", 6, /contains "👍"/],
    ["a && $InstallationId:i1", 6, /write \$InstallationId:\{id\} or \$UserId:\{id\}, braces included/],
    [`a || ${"x".repeat(121)}`, 6, /121 characters; the service allows at most 120/],
  ];
  for (const [text, column, reason] of faults) {
    it(`refuses ${JSON.stringify(text.slice(0, 30))} at column ${column}`, () => {
      throws(
        () => parseTagExpression(text),
        (error) => {
          equal((error as TagExpressionError).column, column);
          match((error as Error).message, reason);
          match((error as Error).message, new RegExp(`^tag expression, column ${column}: `));
          return error instanceof TagExpressionError;
        },
      );
    });
  }

  it("either reads any text or refuses it with a column inside or just after it", () => {
    const pieces = fc.constantFrom(
      "a",
      "b1",
      "&&",
      "||",
      "&",
      "|",
      "!",
      "(",
      ")",
      " ",
      "$",
      "{",
      "}",
      "é",
      "$UserId:{u}",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        try {
          parseTagExpression(text);
        } catch (error) {
          if (!(error instanceof TagExpressionError)) throw error;
          return error.column >= 1 && error.column <= text.length + 1;
        }
        return true;
      }),
    );
  });
});

describe("formatTagExpression", () => {
  const cases: [string, string][] = [
    ["((a)) && ((b) || (c))", "a && (b || c)"],
    ["(a && b) || (c && d)", "a && b || c && d"],
    ["!(a) && !(b && c)", "!a && !(b && c)"],
    ["a||(b||c)", "a || b || c"],
    ["!(!(a))", "!!a"],
  ];
  for (const [text, formatted] of cases) {
    it(`writes ${text} as ${formatted}`, () => equal(formatTagExpression(parseTagExpression(text)), formatted));
  }

  it("keeps the meaning of every expression, and no pair of its parentheses can go", () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const text = formatTagExpression(expression);
        const again = parseTagExpression(text);
        equal(formatTagExpression(again), text);
        for (const tags of allTagSets) equal(evaluate(again, tags), evaluate(expression, tags));
        for (const shorter of withoutOnePair(text)) notEqual(structure(shorter), structure(text));
      }),
    );
  });
});

describe("evaluate", () => {
  it("agrees with JavaScript's own operators", () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const code = formatTagExpression(expression).replace(/[a-d]/g, (tag) => `tags.has("${tag}")`);
        const expected = new Function("tags", `return ${code}`) as (tags: Set<string>) => boolean;
        for (const tags of allTagSets) equal(evaluate(expression, tags), expected(tags));
      }),
    );
  });
});

describe("the case of a tag", () => {
  it("does not count when devices are matched, as in Microsoft's own library", () => {
    equal(evaluate(parseTagExpression("Beta && !internal"), new Set(["bEtA"])), true);
    equal(evaluate(parseTagExpression("$InstallationId:{I1}"), new Set(["$installationid:{i1}"])), true);
    deepEqual(contradictions(parseTagExpression("Beta || !beta")), [
      '"Beta || !beta" matches every device; set everyone: true if you mean that',
    ]);
  });

  it("stays as it is written", () =>
    equal(formatTagExpression(parseTagExpression("Beta&&$UserId:{Bob}")), "Beta && $UserId:{Bob}"));
});

describe("checkLimits", () => {
  const tags = (count: number, sign: string) => Array.from({ length: count }, (_, index) => `t${index}`).join(sign);
  const cases: [string, string | undefined][] = [
    [tags(20, " || "), undefined],
    [tags(21, " || "), "has 21 tags; an expression with only || can have at most 20"],
    [tags(10, " && "), undefined],
    [tags(10, " && !"), undefined],
    [tags(11, " && "), "has 11 tags; an expression with && and ! but no || can have at most 10"],
    [`(${tags(5, " || ")}) && x`, undefined],
    [`(${tags(6, " || ")}) && x`, "has 7 tags; an expression that mixes || with && or ! can have at most 6"],
    [`!${tags(7, " || ")}`, "has 7 tags; an expression that mixes || with && or ! can have at most 6"],
    [Array(21).fill("same").join(" || "), "has 21 tags; an expression with only || can have at most 20"],
  ];
  for (const [text, reason] of cases) {
    it(`${reason ? "refuses" : "takes"} ${text.slice(0, 40)}`, () =>
      equal(checkLimits(parseTagExpression(text)), reason));
  }
});

describe("contradictions", () => {
  const cases: [string, string[]][] = [
    ["a && b || c", []],
    ["a && !a", ['"a && !a" matches no device, whatever its tags']],
    ["a && (b || c) && !b && !c", ['"a && (b || c) && !b && !c" matches no device, whatever its tags']],
    ["a || !a", ['"a || !a" matches every device; set everyone: true if you mean that']],
    ["a && !a || b", ['the part "a && !a" matches no device']],
    ["a && (b || !b)", ['the part "b || !b" matches every device']],
    ["a || b && (c && !c || d)", ['the part "c && !c" matches no device']],
  ];
  for (const [text, found] of cases) {
    it(`finds ${found.length} in ${text}`, () => deepEqual(contradictions(parseTagExpression(text)), found));
  }

  it("are not looked for in an expression that the service refuses for its size", () => {
    const hard = Array.from({ length: 60 }, (_, index) => `(a${index} || b${index})`).join(" && ");
    deepEqual(contradictions(parseTagExpression(`${hard} && y && !y`)), []);
  });

  it("says that nothing or everything matches exactly when that is so", () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        fc.pre(checkLimits(expression) === undefined);
        const matching = allTagSets.filter((tags) => evaluate(expression, tags)).length;
        const [first = ""] = contradictions(expression);
        equal(first.includes("whatever its tags"), matching === 0);
        equal(first.includes("set everyone: true"), matching === allTagSets.length);
      }),
    );
  });
});

describe("satisfiable", () => {
  it("gives up on more combinations than it can try, and does not rule a match out then", () => {
    const hard = Array.from({ length: 60 }, (_, index) => `(a${index} || b${index})`).join(" && ");
    equal(satisfiable(parseTagExpression(`${hard} && y && !y`)), true);
  });
});

describe("checkTag", () => {
  for (const tag of ["a", "x".repeat(120), "locale:pt-BR", "_@#.:-0", "$InstallationId:{i1}", "$USERID:{a=b}"]) {
    it(`takes ${tag.slice(0, 24)}`, () => equal(checkTag(tag), undefined));
  }
  for (const tag of ["", "x".repeat(121), "a b", "é", "$InstallationId:i1", "$Other:{x}", "a||b", "a\n"]) {
    it(`refuses ${JSON.stringify(tag.slice(0, 24))}`, () => equal(typeof checkTag(tag), "string"));
  }
});

describe("tagExpression", () => {
  it("builds what the parser reads", () => {
    const { and, or, not, installation, user } = tagExpression;
    const built = or(and("release", not("internal")), installation("i1"), user("u1"));
    deepEqual(built, parseTagExpression("release && !internal || $InstallationId:{i1} || $UserId:{u1}"));
    equal(tagExpression.format(and("a", or("b", "c"), and("d", "e"))), "a && (b || c) && d && e");
  });

  it("gives back a single operand as it is", () => deepEqual(tagExpression.or("a"), tagExpression.tag("a")));

  it("refuses a tag outside the grammar, and no operands at all", () => {
    throws(() => tagExpression.and("a", "b c"), TagExpressionError);
    throws(() => tagExpression.or(), TagExpressionError);
  });
});

describe("a hostile tag expression", () => {
  for (const [opening, closing] of [
    ["(", ")"],
    ["!", ""],
    ["!(", ")"],
  ] as const) {
    it(`of 1,000 and of 100,000 times ${opening} is refused in one sentence`, () => {
      const nested = (depth: number) => `${opening.repeat(depth)}a${closing.repeat(depth)}`;
      throws(() => parseTagExpression(nested(1000)), /nested more than 100 levels deep; flatten it/);
      throws(() => parseTagExpression(nested(100_000)), /is longer than 4096 characters; shorten it/);
      equal(evaluate(parseTagExpression(nested(40)), new Set(["a"])), true);
    });
  }
});

function brief(expression: TagExpression): unknown {
  if (expression.kind === "tag") return expression.tag;
  if (expression.kind === "not") return { not: brief(expression.operand) };
  return { [expression.kind]: expression.operands.map(brief) };
}

/** Every text that is left when one pair of matching parentheses is taken away. */
function withoutOnePair(text: string): string[] {
  const found: string[] = [];
  const open: number[] = [];
  for (const [index, character] of [...text].entries()) {
    if (character === "(") open.push(index);
    if (character !== ")") continue;
    const start = open.pop()!;
    found.push(text.slice(0, start) + text.slice(start + 1, index) + text.slice(index + 1));
  }
  return found;
}

const structure = (text: string) => JSON.stringify(parseTagExpression(text));
