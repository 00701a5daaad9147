import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { checkPayload } from "../../../provider/message/checkPayload";
import type { Message } from "../../../provider/message/message";
import { validateMessage } from "../../../provider/message/message";
import { messagePlatforms, platforms } from "../../../provider/message/platforms";
import { type Rendered, render } from "../../../provider/message/render";
import { manners, messages } from "./arbitraries";
import { decode } from "./examples";

describe("10,000 random messages", () => {
  it("fit every platform and parse back to the same title, body, link and data, or are refused for their length", () => {
    let [sent, cut, refused] = [0, 0, 0];
    fc.assert(
      fc.property(messages, (message) => {
        deepEqual(validateMessage(message), []);
        for (const platform of messagePlatforms) {
          let rendered: Rendered;
          try {
            rendered = render(message, platform, { collapseId: "release", now: 0 });
          } catch (error) {
            ok(error instanceof PayloadError);
            ok(/takes/.test(error.message), error.message);
            refused++;
            continue;
          }
          sent++;
          equal(rendered.bytes, new TextEncoder().encode(rendered.body).length);
          ok(rendered.bytes <= platforms[platform].maxPayloadBytes);
          const decoded = decode(rendered);
          equal(decoded.link, message.link);
          deepEqual({ ...decoded.data }, { ...message.data });
          for (const field of ["title", "subtitle", "body"] as const) {
            if (!rendered.truncated.includes(field)) {
              equal(decoded[field], message[field]);
              continue;
            }
            cut++;
            equal(message.overflow, "truncate");
            ok(decoded[field]!.endsWith("…"));
            ok(message[field]!.startsWith(decoded[field]!.slice(0, -1)));
          }
        }
      }),
      { numRuns: 10_000 },
    );
    // The generator must reach all three ends, or the property says little.
    ok(sent > 40_000 && cut > 500 && refused > 500, `${sent} sent, ${cut} cut, ${refused} refused`);
  }).timeout(60_000);

  it("become payloads in which the rules find no error but of their texts", () => {
    // Random texts may hold what looks like a placeholder.
    const ofTexts = ["NH115", "NH116", "NH117", "NH118"];
    let checked = 0;
    fc.assert(
      fc.property(messages, manners, (message, manner) => {
        for (const platform of messagePlatforms) {
          const declared: Message = { ...message, ...manner };
          if (validateMessage(declared).length > 0) continue;
          let rendered: Rendered;
          try {
            rendered = render(declared, platform, { collapseId: "release", now: 0 });
          } catch {
            continue;
          }
          checked++;
          const { body, headers } = rendered;
          const found = checkPayload({ format: platform, body, headers }).filter(({ code }) => !ofTexts.includes(code));
          deepEqual(found, []);
        }
      }),
      { numRuns: 2000 },
    );
    ok(checked > 5000, `${checked} checked`);
  }).timeout(60_000);
});
