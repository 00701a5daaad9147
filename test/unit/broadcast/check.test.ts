import assert from "node:assert/strict";
import { createProvider } from "../../../provider/broadcast/provider";
import { Settings } from "../../../provider/broadcast/settings";
import { connectionString, good, key, of, reasons } from "./checked";

describe("check refuses, in one sentence that begins with the path", () => {
  const cases: [what: string, inputs: object, expected: RegExp][] = [
    ["a misspelt argument", { titel: "x" }, /^titel: is not an argument of Broadcast$/],
    [
      "no content",
      { message: undefined, platforms: undefined },
      /^message: exactly one of message, payloads and template/,
    ],
    ["two contents", { template: { a: "b" } }, /^template: exactly one of/],
    ["a message without platforms", { platforms: undefined }, /^platforms: must name the platforms/],
    ["an unknown platform", { platforms: ["aple"] }, /^platforms\[0\]: must be one of apple, fcmv1, windows/],
    [
      "an unknown format of a payload",
      { message: undefined, platforms: undefined, payloads: { fcm: {} } },
      /^payloads\.fcm: is not a platform; .*apple, fcmv1/,
    ],
    ["an empty audience", { audience: {} }, /^audience: must say who receives the broadcast/],
    ["no audience", { audience: undefined }, /^audience: must say who receives the broadcast/],
    ["no tags", { audience: { tags: [] } }, /^audience\.tags: is empty; .*everyone: true/],
    ["a tag with a blank", { audience: { tags: ["a b"] } }, /^audience\.tags: /],
    ["a tag of 121 characters", { audience: { tags: ["x".repeat(121)] } }, /^audience\.tags: /],
    ["21 tags", { audience: { tags: Array.from({ length: 21 }, (_, i) => `t${i}`) } }, /^audience\.tags: has 21 tags/],
    [
      "a tag expression outside the grammar",
      { audience: { tagExpression: "a &&" } },
      /^audience\.tagExpression: .*column/,
    ],
    [
      "7 tags with and and or",
      { audience: { tagExpression: "(a || b) && c && d && e && f && g" } },
      /^audience\.tagExpression: /,
    ],
    [
      "devices together with tags",
      { audience: { tags: ["a"], devices: [{ platform: "apple", handle: "aa" }] } },
      /^audience\.devices: .*exactly one/,
    ],
    [
      "a device of another platform",
      { audience: { devices: [{ platform: "adm", handle: "aa" }] } },
      /^audience\.devices\[0\]\.platform: is adm/,
    ],
    [
      "template values that are not texts",
      { message: undefined, platforms: undefined, template: { n: 1 } },
      /^template\.n: must be a string/,
    ],
    [
      "an iOS payload without aps",
      { message: undefined, platforms: undefined, payloads: { apple: { data: { msg: "x" } } } },
      /^payloads\.apple.*aps/,
    ],
    [
      "fcmv1 without message",
      { message: undefined, platforms: undefined, payloads: { fcmv1: { data: { a: "b" } } } },
      /^payloads\.fcmv1.*message/,
    ],
    ["a body over the platform's limit", { message: { title: "x", body: "y".repeat(10_000) } }, /^message.*bytes/],
    ["a leftover placeholder", { message: { title: "Hi {{name}}", body: "x" } }, /^message\.title: /],
    [
      "an output used as text",
      { message: { title: "Calling [toString] on an [Output<T>] is not supported.", body: "x" } },
      /^message\.title: /,
    ],
    ["a revision of 0", { revision: 0 }, /^revision: must be a whole number, 1 or more/],
    ["a schedule that is no time", { schedule: "tomorrow" }, /^schedule: must be an instant with a zone/],
    [
      "a schedule in an unknown zone",
      { schedule: { local: "2026-12-01T09:00", zone: "Europe/Atlantis" } },
      /^schedule: zone must be an IANA/,
    ],
    ["a notAfter without a zone", { notAfter: "2026-12-01" }, /^notAfter: must be an instant/],
    [
      "a test with a schedule",
      { test: true, schedule: "2099-01-01T00:00:00Z" },
      /^schedule: cannot be combined with test/,
    ],
    [
      "a schedule that does not exist",
      { schedule: "2026-02-30T00:00:00Z" },
      /^schedule: must be an instant with a zone/,
    ],
    ["a schedule without minutes", { schedule: "2026-12-01T12Z" }, /^schedule: must be an instant with a zone/],
    ["a notAfter that does not exist", { notAfter: "2026-02-30T00:00:00Z" }, /^notAfter: must be an instant/],
    [
      "an expiresAt that does not exist",
      { message: { title: "A", body: "B", expiresAt: "2026-02-30T00:00:00Z" } },
      /^message\.expiresAt: /,
    ],
    [
      "an adopt with a schedule",
      { adopt: { notificationId: "n" }, schedule: "2026-12-01T00:00:00Z" },
      /^schedule: cannot be combined with adopt/,
    ],
    [
      "a secret announcement, which the program reports",
      { to: "!announcement: must not be a secret" },
      /^announcement: must not be a secret/,
    ],
    ["an announcement of 201 characters", { announcement: "x".repeat(201) }, /^announcement: must be at most 200/],
    [
      "a header that is no text",
      { headers: { apple: { "apns-priority": 5 } } },
      /^headers\.apple\.apns-priority: must be a string/,
    ],
    ["headers of an unknown platform", { headers: { fcm: {} } }, /^headers\.fcm: is not a platform/],
    ["onInDoubt that is no word", { onInDoubt: "retry" }, /^onInDoubt: must be hold or send-again/],
  ];
  for (const [what, inputs, expected] of cases) {
    it(what, async () => {
      const found = await reasons(inputs);
      assert.ok(found.length >= 1, "refused");
      assert.match(found[0]!, expected);
    });
  }

  it("a malformed connection string, wherever it is said, without its key", async () => {
    const broken = connectionString.replace("Endpoint=", "Endpont=");
    assert.match(
      (await reasons({}, { "broadcast:connectionString": broken }))[0]!,
      /^broadcast:connectionString: .*Endpoint/,
    );
    const order = { of, name: "news", digests: { apple: "0123456789abcdef" }, terms: {} };
    const provider = createProvider({ settings: new Settings(() => undefined, {}) });
    const { failures } = await provider.check({}, { schema: 1, hub: broken, order });
    assert.match(failures![0]!.reason, /^hub: .*Endpoint/);
    assert.equal(failures![0]!.property, "");
    assert.equal(failures![0]!.reason.includes(key), false);
  });

  it("a hand-edited broadcast:resolve", async () => {
    for (const text of ["{", "[]", '{"x":"sent"}', '{"0123456789abcdef@01234567":"maybe"}']) {
      assert.match((await reasons({}, { "broadcast:resolve": text }))[0]!, /^broadcast:resolve: must be a JSON object/);
    }
  });

  it("a send mode that is none", async () => {
    assert.match((await reasons({}, { "broadcast:send": "on" }))[0]!, /^broadcast:send: must be live, test or off/);
  });

  it("inputs and state of a newer version", async () => {
    assert.match((await reasons({ schema: 2 }))[0]!, /^schema: is newer than this pulumi-broadcast/);
    const provider = createProvider({ settings: new Settings(() => undefined, {}) });
    await assert.rejects(provider.update("id", { schema: 2 }, good), /newer pulumi-broadcast/);
    await assert.rejects(provider.delete("id", { schema: 2, sends: [] }), /newer pulumi-broadcast/);
    assert.deepEqual(await provider.read("id", { schema: 2, sends: [] }), {
      id: "id",
      props: { schema: 2, sends: [] },
    });
  });
});

