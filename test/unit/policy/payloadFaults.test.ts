import assert from "node:assert/strict";
import fc from "fast-check";
import { checkMessage, checkPayload } from "../../../provider/message/checkPayload";
import { render } from "../../../provider/message/render";
import { aDraft } from "./aDraft";

const platforms = ["apple", "fcmv1", "windows", "browser", "adm"] as const;

describe("payload rules on a short message without overrides", () => {
  it("find in its renderings nothing that they do not find in the message, which is why those are not made", () => {
    const awkward = fc.constantFrom('"', "&", "<", "\\", "é", "漢", "😀", "'", "a", " ", "\n");
    const text = fc.array(awkward, { minLength: 1, maxLength: 110 }).map((each) => `a${each.join("")}`);
    const message = fc.record(
      {
        title: text,
        body: text,
        subtitle: text,
        link: fc.constant(`https://contoso.com/${"a".repeat(120)}`),
        data: fc.dictionary(fc.constantFrom("x", "y"), text),
      },
      { requiredKeys: ["title", "body"] },
    );
    fc.assert(
      fc.property(message, (short) => {
        fc.pre(JSON.stringify(short).length <= 500);
        const known = new Set<string>(checkMessage(short).map(({ code }) => code));
        assert.deepEqual(
          [...new Set(aDraft({ message: short, platforms }).payloadFaults.map(({ code }) => code))],
          [...known],
        );
        for (const platform of platforms) {
          const { body, headers } = render(short, platform, { collapseId: "release-2.4.0", now: 0 });
          const more = checkPayload({ format: platform, body, headers }).filter(({ code }) => !known.has(code));
          assert.deepEqual(more, [], platform);
        }
      }),
      { numRuns: 200 },
    );
  });
});
