import assert from "node:assert/strict";
import { partsOf } from "../../../provider/broadcast/parts";
import type { Declaration } from "../../../provider/message/declaration";
import { audienceOf, notificationOf } from "../../../provider/message/partRequest";
import { args, LocalHub, news } from "./localHub";

const declared = (fields: object): Declaration => ({ ...args, ...fields }) as Declaration;
const keys = (fields: object): string[] => partsOf(declared(fields), false).map(({ key }) => key);

describe("the parts of a broadcast", () => {
  const hub = new LocalHub();

  it("are its platforms, sorted and once each, whatever the order of declaration", () => {
    assert.deepEqual(keys({ platforms: ["windows", "apple", "windows", "adm"] }), ["adm", "apple", "windows"]);
    const payloads = { windows: "<a/>", apple: "{}" };
    assert.deepEqual(keys({ message: undefined, platforms: undefined, payloads }), ["apple", "windows"]);
    assert.deepEqual(keys({ message: undefined, platforms: undefined, template: { a: "b" } }), ["template"]);
  });

  it("are each platform with each locale, the longer names first, and the message as it is last", () => {
    const locales = { fr: { body: "F" }, "pt-BR": { body: "P" } };
    const message = { title: "News", body: "A", locales };
    assert.deepEqual(keys({ message }), ["apple/pt-BR", "apple/fr", "apple", "fcmv1/pt-BR", "fcmv1/fr", "fcmv1"]);
    assert.deepEqual(keys({ platforms: ["apple"], message: { ...message, untagged: "skip" } }), [
      "apple/pt-BR",
      "apple/fr",
    ]);
  });

  it("reach the devices of their own platform", async () => {
    const devices = [
      { platform: "apple", handle: "a1" },
      { platform: "fcmv1", handle: "f1" },
      { platform: "apple", handle: "a2" },
    ];
    const handles = (platform: "apple" | "fcmv1") => {
      const audience = audienceOf(declared({ audience: { devices } }), { platform });
      return "devices" in audience ? audience.devices.map(({ handle }) => handle) : [];
    };
    assert.deepEqual([handles("apple"), handles("fcmv1")], [["a1", "a2"], ["f1"]]);
    const stack = hub.stack();
    assert.deepEqual((await stack.up(news({ ...args, audience: { devices } }))).failures, []);
    assert.deepEqual(
      hub.emulator
        .sends()
        .map(({ format, kind, targets }) => [format, kind, targets])
        .sort(),
      [
        ["apple", "batch", 2],
        ["fcmv1", "direct", 1],
      ],
    );
  });

  it("share no device between locales", () => {
    const message = { title: "News", body: "A", locales: { fr: { body: "F" }, de: { body: "D" } } };
    const audience = (locale?: string) =>
      audienceOf(declared({ message, audience: { tags: ["a"] } }), { platform: "apple", locale });
    assert.deepEqual(audience("fr"), { tagExpression: "a && locale:fr && !locale:de" });
    assert.deepEqual(audience("de"), { tagExpression: "a && locale:de" });
    assert.deepEqual(audience(), { tagExpression: "a && !locale:de && !locale:fr" });
  });

  it("carry a collapse id of the announcement, or the name, so that a correction replaces them on the device", () => {
    const id = (fields: object, name = "news") =>
      notificationOf(declared(fields), { name }, { platform: "apple" }, 0).headers!["apns-collapse-id"];
    assert.equal(id({}), id({ message: { title: "Corrected", body: "B" } }));
    assert.notEqual(id({}), id({}, "other"));
    assert.equal(id({ announcement: "x" }), id({ announcement: "x" }, "other"));
    assert.notEqual(id({ announcement: "x" }), id({ announcement: "y" }));
  });

  it("expire from when they go out, not from when they are scheduled", () => {
    const schedule = "2026-12-01T09:00:00Z";
    const expiration = (fields: object) =>
      notificationOf(
        declared({ message: { title: "N", body: "A", ttlSeconds: 60 }, ...fields }),
        { name: "n" },
        { platform: "apple" },
        0,
      ).headers!["apns-expiration"];
    assert.equal(expiration({}), "60");
    assert.equal(expiration({ schedule }), String(Date.parse(schedule) / 1000 + 60));
  });

  it("take the declaration's own headers over the rendered ones", () => {
    const headers = { apple: { "apns-priority": "5" } };
    assert.equal(
      notificationOf(declared({ headers }), { name: "n" }, { platform: "apple" }, 0).headers!["apns-priority"],
      "5",
    );
  });
});
