import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { XMLValidator } from "fast-xml-parser";
import { readXml, XmlError, type XmlNode } from "../../../provider/message/readXml";
import { escapeXml, writeXml } from "../../../provider/message/xml";

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
    ["<a>", "invalid", "line 1, column 4: <a> is never closed"],
    ["<a>\n <b></a>", "invalid", "line 2, column 5: expected </b>, found </a>"],
    ["<a/><b/>", "invalid", "line 1, column 5: expected the end after the root element"],
    ["<a/>x", "invalid", "line 1, column 5: expected the end after the root element"],
    ["<a b='1' b='2'/>", "invalid", 'line 1, column 10: the attribute "b" is there twice'],
    ["<a b='1'c='2'/>", "invalid", 'line 1, column 9: expected a blank before the attribute "c"'],
    ["<a b=1/>", "invalid", 'line 1, column 6: the value of "b" needs quotes'],
    ["<a b/>", "invalid", 'line 1, column 5: the attribute "b" has no value'],
    ["<a b='<'/>", "invalid", 'line 1, column 7: write &lt; for "<" in an attribute'],
    ["<a b='x/>", "invalid", 'line 1, column 7: the value of "b" does not end'],
    ["<a>b & c</a>", "invalid", 'line 1, column 6: write &amp; for "&"'],
    ["<a>]]></a>", "invalid", 'line 1, column 4: write ]]&gt; for "]]>"'],
    ["<1a/>", "invalid", 'line 1, column 2: expected a name after "<"; write &lt; for the character'],
    ["<a><!-- -- --></a>", "invalid", 'line 1, column 8: a comment ends with "-->" and holds no "--"'],
    ["<a>&#0;</a>", "invalid", 'line 1, column 4: "&#0;" is no character of XML'],
    ["<a>&#xD800;</a>", "invalid", 'line 1, column 4: "&#xD800;" is no character of XML'],
    ["<a>\u0007</a>", "invalid", "line 1, column 4: holds the control character U+0007 at character 4; remove it"],
    ["<b:a/>", "invalid", 'line 1, column 1: the prefix of "b:a" is not declared'],
    ["<a>&nbsp;</a>", "unsafe", 'line 1, column 4: "&nbsp;" is not defined in XML'],
    ["<a>&constructor;</a>", "unsafe", 'line 1, column 4: "&constructor;" is not defined in XML'],
    ["<!DOCTYPE a><a/>", "unsafe", "line 1, column 1: a document type is not allowed; write the characters themselves"],
    ["<?php x?><a/>", "unsafe", "line 1, column 1: a processing instruction is not allowed"],
    ["<a><?x y?></a>", "unsafe", "line 1, column 4: a processing instruction is not allowed"],
    [" <?xml version='1.0'?><a/>", "unsafe", "line 1, column 2: a processing instruction is not allowed"],
    ["<a><![CDATA[x</a>", "invalid", "line 1, column 4: a CDATA section does not end"],
    ["<a><!ELEMENT b></a>", "invalid", 'line 1, column 5: expected a name after "<"; write &lt; for the character'],
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
});

describe("writeXml", () => {
  it("writes what readXml reads back, for any text that XML can hold", () => {
    const text = fc
      .string({ unit: "binary", maxLength: 20 })
      .filter((each) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(each));
    const special = fc
      .array(fc.constantFrom(..."<>&\"'\t\n\r\u0085\u2028]]> x"), { maxLength: 12 })
      .map((each) => each.join(""));
    fc.assert(
      fc.property(fc.oneof(text, special), fc.oneof(text, special), (attribute, content) => {
        const { attributes, children } = readXml(writeXml({ a: { "@b": attribute, "#text": content } }));
        equal(attributes.b, attribute);
        equal(children.join(""), content);
      }),
      { numRuns: 2000 },
    );
  });

  it("leaves out what is undefined and repeats a list", () => {
    equal(
      writeXml({ a: { "@x": undefined, b: ["1", { "@c": 2 }], d: undefined, e: true } }),
      '<a><b>1</b><b c="2"/><e>true</e></a>',
    );
  });

  it("leaves ordinary text alone", () => equal(escapeXml("Déjà vu 👍"), "Déjà vu 👍"));
});
