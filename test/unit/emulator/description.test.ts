import assert from "node:assert/strict";
import fc from "fast-check";
import { entryDocument } from "../../../sdk/emulator/atom";
import { parseDescription } from "../../../sdk/emulator/description";
import type { Registration } from "../../../sdk/emulator/device";
import type { RegistrationDraft } from "../../../sdk/emulator/hubRegistration";
import { type Platform, platforms } from "../../../sdk/emulator/platformFacts";
import { Refusal } from "../../../sdk/emulator/reply";

function entry(kind: string, elements: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><${kind} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">${elements}</${kind}></content></entry>`;
}

function refused(body: string, message: RegExp): void {
  assert.throws(
    () => parseDescription(body),
    (error) => error instanceof Refusal && error.status === 400 && message.test(error.message),
  );
}

function written(draft: RegistrationDraft): string {
  const registration = { ...draft, id: "1-2-3", sequence: 1, etag: 4 } as Registration;
  return entryDocument(registration, "http://127.0.0.1/hub/registrations/1-2-3?api-version=2020-06", 0);
}

describe("emulator: registration description", () => {
  it("a native one", () => {
    const draft = parseDescription(
      entry("AppleRegistrationDescription", "<Tags>a, b</Tags><DeviceToken>abcd</DeviceToken>"),
    );
    assert.equal(draft.platform, "apple");
    assert.deepEqual(draft.handle, ["ABCD"]);
    assert.deepEqual(draft.tags, ["a", "b"]);
    assert.equal(draft.template, undefined);
    assert.equal(draft.expiresMs, Number.POSITIVE_INFINITY);
  });

  it("a template with headers, its name a tag", () => {
    const draft = parseDescription(
      entry(
        "WindowsTemplateRegistrationDescription",
        "<PushVariables>{&quot;v&quot;:&quot;1&quot;}</PushVariables><ChannelUri>https://a/?b&amp;c</ChannelUri><BodyTemplate><![CDATA[<toast>$(m)</toast>]]></BodyTemplate><WnsHeaders><WnsHeader><Header>X-WNS-Type</Header><Value>wns/toast</Value></WnsHeader><WnsHeader><Header>X-WNS-Tag</Header><Value>{'a' + $(b)}</Value></WnsHeader></WnsHeaders><TemplateName>My Name</TemplateName>",
      ),
    );
    assert.deepEqual(draft.template, {
      name: "My Name",
      body: "<toast>$(m)</toast>",
      headers: { "X-WNS-Type": "wns/toast", "X-WNS-Tag": "{'a' + $(b)}" },
      expiry: undefined,
      priority: undefined,
    });
    assert.deepEqual(draft.handle, ["https://a/?b&c"]);
    assert.deepEqual(draft.pushVariables, { v: "1" });
    assert.ok(draft.folded.has("my name"));
  });

  it("numeric character references are read, as .NET writes them", () => {
    const draft = parseDescription(
      entry("GcmRegistrationDescription", "<GcmRegistrationId>a&#x26;b&#39;c</GcmRegistrationId>"),
    );
    assert.deepEqual(draft.handle, ["a&b'c"]);
  });

  const wrong: [why: string, body: string, message: RegExp][] = [
    ["no XML", "hello", /not well-formed/],
    ["cut off", "<entry><content>", /not well-formed/],
    ["empty", "", /not well-formed/],
    ["a DOCTYPE", `<!DOCTYPE a [<!ENTITY b "c">]>${entry("GcmRegistrationDescription", "")}`, /DOCTYPE/],
    ["Fcm, which the service does not know", entry("FcmRegistrationDescription", ""), /'FcmRegistrationDescription'/],
    ["no handle", entry("AppleRegistrationDescription", "<Tags>a</Tags>"), /DeviceToken is missing/],
    ["an odd token", entry("AppleRegistrationDescription", "<DeviceToken>abc</DeviceToken>"), /hexadecimal/],
    [
      "a wrong tag",
      entry("GcmRegistrationDescription", "<Tags>a b</Tags><GcmRegistrationId>x</GcmRegistrationId>"),
      /'a b'/,
    ],
    [
      "tags after the handle",
      entry("GcmRegistrationDescription", "<GcmRegistrationId>x</GcmRegistrationId><Tags>a</Tags>"),
      /'Tags' is out of order/,
    ],
    [
      "a handle twice",
      entry(
        "GcmRegistrationDescription",
        "<GcmRegistrationId>x</GcmRegistrationId><GcmRegistrationId>y</GcmRegistrationId>",
      ),
      /single text/,
    ],
    [
      "no body of a template",
      entry("GcmTemplateRegistrationDescription", "<GcmRegistrationId>x</GcmRegistrationId>"),
      /BodyTemplate is missing/,
    ],
    [
      "a wrong expression",
      entry(
        "GcmTemplateRegistrationDescription",
        '<GcmRegistrationId>x</GcmRegistrationId><BodyTemplate>{"a":"$("}</BodyTemplate>',
      ),
      /In a template/,
    ],
    [
      "push variables that are not texts",
      entry("GcmRegistrationDescription", "<PushVariables>[1]</PushVariables><GcmRegistrationId>x</GcmRegistrationId>"),
      /PushVariables/,
    ],
    [
      "8001 characters of tags",
      entry(
        "GcmRegistrationDescription",
        `<Tags>${"abcdefgh,".repeat(900)}</Tags><GcmRegistrationId>x</GcmRegistrationId>`,
      ),
      /longer than 8000/,
    ],
    ["deep nesting", "<a>".repeat(15_000) + "</a>".repeat(15_000), /./],
  ];
  for (const [why, body, message] of wrong) it(`${why} is refused`, () => refused(body, message));

  it("what is written is read back the same, on every platform", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).map((value) => `x${value}x`);
    const tags = fc.uniqueArray(fc.stringMatching(/^[a-z0-9_@#.:-]{1,10}$/), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(platforms) as Platform[])),
        text,
        tags,
        fc.boolean(),
        (platform, value, list, templated) => {
          const handle = platforms[platform].handle.map((_, index) =>
            platform === "apple" ? "AB12" : `${value}${index}`,
          );
          const template = templated
            ? {
                name: `n${value}`,
                body: JSON.stringify({ a: `]]>${value}` }),
                headers: {},
                expiry: undefined,
                priority: undefined,
              }
            : undefined;
          const draft = {
            platform,
            handle,
            tags: list,
            folded: new Set<string>(),
            template,
            expiresMs: Number.POSITIVE_INFINITY,
          };
          const read = parseDescription(written(draft));
          assert.deepEqual(read.handle, handle);
          assert.deepEqual(read.tags, list);
          assert.deepEqual(read.template, template);
        },
      ),
    );
  });

  it("any bytes are read or refused", () => {
    const piece = fc.constantFrom(
      "<entry>",
      "</entry>",
      "<content>",
      "</content>",
      "<a",
      ">",
      "<![CDATA[",
      "]]>",
      "&#x;",
      "&amp;",
      "__proto__",
      "<?xml",
      "?>",
      "<__proto__/>",
      " x='1'",
      "\u0000",
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => refused(pieces.join(""), /./)));
  });
});
