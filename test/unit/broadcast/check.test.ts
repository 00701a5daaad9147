import assert from "node:assert/strict";
import { createProvider } from "../../../provider/broadcast/index";
import { Settings } from "../../../provider/broadcast/settings";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const key = "c2VjcmV0LXBsYW50ZWQta2V5";
const connectionString = `Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=${key}=;EntityPath=releases`;
const known = JSON.stringify({ scope: "releases/dev", resources: [] });
const good = {
  schema: 1,
  name: "news",
  known,
  message: { title: "News", body: "A" },
  platforms: ["apple"],
  audience: { tags: ["t"] },
};

function check(inputs: object, config: Record<string, string> = { "broadcast:connectionString": connectionString }) {
  const provider = createProvider({ settings: new Settings((name) => config[name], {}) });
  return provider.check({}, { ...good, ...inputs });
}

async function reasons(inputs: object, config?: Record<string, string>): Promise<string[]> {
  const { failures = [] } = await check(inputs, config);
  for (const { property, reason } of failures) {
    assert.equal(property, "", "a named property makes the engine print its value");
    assert.equal(reason.includes(key), false, "a key in a reason");
    assert.equal(reason.includes("\n"), false, "one line");
  }
  return failures.map(({ reason }) => reason);
}

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
    ["an empty audience", { audience: {} }, /^audience: must say who receives it/],
    ["no audience", { audience: undefined }, /^audience: must say who receives it/],
    ["no tags", { audience: { tags: [] } }, /^audience\.tags: is empty; .*everyone: true/],
    ["a tag with a blank", { audience: { tags: ["a b"] } }, /^audience\.tags: /],
    ["a tag of 121 characters", { audience: { tags: ["x".repeat(121)] } }, /^audience\.tags: /],
    [
      "21 tags",
      { audience: { tags: Array.from({ length: 21 }, (_, i) => `t${i}`) } },
      /^audience\.tags: holds 21 tags/,
    ],
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
      /^template\.n: must be text/,
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
    ["a revision of 0", { revision: 0 }, /^revision: must be a whole number from 1/],
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
      "a schedule more than 7 days ahead",
      { schedule: "2099-01-01T00:00:00Z" },
      /^schedule: is more than 7 days ahead.*run `pulumi up` again after 2098-12-25/,
    ],
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
    const delivery = {
      announced: { name: "news", message: good.message, platforms: ["apple"], audience: { tags: ["t"] } },
    };
    const provider = createProvider({ settings: new Settings(() => undefined, {}) });
    const { failures } = await provider.check({}, { schema: 1, known, hub: broken, ...delivery });
    assert.match(failures![0]!.reason, /^hub: .*Endpoint/);
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

describe("check passes", () => {
  it("values that a preview does not know, wherever they are, and says that it cannot digest them", async () => {
    const places: object[] = [
      { message: { title: unknown, body: "A" } },
      { message: { title: "A", body: "B", data: { a: unknown } } },
      { message: unknown },
      { audience: { tags: unknown } },
      { audience: { tags: ["a", unknown] } },
      { audience: { tagExpression: unknown } },
      { platforms: unknown },
      { schedule: unknown },
      { schedule: { local: unknown, zone: "Europe/Paris" } },
      { revision: unknown },
      { notAfter: unknown },
      { test: unknown },
      { announcement: unknown },
      { message: undefined, platforms: undefined, payloads: { apple: unknown } },
      { message: undefined, platforms: undefined, payloads: { apple: { aps: { alert: unknown } } } },
      { message: undefined, platforms: undefined, template: { a: unknown } },
    ];
    for (const place of places) {
      const { inputs, failures } = await check(place);
      assert.deepEqual(failures ?? [], [], JSON.stringify(place));
      assert.deepEqual([inputs!.digests, inputs!.posts], [unknown, unknown], JSON.stringify(place));
    }
  });

  it("and adds digests and posts, without the stack's memory that it was given", async () => {
    const { inputs } = await check({});
    assert.deepEqual(Object.keys(inputs!.digests), ["apple"]);
    assert.deepEqual(inputs!.posts, ["apple"]);
    assert.equal(inputs!.to, "contoso.servicebus.windows.net/releases");
    assert.equal("known" in inputs!, false);
  });
});
