import assert from "node:assert/strict";
import fc from "fast-check";
import { parseNotificationDetails } from "../../../provider/client/notificationDetails";
import { parseNotificationOutcome } from "../../../provider/client/notificationOutcome";
import { readXml, tryReadXml } from "../../../provider/client/readXml";
import { parseRegistrations, type Registration as ReadRegistration } from "../../../provider/client/registration";
import type { XmlNode } from "../../../provider/client/xmlNode";
import { entryDocument, feedDocument } from "../../../sdk/emulator/atom";
import type { Registration } from "../../../sdk/emulator/device";
import { notificationDetails, notificationOutcome } from "../../../sdk/emulator/outcomeDocuments";
import { type Platform, platforms } from "../../../sdk/emulator/platformFacts";
import { compileTemplate } from "../../../sdk/emulator/templateBody";
import { runs } from "./bothSides";

/** Text that documents hold: markup, quotes, other alphabets, and what XML cannot write. Readers drop space around it. */
const text = fc
  .array(fc.constantFrom(..."ab<>&\"']]>é日👍\t\n\r\u0085\u2028\u0000\u0007\ud800\ufffe", "&amp;", "]]>", "<!--"), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => `x${parts.join("")}x`);

/** What is left of a text: XML has no way to write some characters, and reads a carriage return as a line end. */
const written = (value: string) =>
  value.replace(/[^\P{Cc}\t\n\r\u0085]|[\ufffe\p{Surrogate}]/gu, "\ufffd").replace(/\r\n?/g, "\n");

const platform = fc.constantFrom(...(Object.keys(platforms) as Platform[]));

describe("client and emulator, two readings of a reply", () => {
  it("agree on the outcome of a test send", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(platform, text, text), { maxLength: 4 }), (devices) => {
        const results = devices.map(([name, handle, id]) => ({
          device: { platform: name, handle, registrations: [], tray: [] },
          registration: { id } as Registration,
          outcome: "Success" as const,
        }));
        const read = parseNotificationOutcome(notificationOutcome(results));
        assert.deepEqual([read?.success, read?.failure], [devices.length, 0]);
        assert.deepEqual(
          read!.results.map(({ applicationPlatform, pnsHandle, registrationId }) => [
            applicationPlatform,
            pnsHandle,
            registrationId,
          ]),
          devices.map(([name, handle, id]) => [name, written(handle), written(id)]),
        );
      }),
      runs(500),
    );
  });

  it("agree on telemetry", () => {
    const counts = fc.dictionary(platform, fc.dictionary(fc.constantFrom("Success", "WrongToken"), fc.nat(9)));
    fc.assert(
      fc.property(text, text, counts, (body, tags, given) => {
        const record = {
          id: "1",
          hub: "hub",
          format: "apple",
          kind: "send",
          headers: {},
          body,
          tags,
          at: "now",
        } as const;
        const document = notificationDetails(
          { ...record, state: "Completed", targets: 0, counts: given },
          "l",
          undefined,
        );
        const read = parseNotificationDetails(document);
        assert.deepEqual([read?.notificationBody, read?.tags], [written(body), written(tags)]);
        const some = Object.entries(given).filter(([, each]) => Object.keys(each).length > 0);
        const expected = some.map(([name, each]) => [
          name,
          Object.entries(each).map(([outcome, count]) => ({ name: outcome, count })),
        ]);
        assert.deepEqual(read?.outcomeCounts, Object.fromEntries(expected));
      }),
      runs(500),
    );
  });

  it("agree on registrations", () => {
    const tag = fc.stringMatching(/^[-\w@#.:]{1,20}$/);
    const one = fc.record({ platform, id: text, tags: fc.array(tag, { maxLength: 3 }), handle: text, body: text });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 3 }), fc.boolean(), (some, isTemplate) => {
        const registrations = some.map(({ platform: name, id, tags, handle, body }): Registration => {
          const fields = platforms[name].handle.map((_, index) => `${handle}${index}`);
          const template = isTemplate ? { name: "t", body, headers: {} } : undefined;
          return { id, platform: name, handle: fields, tags, template, etag: 1 } as unknown as Registration;
        });
        const feed = parseRegistrations(feedDocument(registrations, "self", "next", () => "url", 0));
        const entries = registrations.flatMap((each) => parseRegistrations(entryDocument(each, "url", 0)) ?? []);
        assert.deepEqual(feed, entries);
        for (const [index, { platform: name, id, tags, handle, body }] of some.entries()) {
          const read: ReadRegistration = feed![index]!;
          assert.deepEqual([read.platform, read.registrationId, read.tags], [name, written(id), tags]);
          const texts = platforms[name].handle.map((_, at) => written(`${handle}${at}`));
          const [first, second, third] = texts as [string, string, string];
          if (name === "browser") assert.deepEqual(read.handle, { endpoint: first, p256dh: second, auth: third });
          else assert.equal(read.handle, name === "baidu" ? `${first}-${second}` : first);
          assert.equal(read.template?.body, isTemplate ? written(body) : undefined);
        }
      }),
      runs(500),
    );
  });
});

describe("client and emulator, two readings of XML", () => {
  const piece = fc.constantFrom(
    ...["<a>", "</a>", "<b c='d'>", "</b>", "<e/>", "x", " ", "\n", "&amp;", "&#65;", "&", "<", ">", "'"],
    ...[
      "<!-- c -->",
      "<!--",
      "<![CDATA[<&]]>",
      "]]>",
      "<?p i?>",
      "<?xml version='1.0'?>",
      "<!DOCTYPE a>",
      "<f g='<'/>",
    ],
  );
  const brief = ({ name, attributes, children }: XmlNode): unknown => [
    name,
    { ...attributes },
    ...children.map((child) => (typeof child === "string" ? child : brief(child))),
  ];

  it("what the client takes for a document, the emulator fills as a template and leaves as it is", () => {
    let documents = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (parts) => {
        const document = `<t>${parts.join("")}</t>`;
        const root = tryReadXml(document);
        if (!root) return;
        documents++;
        assert.deepEqual(brief(readXml(compileTemplate(document)(new Map()))), brief(root));
      }),
      runs(5000),
    );
    assert.ok(documents > 300, `${documents} documents were read`);
  });
});
