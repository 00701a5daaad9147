import { equal } from "node:assert/strict";
import fc from "fast-check";
import { readXml } from "../../../provider/client/readXml";
import { escapeXml, writeXml } from "../../../provider/message/writeXml";

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
