import assert from "node:assert/strict";
import fc from "fast-check";
import type { Declaration } from "../../../provider/broadcast/declaration";
import { partsOf } from "../../../provider/broadcast/parts";
import { canonicalJson } from "../../../provider/journal/canonical";

const declaration = (fields: object): Declaration =>
  ({ schema: 1, name: "news", audience: { tags: ["a", "b"] }, ...fields }) as Declaration;
const digests = (fields: object, test = false) =>
  Object.fromEntries(partsOf(declaration(fields), test).map(({ key, digest }) => [key, digest]));
const message = {
  message: { title: "News", body: "A", locales: { fr: { title: "Nouvelles" } } },
  platforms: ["apple", "fcmv1"],
};

// A digest that a release changes rings phones again on upgrade: rows are added, never edited.
const golden: [what: string, fields: object, expected: Record<string, string>][] = [
  [
    "a message with a locale",
    message,
    {
      "apple/fr": "7836d7349d349be3",
      apple: "d34ef1aafac08264",
      "fcmv1/fr": "c22ec0c16145994a",
      fcmv1: "4427aac832a18e5c",
    },
  ],
  [
    "payloads",
    { payloads: { apple: { aps: { alert: "A" } }, windows: "<toast/>" }, audience: { everyone: true } },
    { apple: "0182f332202f2868", windows: "753c9b440bf7caeb" },
  ],
  [
    "a template",
    { template: { title: "A" }, audience: { tagExpression: "a && !b" } },
    { template: "b9115cf8676531cc" },
  ],
  [
    "a schedule, a revision and an announcement",
    { ...message, schedule: { local: "2026-12-01T09:00", zone: "Europe/Paris" }, revision: 3, announcement: "x" },
    {
      "apple/fr": "053af60003b2a617",
      apple: "83208404880fc0e1",
      "fcmv1/fr": "c1aa6559f9103e29",
      fcmv1: "46c47aef01ff0905",
    },
  ],
  [
    "devices",
    { payloads: { apple: "{}" }, audience: { devices: [{ platform: "apple", handle: "aa" }] } },
    { apple: "e8b528de76e2fc4c" },
  ],
];

describe("digests", () => {
  for (const [what, fields, expected] of golden) {
    it(`of ${what} stay what they were in release 0.1.0`, () => {
      assert.deepEqual(digests(fields), expected);
    });
  }

  it("do not change with the name, the hub, the time limit, the mode of resending or the order of declaration", () => {
    const first = digests(message);
    assert.deepEqual(
      digests({
        ...message,
        name: "other",
        notAfter: "2026-12-01T00:00:00Z",
        resend: "on-revision",
        onInDoubt: "send-again",
      }),
      first,
    );
    assert.deepEqual(
      digests({ ...message, audience: { tags: "b || a" }, platforms: ["fcmv1", "apple", "apple"] }),
      first,
    );
    assert.deepEqual(digests({ ...message, revision: 1 }), first);
  });

  it("change with the content, the audience, the schedule, the revision, the announcement and a test", () => {
    const { apple } = digests(message);
    for (const changed of [
      { ...message, message: { ...message.message, body: "B" } },
      { ...message, audience: { tags: ["a"] } },
      { ...message, schedule: "2026-12-01T09:00:00Z" },
      { ...message, revision: 2 },
      { ...message, announcement: "x" },
    ]) {
      assert.notEqual(digests(changed).apple, apple);
    }
    assert.notEqual(digests(message, true).apple, apple);
  });

  it("of a platform or locale do not change with another one", () => {
    const first = digests(message);
    const more = digests({
      message: {
        ...message.message,
        locales: { fr: { title: "Nouvelles" }, de: { title: "Neues" } },
        overrides: { fcmv1: { headers: { a: "b" } } },
      },
      platforms: ["apple", "fcmv1", "adm"],
    });
    assert.equal(more.apple, first.apple);
    assert.equal(more["apple/fr"], first["apple/fr"]);
    assert.notEqual(more.fcmv1, first.fcmv1);
  });
});

describe("canonical JSON", () => {
  it("is the same for equal values in any order of keys, and reads back as the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shuffled = JSON.parse(JSON.stringify(value), (_key, item) =>
          item && typeof item === "object" && !Array.isArray(item)
            ? Object.fromEntries(Object.entries(item).reverse())
            : item,
        );
        assert.equal(canonicalJson(shuffled), canonicalJson(value));
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
