import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { type NotificationOutcome, parseNotificationOutcome } from "../../../provider/client/notificationOutcome";

const namespaces =
  'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const documentOf = ({ success, failure, results }: NotificationOutcome) =>
  `<?xml version="1.0" encoding="utf-8"?><NotificationOutcome ${namespaces}><Success>${success}</Success><Failure>${failure}</Failure><Results>${results
    .map(
      (result) =>
        `<RegistrationResult><ApplicationPlatform>${escaped(result.applicationPlatform)}</ApplicationPlatform><PnsHandle>${escaped(result.pnsHandle)}</PnsHandle><RegistrationId>${escaped(result.registrationId)}</RegistrationId><Outcome>${escaped(result.outcome)}</Outcome></RegistrationResult>`,
    )
    .join("")}</Results></NotificationOutcome>`;

/** Text that XML keeps: printable, not blank at its ends. */
const text = fc.stringMatching(/^[!-~éß€ ]{0,30}$/).map((value) => value.trim());
const plain = { noNullPrototype: true };
const result = fc.record({ applicationPlatform: text, pnsHandle: text, registrationId: text, outcome: text }, plain);
const outcome: fc.Arbitrary<NotificationOutcome> = fc.record(
  { success: fc.nat(), failure: fc.nat(), results: fc.array(result, { maxLength: 10 }) },
  plain,
);

describe("parseNotificationOutcome", () => {
  it("reads what the service writes, one result or many (property: round trip)", () => {
    fc.assert(fc.property(outcome, (value) => assert.deepEqual(parseNotificationOutcome(documentOf(value)), value)));
  });

  it("reads nothing from a document that is cut off (property)", () => {
    fc.assert(
      fc.property(outcome, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value, part) => {
        const document = documentOf(value);
        assert.equal(parseNotificationOutcome(document.slice(0, Math.floor(document.length * part))), undefined);
      }),
    );
  });

  it("reads Results that are nil, empty or missing as none", () => {
    for (const results of ['<Results i:nil="true"/>', "<Results></Results>", "<Results/>", ""]) {
      const document = `<NotificationOutcome ${namespaces}><Success>0</Success><Failure>0</Failure>${results}</NotificationOutcome>`;
      assert.deepEqual(parseNotificationOutcome(document), { success: 0, failure: 0, results: [] });
    }
  });

  it("reads a prefixed namespace and values of a wrong type without a fault", () => {
    const document =
      "<a:NotificationOutcome xmlns:a='x'><a:Success>many</a:Success><a:Failure><a:b/></a:Failure><a:Results>text</a:Results></a:NotificationOutcome>";
    assert.deepEqual(parseNotificationOutcome(document), { success: 0, failure: 0, results: [] });
  });

  it("reads nothing from other documents, prose and entity bombs", () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "&a${i - 1 < 0 ? "" : i - 1};&a${i - 1 < 0 ? "" : i - 1};">`).join("")}]><NotificationOutcome><Success>&a8;</Success></NotificationOutcome>`;
    for (const other of ["", "ok", "{}", "<html></html>", "<a/><b/>", "\u0000", bomb]) {
      assert.equal(parseNotificationOutcome(other), undefined);
    }
  });

  it("never throws, whatever the text (property)", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "<NotificationOutcome>",
        "</NotificationOutcome>",
        "<Results>",
        "<Success>1",
        "<![CDATA[",
        "]]>",
        "<!--",
        "&#x110000;",
        "__proto__",
        "<__proto__>",
        "<constructor/>",
        "<?xml",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        parseNotificationOutcome(pieces.join(""));
        parseNotificationOutcome(`<NotificationOutcome>${pieces.join("")}</NotificationOutcome>`);
      }),
    );
  });
});
