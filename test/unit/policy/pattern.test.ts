import assert from "node:assert/strict";
import fc from "fast-check";
import { compilePattern } from "../../../sdk/policy/pattern";
import { anyOf } from "../../../sdk/policy/wildcard";

const reason = (pattern: string): string => {
  try {
    compilePattern("patterns", pattern);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("a pattern of policy configuration", () => {
  for (const pattern of [
    "\\bfree (iphone|ipad)\\b",
    "win.{0,20}prize",
    "[A-Z]{3}-\\d{4}",
    "colou?r",
    "(foo|bar)",
    "a+b+",
    "free.*money",
    "(?:ab){3}",
    "\\p{Lu}{5}",
    "(?<!not )cheap",
  ]) {
    it(`takes ${pattern}`, () => assert.equal(reason(pattern), ""));
  }

  const forever =
    /repeats a group that itself repeats, has options or alternatives, which can take forever; flatten it$/;
  for (const pattern of [
    "(a+)+$",
    "(a|a)*b",
    "(a|aa)+$",
    "(\\w+\\s?)+$",
    "([a-z]+)*1",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(x+x+)+y",
    "(.*)*x",
    "(a?a?)*b",
    "((ab)?c?){2,}d",
    "(?:(?:a{1,9}){1,9}){1,9}b",
    "(?=(a+)+b)c",
  ]) {
    it(`refuses ${pattern}, whose time doubles with each character`, () => assert.match(reason(pattern), forever));
  }

  for (const pattern of ["a*a*a*a*b", "\\d+\\d+\\d+\\d+x", "foo.*.*.*.*bar$", "[a-c]*[b-d]*[a-d]*[a-d]*z"]) {
    it(`refuses ${pattern}, whose time grows by a power`, () =>
      assert.match(reason(pattern), /takes more than 400 ms on a text of 4096 characters; simplify it$/));
  }

  it("refuses what is no regular expression, matches everything, refers back or is long", () => {
    assert.match(reason("(a"), /^patterns: the pattern "\(a" is not a regular expression: /);
    assert.match(reason("a*"), /matches everything, even the empty string$/);
    assert.match(reason(""), /is empty$/);
    assert.match(reason("(a)\\1"), /refers back to a group; write the text of the group instead$/);
    assert.match(reason("a".repeat(201)), /^patterns: a pattern takes at most 200 characters$/);
  });

  it("that is taken answers for any text within two seconds", () => {
    const atom = fc.constantFrom("a", "b", "\\w", ".", "[ab]", "\\d", "x");
    const piece = fc.tuple(atom, fc.constantFrom("", "+", "*", "?", "{2,5}")).map(([a, q]) => a + q);
    const group = fc
      .tuple(fc.array(piece, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "+", "*", "?"))
      .map(([pieces, quantifier]) => `(?:${pieces.join("")})${quantifier}`);
    const pattern = fc
      .array(fc.oneof(piece, group), { minLength: 1, maxLength: 4 })
      .map((pieces) => `${pieces.join("")}z`);
    const text = fc
      .array(fc.constantFrom("a", "b", "ab", "1", "x", "a1", " "), { minLength: 1, maxLength: 4 })
      .map((seeds) => seeds.join("").repeat(4096).slice(0, 4096));
    fc.assert(
      fc.property(pattern, text, (source, sample) => {
        let regex: RegExp;
        try {
          regex = compilePattern("patterns", source);
        } catch {
          return;
        }
        const begun = performance.now();
        regex.test(sample);
        assert.ok(performance.now() - begun < 2000, source);
      }),
      { numRuns: 60, interruptAfterTimeLimit: 2000, markInterruptAsFailure: false },
    );
  });
});

describe("names with *", () => {
  const fits = (pattern: string, text: string) => anyOf("names", [pattern])(text);
  it("match as people expect", () => {
    assert.ok(fits("release-*", "release-2.4.0"));
    assert.ok(fits("*-prod", "eu-prod"));
    assert.ok(fits("a*b*c", "a1b2c"));
    assert.ok(fits("*", ""));
    assert.ok(!fits("a*a", "a"));
    assert.ok(!fits("release", "release-2"));
    assert.ok(!fits("a*b*c", "acb"));
    assert.ok(!fits("(.+)", "x"));
    assert.throws(() => anyOf("names", [" "]), /^ConfigError: names: holds an empty string; remove it$/);
  });
});
