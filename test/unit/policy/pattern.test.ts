import assert from "node:assert/strict";
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
    "\\\\1",
  ]) {
    it(`takes ${pattern}`, () => assert.equal(reason(pattern), ""));
  }

  // Patterns that take an ordinary engine forever: by powers of the length, or of two.
  for (const pattern of [
    "(a+)+$",
    "(a|a)*b",
    "(\\w+\\s?)+$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(x+x+)+y",
    "(?:.*)*x",
    "(?:(?:a{1,9}){1,9}){1,9}b",
    "a*a*a*a*b",
    "foo.*.*.*.*bar$",
    "(?:.*a){12}b",
  ]) {
    it(`answers for ${pattern} on any text`, () => {
      const regex = compilePattern("patterns", pattern);
      for (const seed of ["a", "x", "foo ", "a1 "])
        assert.equal(typeof regex.test(`${seed.repeat(1500)}\u0001`), "boolean");
    });
  }

  it("refuses what is no regular expression, matches everything, refers back or is long", () => {
    assert.match(reason("(a"), /^patterns: the pattern "\(a" is not a regular expression: /);
    assert.match(reason("a*"), /matches everything, even the empty string$/);
    assert.match(reason(""), /is empty$/);
    assert.match(reason("(a)\\1"), /refers back to a group; write the text of the group instead$/);
    assert.match(reason("(?<!not )cheap"), /looks ahead or back; write the words that it should find$/);
    assert.match(reason("a".repeat(201)), /^patterns: a pattern takes at most 200 characters$/);
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
    assert.throws(() => anyOf("names", [" "]), /^ConfigError: names: contains an empty string; remove it$/);
  });
});
