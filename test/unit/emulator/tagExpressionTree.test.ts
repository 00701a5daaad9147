import assert from "node:assert/strict";
import fc from "fast-check";
import type { Registration } from "../../../sdk/emulator/device";
import { isTag, matches, parseTagExpression, type TagExpression } from "../../../sdk/emulator/tagExpressionTree";
import { TagIndex } from "../../../sdk/emulator/tagIndex";

function reaches(expression: string, ...tags: string[]): boolean {
  return matches(parseTagExpression(expression), new Set(tags.map((tag) => tag.toLowerCase())));
}

const list = (count: number, operator: string) =>
  Array.from({ length: count }, (_, index) => `t${index}`).join(operator);

describe("emulator: tag expression", () => {
  const table: [expression: string, tags: string[], reached: boolean][] = [
    ["a", ["a"], true],
    ["a", ["b"], false],
    ["A", ["a"], true],
    ["a||b", ["b"], true],
    ["a && b", ["a"], false],
    ["!a", [], true],
    ["!!a", ["a"], true],
    ["a || b && c", ["a"], true],
    ["(a || b) && c", ["a"], false],
    ["!a && b", ["b"], true],
    ["!(a && b)", ["a"], true],
    ["a && (b || !c)", ["a"], true],
    ["$InstallationId:{i1} && tmpl", ["$InstallationId:{I1}", "tmpl"], true],
    ["$UserId:{bob@contoso.com}", ["$UserId:{bob@contoso.com}"], true],
    ["follows:#x_1.-@", ["follows:#x_1.-@"], true],
  ];
  for (const [expression, tags, reached] of table) {
    it(`${expression} ${reached ? "reaches" : "does not reach"} [${tags}]`, () => {
      assert.equal(reaches(expression, ...tags), reached);
    });
  }

  for (const expression of [
    "",
    "a b",
    "a &",
    "a & b",
    "a &&",
    "|| a",
    "(a",
    "a)",
    "()",
    "!",
    "é",
    "a,b",
    "$body",
    "$InstallationId:i1",
    "a".repeat(121),
  ]) {
    it(`"${expression.slice(0, 20)}" is refused`, () => assert.throws(() => parseTagExpression(expression)));
  }

  it("a tag has up to 120 characters", () => {
    assert.ok(isTag("a".repeat(120)));
    assert.ok(!isTag("a".repeat(121)));
  });

  it("20 tags with || only, 10 without ||, 6 when mixed", () => {
    parseTagExpression(list(20, " || "));
    assert.throws(() => parseTagExpression(list(21, " || ")), /has 21 tags and may have 20/);
    parseTagExpression(list(10, " && "));
    assert.throws(() => parseTagExpression(list(11, " && ")), /may have 10/);
    parseTagExpression(`!${list(10, " && !")}`);
    parseTagExpression(`${list(5, " || ")} && x`);
    assert.throws(() => parseTagExpression(`${list(6, " || ")} && x`), /may have 6/);
  });

  it("hostile nesting is refused without a stack overflow", () => {
    assert.throws(() => parseTagExpression(`${"(".repeat(50_000)}a`), /nested too deeply/);
    assert.throws(() => parseTagExpression(`${"!".repeat(50_000)}a`), /nested too deeply/);
  });

  it("any text is parsed or refused", () => {
    const piece = fc.constantFrom("a", "b", "(", ")", "!", "&&", "||", " ", "&", "$UserId:{x}", "$", "é");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          parseTagExpression(pieces.join(""));
        } catch (error) {
          assert.equal((error as Error).constructor.name, "TagExpressionError");
        }
      }),
    );
  });
});

describe("emulator: tag index", () => {
  const names = ["a", "b", "c", "d"];
  const expression: fc.Arbitrary<TagExpression> = fc.letrec<{ node: TagExpression }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ kind: fc.constant("tag" as const), tag: fc.constantFrom(...names) }),
      fc.record({ kind: fc.constant("not" as const), operand: tie("node") }),
      fc.record({ kind: fc.constantFrom("and" as const, "or" as const), left: tie("node"), right: tie("node") }),
    ),
  })).node;
  const tagSets = fc.array(fc.subarray(names), { maxLength: 12 });

  it("selects exactly what matches, with and without removals", () => {
    fc.assert(
      fc.property(expression, tagSets, fc.nat(), (wanted, sets, removed) => {
        const index = new TagIndex();
        const all = sets.map((tags, id) => ({ id: String(id), folded: new Set(tags) }) as unknown as Registration);
        for (const registration of all) index.add(registration);
        const gone = all[removed % Math.max(1, all.length)];
        if (gone !== undefined) index.remove(gone);
        const expected = all.filter((each) => each !== gone && matches(wanted, each.folded)).map(({ id }) => id);
        assert.deepEqual([...index.select(wanted)].map(({ id }) => id).sort(), expected.sort());
      }),
    );
  });

  it("looks at no more registrations than the rarest tag has", () => {
    const index = new TagIndex();
    let looked = 0;
    const add = (...tags: string[]) => {
      const folded = new Set(tags);
      const has = folded.has.bind(folded);
      folded.has = (tag) => {
        looked++;
        return has(tag);
      };
      index.add({ folded } as unknown as Registration);
    };
    for (let count = 0; count < 1000; count++) add("all");
    for (let count = 0; count < 10; count++) add("all", "ten");
    assert.equal([...index.select(parseTagExpression("all && ten && !other"))].length, 10);
    assert.ok(looked <= 30, `${looked} lookups`);
  });
});
