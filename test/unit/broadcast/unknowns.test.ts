import assert from "node:assert/strict";
import { createProvider } from "../../../provider/broadcast/provider";
import { Settings } from "../../../provider/broadcast/settings";
import { check, of } from "./checked";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The engine has one stand-in for each type. */
const others = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
];

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
      { headers: { apple: { "apns-priority": unknown } } },
      { headers: unknown },
      { audience: unknown },
      { audience: { everyone: unknown } },
      { audience: { devices: unknown } },
      { audience: { devices: [{ platform: "apple", handle: unknown }] } },
      { audience: { devices: [unknown] } },
      { message: { title: "A", body: "B", locales: { fr: { title: unknown } } } },
      { message: { title: "A", body: "B", expiresAt: unknown } },
      { message: { title: "A", body: "B", link: unknown } },
      { onInDoubt: unknown },
      { resend: unknown },
      { adopt: unknown },
      { adopt: { notificationId: unknown } },
      { message: undefined, platforms: undefined, payloads: unknown },
      { message: undefined, platforms: undefined, template: unknown },
    ];
    for (const place of places) {
      const { inputs, failures } = await check(place);
      assert.deepEqual(failures ?? [], [], JSON.stringify(place));
      assert.deepEqual(
        [inputs!.digests, inputs!.countsAs, inputs!.posts],
        [unknown, unknown, unknown],
        JSON.stringify(place),
      );
    }
  });

  it("every stand-in that the engine has for an unknown value", async () => {
    for (const each of others) {
      const { inputs, failures } = await check({ audience: { tags: each }, revision: each, message: each });
      assert.deepEqual([failures, inputs!.digests], [undefined, unknown], each);
    }
  });

  it("a hub that is not known yet, which stays unknown, and its order", async () => {
    const { inputs, failures } = await check({ to: unknown }, {});
    assert.deepEqual([failures, inputs!.to], [undefined, unknown]);
    const provider = createProvider({ settings: new Settings(() => undefined, {}) });
    const order = {
      of,
      name: "news",
      digests: { apple: "0123456789abcdef" },
      runs: unknown,
      terms: {},
    };
    for (const hub of [
      unknown,
      { connectionString: unknown },
      `Endpoint=sb://${unknown}/;SharedAccessKeyName=a;SharedAccessKey=b`,
    ]) {
      const checked = await provider.check({}, { schema: 1, hub, order });
      assert.deepEqual([checked.failures, checked.inputs!.status], [undefined, unknown], JSON.stringify(hub));
    }
  });

  it("and adds digests and posts, without the stack's memory that it was given", async () => {
    const { inputs } = await check({});
    assert.deepEqual(Object.keys(inputs!.digests as object), ["apple"]);
    assert.deepEqual([inputs!.posts, inputs!.countsAs], [["apple"], {}]);
    assert.equal(inputs!.to, "contoso.servicebus.windows.net/releases");
    assert.equal("memory" in inputs!, false);
  });
});