describe("what check says", () => {
  it("never holds a device handle, a text or a key, wherever the fault is", async () => {
    const secret = "S3CR3T-handle";
    const faulty: object[] = [
      { audience: { devices: [{ platform: "adm", handle: secret }] } },
      { audience: { devices: [{ platform: "apple", handle: { secret } }] } },
      { audience: { devices: [{ platform: "apple", handle: secret, extra: secret }] } },
      { message: { title: secret.repeat(2000), body: secret } },
      { message: undefined, platforms: undefined, payloads: { apple: `{"aps": "${secret}"` } },
      { schedule: { local: secret, zone: secret } },
      { headers: { apple: { "apns-priority": secret, Authorization: secret } } },
      { schedule: secret },
      { notAfter: secret },
      { adopt: secret },
    ];
    for (const inputs of faulty) {
      const found = await reasons(inputs);
      assert.ok(found.length > 0, JSON.stringify(inputs).slice(0, 80));
      assert.ok(!found.join().includes(secret), found.join());
    }
  });

  it("comes at once for 44 tags, and for an expression of a thousand or of ten thousand parentheses", async () => {
    const tags = Array.from({ length: 44 }, (_, i) => `tag${i}`);
    const began = performance.now();
    for (const audience of [
      { tags },
      { tagExpression: tags.join(" || ") },
      { tagExpression: tags.join(" && ") },
      { tagExpression: tags.map((tag, i) => (i % 2 ? `!${tag}` : `(${tag} || b)`)).join(" && ") },
      { tagExpression: Array.from({ length: 1000 }, (_, i) => `t${i}`).join(" || ") },
      { tagExpression: `${"(".repeat(10_000)}a${")".repeat(10_000)}` },
    ])
      assert.match((await reasons({ audience }))[0]!, /^audience\./);
    assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`);
  });
});
