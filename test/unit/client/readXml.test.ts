import { deepEqual, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { XMLValidator } from "fast-xml-parser";
import { readXml, XmlError } from "../../../provider/client/readXml";
import type { XmlNode } from "../../../provider/client/xmlNode";

const brief = ({ name, attributes, children }: XmlNode): unknown => [
  name,
  { ...attributes },
  ...children.map((child) => (typeof child === "string" ? child : brief(child))),
];

describe("readXml", () => {
  const documents: [string, unknown][] = [
    ["<a/>", ["a", {}]],
    ["\ufeff<?xml version='1.0' encoding=\"utf-8\"?>\n<!-- c --><a></a> <!-- d -->\n", ["a", {}]],
    ["<a b='1' c=\"x'y\"\n d = '&quot;&#x41;&#66;'/>", ["a", { b: "1", c: "x'y", d: '"AB' }]],
    ["<a>x<b/>&lt;&amp;&gt;<![CDATA[<&]]>y</a>", ["a", {}, "x", ["b", {}], "<&><&y"]],
    ["<a b='1\n2\t3&#10;4'>1\r\n2\r3&#13;</a>", ["a", { b: "1 2 3\n4" }, "1\n2\n3\r"]],
    ["<w:a xmlns:w='W'><w:b/></w:a>", ["w:a", { "xmlns:w": "W" }, ["w:b", {}]]],
    ["<été>日本👍</été>", ["été", {}, "日本👍"]],
    ["<a __proto__='x'/>", ["a", JSON.parse('{"__proto__":"x"}')]],
  ];
  for (const [text, expected] of documents) {
    it(`reads ${JSON.stringify(text)}`, () => deepEqual(brief(readXml(text)), expected));
  }

  const faults: [string, string, string][] = [
    ["", "invalid", "line 1, column 1: expected an element, found the end"],
    ["hello", "invalid", "line 1, column 1: expected an element, found text"],
    ["<a>", "invalid", "line 1, column 4: <a> is never closed; add </a>"],
    ["<a>\n <b></a>", "invalid", "line 2, column 5: expected </b>, found </a>"],
    ["<a>👍👍</b>", "invalid", "line 1, column 8: expected </a>, found </b>"],
    ["<a></a b>", "invalid", 'line 1, column 8: expected ">" after </a'],
    ["<a/><b/>", "invalid", "line 1, column 5: expected the end after the root element; remove what follows it"],
    ["<a/>x", "invalid", "line 1, column 5: expected the end after the root element; remove what follows it"],
    ["<a b='1' b='2'/>", "invalid", 'line 1, column 15: the attribute "b" appears twice; remove one'],
    ["<a b='1'c='2'/>", "invalid", 'line 1, column 9: expected a space or ">" in <a>'],
    ["<a b=1/>", "invalid", "line 1, column 6: expected = and a quoted value"],
    ["<a b/>", "invalid", "line 1, column 5: expected = and a quoted value"],
    ["<a b='<'/>", "invalid", 'line 1, column 7: write &lt; for "<" in an attribute'],
    ["<a b='x/>", "invalid", "line 1, column 7: an attribute value is never closed; add the closing quote"],
    ["<a>b & c</a>", "invalid", 'line 1, column 6: write &amp; for "&"'],
    ["<a b='c&d'/>", "invalid", 'line 1, column 8: write &amp; for "&"'],
    ["<a>]]></a>", "invalid", 'line 1, column 4: write ]]&gt; for "]]>"'],
    ["<a>x]]></a>", "invalid", 'line 1, column 5: write ]]&gt; for "]]>"'],
    ["<1a/>", "invalid", 'line 1, column 1: expected a name after "<"; write &lt; for the character'],
    ["<a>1 < 2</a>", "invalid", 'line 1, column 6: expected a name after "<"; write &lt; for the character'],
    [
      "<a><!-- -- --></a>",
      "invalid",
      'line 1, column 9: a comment must end with "-->" and cannot contain "--" before that',
    ],
    ["<a>&#0;</a>", "invalid", 'line 1, column 4: "&#0;" is not a character that XML allows; remove it'],
    ["<a>&#xD800;</a>", "invalid", 'line 1, column 4: "&#xD800;" is not a character that XML allows; remove it'],
    ["<a>\u0007</a>", "invalid", "line 1, column 4: contains a character that XML does not allow; remove it"],
    ["<b:a/>", "invalid", 'line 1, column 1: the prefix of "b:a" is not declared; declare it with xmlns'],
    ["<a>&nbsp;</a>", "unsafe", 'line 1, column 4: "&nbsp;" is not defined in XML; write the character itself'],
    [
      "<a>&constructor;</a>",
      "unsafe",
      'line 1, column 4: "&constructor;" is not defined in XML; write the character itself',
    ],
    ["<!DOCTYPE a><a/>", "unsafe", "line 1, column 1: a document type is not allowed; remove it"],
    [
      "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
      "unsafe",
      "line 1, column 1: a document type is not allowed; remove it",
    ],
    ["<?php x?><a/>", "unsafe", "line 1, column 1: a processing instruction is not allowed; remove it"],
    ["<a><?x y?></a>", "unsafe", "line 1, column 4: a processing instruction is not allowed; remove it"],
    [
      " <?xml version='1.0'?><a/>",
      "invalid",
      "line 1, column 2: an XML declaration must come first; remove what is before it",
    ],
    [
      "<?xml version='2.0'?><a/>",
      "invalid",
      'line 1, column 20: the XML declaration is not valid; write <?xml version="1.0"?>, or remove it',
    ],
    ["<a><![CDATA[x</a>", "invalid", "line 1, column 4: a CDATA section is never closed; add ]]>"],
    ["<a><!ELEMENT b></a>", "invalid", 'line 1, column 4: expected a name after "<"; write &lt; for the character'],
  ];
  for (const [text, kind, message] of faults) {
    it(`refuses ${JSON.stringify(text)}`, () => throws(() => readXml(text), { name: "XmlError", kind, message }));
  }

  it("never fails in another way, and accepts nothing that fast-xml-parser refuses", () => {
    const pieces = fc.constantFrom(
      "<a",
      "<b>",
      ">",
      "/>",
      "</a>",
      "</b>",
      " c='d'",
      "&amp;",
      "&",
      "x",
      " ",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<?",
      "'",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
        const text = parts.join("");
        try {
          readXml(text);
        } catch (error) {
          return error instanceof XmlError;
        }
        return XMLValidator.validate(text) === true;
      }),
      { numRuns: 2000 },
    );
  });

  const many = 20_000;
  const hostile: [string, string, RegExp | undefined][] = [
    ["elements inside one another", "<a>".repeat(many), /nested more than 100 levels deep; flatten it/],
    ["closed elements inside one another", "<a>".repeat(101) + "</a>".repeat(101), /nested more than 100 levels deep/],
    ["elements beside one another", `<a>${"\n<b/>".repeat(many)}</a>`, undefined],
    ["prefixes", `<a ${Array.from({ length: many }, (_, at) => `xmlns:p${at}="x"`).join(" ")}/>`, undefined],
    ["references", `<a>${"&amp;".repeat(many)}</a>`, undefined],
    ["references cut short", `<a>${"&".repeat(many)}</a>`, /write &amp;/],
    ["comments without an end", `<a>${"<!--".repeat(many)}`, /a comment must end/],
    ["CDATA sections without an end", `<a>${"<![CDATA[".repeat(many)}`, /CDATA/],
    ["entities", `<!DOCTYPE a [${"<!ENTITY b '&b;&b;'>".repeat(many / 10)}]><a>&b;</a>`, /document type/],
  ];
  for (const [what, text, refusal] of hostile) {
    it(`takes no more than a moment for thousands of ${what}`, () => {
      const began = process.cpuUsage();
      if (refusal) throws(() => readXml(text), refusal);
      else readXml(text);
      const { user, system } = process.cpuUsage(began);
      ok(user + system < 2_000_000, `${(user + system) / 1000} ms`);
    });
  }
});
