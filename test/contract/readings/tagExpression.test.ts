import assert from "node:assert/strict";
import fc from "fast-check";
import { addressOf } from "../../../provider/client/audienceHeaders";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { evaluate, parseTagExpression } from "../../../provider/client/tagExpression";
import * as emulator from "../../../sdk/emulator/tagExpressionTree";
import { runs } from "./bothSides";

const names = ["a", "b", "Beta", "bEtA", "$InstallationId:{I1}", "$installationid:{i1}", "$UserId:{u=1}"];
const blank = fc.constantFrom("", "", " ", "\t", "  ");

/** Expressions that are right but for their size, spaced in any way. */
const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.tuple(blank, fc.constantFrom(...names), blank).map((parts) => parts.join("")),
    fc.tuple(blank, fc.constant("!"), tie("any")).map((parts) => parts.join("")),
    fc.tuple(blank, fc.constant("("), tie("any"), fc.constant(")"), blank).map((parts) => parts.join("")),
    fc.tuple(tie("any"), fc.constantFrom("&&", "||"), tie("any")).map((parts) => parts.join("")),
  ),
})).any;

/** Any text that a header can carry, most of it nearly an expression. */
const text = fc.oneof(
  expression,
  fc
    .array(
      fc.constantFrom(..."()!&|$ \t\u00a0{}:,", "&&", "||", ...names, "$body", "x".repeat(120), "x".repeat(121), "é"),
      { maxLength: 12 },
    )
    .map((parts) => parts.join("")),
  fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
  fc
    .tuple(fc.constantFrom("(", "!", "!("), fc.integer({ min: 45, max: 102 }))
    .map(([opening, depth]) => `${opening.repeat(depth)}a${")".repeat(opening.endsWith("(") ? depth : 0)}`),
  fc
    .tuple(fc.constantFrom("$InstallationId:{", "$UserId:{"), fc.integer({ min: 95, max: 125 }))
    .map(([opening, length]) => `${opening}${"i".repeat(length)}}`),
  fc
    .tuple(fc.constantFrom("||", "&&", "&& !", "||!"), fc.integer({ min: 2, max: 22 }))
    .map(([sign, count]) => Array(count).fill("t").join(` ${sign} `)),
);

/** What the client sends for an expression; undefined when it refuses it. */
function sent(expression: string): string | undefined {
  try {
    const address = addressOf({ tagExpression: expression }, "apple");
    return address.kind === "tags" ? address.tagExpression : undefined;
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return undefined;
  }
}

function taken(expression: string): emulator.TagExpression | undefined {
  try {
    return emulator.parseTagExpression(expression);
  } catch (error) {
    if (!(error instanceof emulator.TagExpressionError)) throw error;
    return undefined;
  }
}

describe("client and emulator, two readings of a tag expression", () => {
  it("take and refuse the same texts", () => {
    fc.assert(
      fc.property(text, (each) => {
        const header = sent(each);
        if (header === undefined) assert.equal(taken(each), undefined);
        else assert.ok(taken(header));
      }),
      runs(5000),
    );
  });

  it("reach the same devices", () => {
    const carried = fc.subarray([...names, "other"]);
    fc.assert(
      fc.property(expression, fc.array(carried, { minLength: 1, maxLength: 8 }), (each, devices) => {
        const header = sent(each);
        fc.pre(header !== undefined);
        const theirs = emulator.parseTagExpression(header);
        for (const tags of devices) {
          const folded = new Set(tags.map(emulator.foldTag));
          assert.equal(evaluate(parseTagExpression(each), new Set(tags)), emulator.matches(theirs, folded));
        }
      }),
      runs(3000),
    );
  });
});
