import assert from "node:assert/strict";
import fc from "fast-check";
import { ExpressionError, parseExpression } from "../../../sdk/emulator/expression";
import { compileTemplate, renderHeaders } from "../../../sdk/emulator/templateBody";

const properties = new Map(
  Object.entries({ name: "Ada", long: "abcdefghij", n: "42", odd: "4 2", q: 'a"b<c>&d', sp: "a b/ü" }),
);
const evaluate = (text: string) => parseExpression(text)?.evaluate(properties);
const render = (body: string) => compileTemplate(body)(properties);

describe("emulator: template expression", () => {
  const table: [text: string, value: string | undefined][] = [
    ["$(name)", "Ada"],
    ["$(NAME)", "Ada"],
    ["$( name )", "Ada"],
    ["$(absent)", ""],
    ["$(long, 3)", "abc"],
    ["$(long,99)", "abcdefghij"],
    ["$(long,0)", ""],
    [".(long, 6)", "abc..."],
    [".(long, 10)", "abcdefghij"],
    [".(long, 2)", ".."],
    ["%(sp)", "a%20b%2F%C3%BC"],
    ["{'Hello ' + $(name)}", "Hello Ada"],
    ["{ $(name) + ', ' + $(n) }", "Ada, 42"],
    [`{"say ""hi"" to " + $(name)}`, 'say "hi" to Ada'],
    ["{'it''s ' + $(name)}", "it's Ada"],
    ["{$(long,3) + .(long,5) + %(sp)}", "abcab...a%20b%2F%C3%BC"],
    ["$(absent:{fallback})", "fallback"],
    ["$(absent:{a\\}b), c})", "a}b), c"],
    ["$(name:{fallback})", "Ada"],
    ["$(absent:{fallback},4)", "fall"],
    ["Hello $(name)", undefined],
    ["plain", undefined],
    ["", undefined],
  ];
  for (const [text, value] of table) {
    it(`${text || "(empty)"} is ${value === undefined ? "a literal" : `"${value}"`}`, () =>
      assert.equal(evaluate(text), value));
  }

  const wrong = [
    "$(",
    "$()",
    "$body",
    "$(a b)",
    "$(a-b)",
    "$(a",
    "$(a) b",
    ".(a)",
    "%(a,3)",
    "#(a,3)",
    "{'a'",
    "{}",
    "{'a' $(b)}",
    "{#(n) + 'a'}",
    "{'a' + }",
    "$(a,-1)",
    "$(a,x)",
    `$(${"a".repeat(121)})`,
  ];
  for (const text of wrong) {
    it(`${text.slice(0, 20)} is refused`, () => assert.throws(() => parseExpression(text), ExpressionError));
  }

  it("any text is an expression, a literal or refused", () => {
    const piece = fc.constantFrom("$(", "a", ")", ",", "1", ":{", "}", "{", "'", '"', "+", " ", "\\", "#(", ".(", "%(");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          evaluate(pieces.join(""));
        } catch (error) {
          assert.ok(error instanceof ExpressionError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("emulator: template body", () => {
  it("JSON: expressions fill string values, nothing else", () => {
    assert.equal(
      render('{"aps":{"alert":"$(name)","badge":1,"$(name)":[true,null,"x $(name)"]}}'),
      '{"aps":{"alert":"Ada","badge":1,"$(name)":[true,null,"x $(name)"]}}',
    );
  });

  it("JSON: values are escaped", () => assert.equal(render('{"a":"$(q)"}'), '{"a":"a\\"b<c>&d"}'));

  it("JSON: #(p) is a number if it looks like one, else a string", () => {
    assert.equal(render('{"a":"#(n)","b":"#(odd)","c":"#(absent)"}'), '{"a":42,"b":"4 2","c":""}');
  });

  it("XML: expressions fill texts and attributes, the rest is kept byte for byte", () => {
    assert.equal(
      render(
        `<?xml version="1.0"?><toast launch = '$(q)'  a="x"><!-- $(name) --><text id="1">$(q)</text> <t/>&amp;</toast>`,
      ),
      `<?xml version="1.0"?><toast launch = "a&quot;b&lt;c&gt;&amp;d"  a="x"><!-- $(name) --><text id="1">a"b&lt;c&gt;&amp;d</text> <t/>&amp;</toast>`,
    );
  });

  it("XML: a text in CDATA is an expression too", () => {
    assert.equal(render("<a><![CDATA[{'<' + $(name)}]]></a>"), "<a>&lt;Ada</a>");
  });

  it("XML: entities inside an expression are read", () => {
    assert.equal(render("<a b='{&quot;x&quot; + $(name)}'>{&#39;y&#39; + $(name)}</a>"), '<a b="xAda">yAda</a>');
  });

  for (const body of [
    "",
    "plain",
    "3",
    "<a>",
    "<a></b>",
    "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
    '{"a":"$("}',
    "<a>$(</a>",
  ]) {
    it(`${body || "(empty)"} is refused`, () => assert.throws(() => compileTemplate(body), ExpressionError));
  }

  it("hostile nesting is refused", () => {
    assert.throws(() => compileTemplate(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`), ExpressionError);
  });

  it("any property value gives well-formed JSON and XML", () => {
    const { XMLValidator } = require("fast-xml-parser") as typeof import("fast-xml-parser");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const filled = new Map([["p", value]]);
        assert.equal(JSON.parse(compileTemplate('{"a":"$(p)"}')(filled)).a, value);
        assert.equal(XMLValidator.validate(compileTemplate('<a b="$(p)">$(p)</a>')(filled)), true);
      }),
    );
  });

  it("header values are expressions too, names come out in lower case", () => {
    assert.deepEqual(renderHeaders({ "X-WNS-Tag": "{'t-' + $(n)}", "X-WNS-Type": "wns/toast" }, properties), {
      "x-wns-tag": "t-42",
      "x-wns-type": "wns/toast",
    });
  });
});
