import assert from "node:assert/strict";
import fc from "fast-check";
import { partsOf } from "../../../provider/broadcast/parts";
import { canonicalJson } from "../../../provider/journal/canonical";
import type { Declaration } from "../../../provider/message/declaration";
import { goldenDigests } from "./goldenDigests";

const digests = (fields: object, test = false): Record<string, string> =>
  Object.fromEntries(
    partsOf({ audience: { tags: ["a", "b"] }, ...fields } as Declaration, test).map(({ key, digest }) => [key, digest]),
  );
const said = { title: "News", body: "A" };
const message = (fields: object = {}, more: object = {}) => ({
  message: { ...said, ...fields },
  platforms: ["apple"],
  ...more,
});
const payload = (apple: unknown, more: object = {}) => ({ payloads: { apple }, ...more });
const audience = (value: object) => message({}, { audience: value });
const apple = (fields: object): string => digests(fields).apple!;
const devices = (...handles: unknown[]) =>
  audience({ devices: handles.map((handle) => ({ platform: "apple", handle })) });

const twoDevices = [
  { platform: "apple", handle: "bb" },
  { platform: "apple", handle: "aa" },
];

describe("digests", () => {
  for (const [what, { declared, test, expected }] of Object.entries(goldenDigests)) {
    it(`of ${what} stay what they are: another one rings phones again on upgrade`, () => {
      assert.deepEqual(digests(declared, test), expected);
    });
  }

  describe("are the same for", () => {
    const same: Record<string, object[]> = {
      "devices in any order and more than once": [
        devices("aa", "bb"),
        devices("bb", "aa"),
        devices("aa", "bb", "aa"),
        {
          ...devices("aa", "bb"),
          audience: { devices: [...twoDevices, { platform: "adm", handle: "c" }] },
        },
      ],
      "a browser's handle with its keys in any order": [
        devices({ endpoint: "e", auth: "a", p256dh: "p" }),
        devices({ p256dh: "p", auth: "a", endpoint: "e" }),
      ],
      "headers in any case, with blanks around, in any order": [
        message({}, { headers: { apple: { "apns-priority": "5", "X-Mine": "a" } } }),
        message({}, { headers: { apple: { "x-mine": " a ", "APNS-Priority": "5" } } }),
      ],
      "no headers and empty maps of them": [
        message(),
        message({}, { headers: {} }),
        message({}, { headers: { apple: {} } }),
        message({}, { headers: { fcmv1: { a: "b" } } }),
        message({ overrides: {} }),
        message({ overrides: { apple: {} } }),
        message({ overrides: { apple: { headers: {} } } }),
        message({ overrides: { apple: { payload: {} } } }),
      ],
      "headers of an override in any case": [
        message({ overrides: { apple: { headers: { "apns-priority": "5" } } } }),
        message({ overrides: { apple: { headers: { "APNS-PRIORITY": "5 " } } } }),
      ],
      "one tag, however it is written": [
        audience({ tags: "a" }),
        audience({ tags: ["a"] }),
        audience({ tags: ["a", "a"] }),
        audience({ tags: " a " }),
        audience({ tags: "a || a" }),
        audience({ tagExpression: "a" }),
        audience({ tagExpression: " ( a ) " }),
        audience({ tagExpression: "a || a" }),
        audience({ tagExpression: "a && a" }),
      ],
      "a set of tags, however it is written": [
        audience({ tags: ["a", "b", "c"] }),
        audience({ tags: ["c", "a", "b", "a"] }),
        audience({ tags: "c||a || b" }),
        audience({ tagExpression: "a || b || c" }),
        audience({ tagExpression: "c||(b||a)" }),
      ],
      "tags that all must be there, with any blanks and in any order": [
        audience({ tagExpression: "a && b" }),
        audience({ tagExpression: "a&&b" }),
        audience({ tagExpression: "b && a" }),
        audience({ tagExpression: "(b) && (a && b)" }),
      ],
      "a mixed expression in any order": [
        audience({ tagExpression: "(a || b) && !c" }),
        audience({ tagExpression: "!c&&(b||a)" }),
        audience({ tagExpression: "! ( c ) && ( a || b || a )" }),
      ],
      "text composed and decomposed, in values, keys and tags of data": [
        message({ title: "caf\u00e9", data: { "cl\u00e9": "\u00e9" } }),
        message({ title: "cafe\u0301", data: { "cle\u0301": "e\u0301" } }),
      ],
      "decomposed keys that sort otherwise than composed ones": [
        message({ data: { "\u00e9": "1", f: "2", z: "3" } }),
        message({ data: { z: "3", f: "2", "e\u0301": "1" } }),
      ],
      "one instant, however it is written": [
        message({ expiresAt: "2026-12-01T09:00:00Z" }),
        message({ expiresAt: "2026-12-01T09:00Z" }),
        message({ expiresAt: "2026-12-01T09:00:00.000Z" }),
        message({ expiresAt: "2026-12-01T10:00:00+01:00" }),
        message({ expiresAt: "2026-12-01T03:30:00-05:30" }),
      ],
      "a JSON payload as text with any white space and order of keys, and as an object": [
        payload('{"aps":{"alert":{"title":"A","body":"B"},"badge":1}}'),
        payload(' { "aps" : {\n"badge": 1.0, "alert": { "body": "B", "title": "\\u0041" } } } '),
        payload({ aps: { alert: { title: "A", body: "B" }, badge: 1 } }),
        payload({ aps: { badge: 1, alert: { body: "B", title: "A" } } }),
      ],
      "platforms and locales in any order": [
        message({ locales: { fr: { title: "F" }, de: { title: "D" } } }, { platforms: ["apple", "fcmv1"] }),
        message({ locales: { de: { title: "D" }, fr: { title: "F" } } }, { platforms: ["fcmv1", "apple", "apple"] }),
      ],
      "revision 1, test false and none": [message(), message({}, { revision: 1 }), message({}, { test: false })],
      "what is said beside the announcement": [
        message(),
        message({}, { schedule: "2026-12-01T09:00:00Z" }),
        message({}, { notAfter: "2026-12-01T09:00:00Z" }),
        message({}, { hub: "Endpoint=sb://x", name: "other", of: "urn:pulumi:other" }),
        message({}, { resend: "on-revision", onInDoubt: "send-again" }),
        message({}, { adopt: { notificationId: "n" } }),
      ],
      "how an overlong text is treated": [message(), message({ overflow: "truncate" }), message({ overflow: "error" })],
    };
    for (const [what, forms] of Object.entries(same)) {
      it(what, () => {
        const [first, ...others] = forms.map((form) => digests(form));
        for (const [index, other] of others.entries()) assert.deepEqual(other, first, JSON.stringify(forms[index + 1]));
      });
    }
  });

  it("are all different for each field of the content, the audience, the revision, the announcement and a test", () => {
    const each: object[] = [
      message(),
      message({ title: "news" }),
      message({ body: "B" }),
      message({ subtitle: "S" }),
      message({ link: "https://contoso.com/" }),
      message({ image: "https://contoso.com/" }),
      message({ badge: 0 }),
      message({ badge: 1 }),
      message({ sound: "default" }),
      message({ category: "c" }),
      message({ data: { a: "b" } }),
      message({ data: { a: "c" } }),
      message({ data: { b: "b" } }),
      message({ priority: "normal" }),
      message({ ttlSeconds: 60 }),
      message({ ttlSeconds: 61 }),
      message({ expiresAt: "2026-12-01T09:00:00Z" }),
      message({ expiresAt: "2026-12-01T09:00:01Z" }),
      message({ expiresAt: "2026-12-01T09:00:02.0000000000Z" }),
      message({ expiresAt: "2026-12-01T09:00:03.0000000000Z" }),
      message({ silent: true }),
      message({ overrides: { apple: { payload: { a: 1 } } } }),
      message({ overrides: { apple: { headers: { "apns-priority": "5" } } } }),
      message({}, { headers: { apple: { "apns-priority": "5" } } }),
      message({}, { headers: { apple: { "apns-priority": "10" } } }),
      message({}, { revision: 2 }),
      message({}, { revision: 3 }),
      message({}, { announcement: "x" }),
      message({}, { announcement: "X" }),
      audience({ everyone: true }),
      audience({ tags: ["a"] }),
      audience({ tags: ["b"] }),
      audience({ tagExpression: "a && b" }),
      audience({ tagExpression: "!a" }),
      audience({ tagExpression: "a && !b" }),
      audience({ tagExpression: "(a || b) && c" }),
      audience({ tagExpression: "a || b && c" }),
      devices("a"),
      devices("A"),
      devices("a", "b"),
      payload({ aps: { alert: "A" } }),
      payload({ aps: { alert: "B" } }),
      payload('{"id":9007199254740993}'),
      payload('{"id":9007199254740992}'),
      payload('{"id":9007199254740994}'),
      payload('{"id":-9007199254740993}'),
      payload('{"id":"9007199254740993"}'),
      payload('{"id":{"integer":"9007199254740993"}}'),
      payload('{"id":1}'),
      payload('{"id":"1"}'),
      payload('{"id":true}'),
      payload('{"id":[1]}'),
      payload('{"id":[1,1]}'),
      payload('{"id":null}'),
      payload("{}"),
      { template: { a: "b" } },
    ];
    const found = [...each.map((fields) => Object.values(digests(fields))[0]!), digests(message(), true).apple!];
    const twice = found.flatMap((digest, index) => {
      const first = found.indexOf(digest);
      return first === index ? [] : [[each[first], each[index]]];
    });
    assert.deepEqual(twice, []);
  });

  it("of a platform or a locale do not change with another one", () => {
    const both = digests(message({ locales: { fr: { title: "F" } } }, { platforms: ["apple", "fcmv1"] }));
    const more = digests(
      message(
        { locales: { fr: { title: "F" }, de: { title: "D" } }, overrides: { fcmv1: { headers: { a: "b" } } } },
        { platforms: ["adm", "apple", "fcmv1"], headers: { fcmv1: { c: "d" } } },
      ),
    );
    assert.deepEqual([more.apple, more["apple/fr"]], [both.apple, both["apple/fr"]]);
    assert.notEqual(more.fcmv1, both.fcmv1);
    assert.equal(both.apple, apple(message()));
    assert.notEqual(both.apple, both.fcmv1);
    const native = (windows: string) => digests({ payloads: { apple: "{}", windows } }).apple;
    assert.equal(native("<a/>"), native("<b/>"));
  });

  it("of what was sent without an announcement are known to the parts that have one", () => {
    const [part] = partsOf({ audience: { tags: "a" }, ...message({}, { announcement: "x" }) } as Declaration, false);
    assert.equal(part!.unnamed, apple({ ...message(), audience: { tags: "a" } }));
    const [plain] = partsOf({ audience: { tags: "a" }, ...message() } as Declaration, false);
    assert.equal(plain!.unnamed, undefined);
  });

  it("of a payload do not change with white space and the order of keys, whatever it holds", () => {
    const reversed = (_key: string, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value;
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const object = JSON.parse(JSON.stringify(value));
        const digest = apple(payload(JSON.stringify(object)));
        assert.equal(apple(payload(object)), digest);
        assert.equal(apple(payload(JSON.stringify(object, reversed, 3))), digest);
      }),
    );
  });

  it("are sixteen hex digits", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (title, body) => {
        assert.match(apple(message({ title, body })), /^[0-9a-f]{16}$/);
      }),
      { numRuns: 50 },
    );
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
