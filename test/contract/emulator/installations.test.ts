import assert from "node:assert/strict";
import { callerForEach } from "./caller";

describe("emulator: installations", () => {
  const hub = callerForEach();
  const put = (body: unknown, id = "i1") => hub().call("PUT", `/installations/${id}`, { body: JSON.stringify(body) });
  const get = async (id = "i1") => JSON.parse((await hub().call("GET", `/installations/${id}`)).body);
  const whole = {
    installationId: "i1",
    userId: "bob@contoso.com",
    pushChannel: "AB01",
    platform: "apns",
    tags: ["x", "y"],
    pushVariables: { a: "b" },
    templates: { "My template": { body: '{"aps":{"alert":"$(m)"}}', headers: { "apns-priority": "5" }, tags: ["z"] } },
  };

  it("PUT answers 200 and nothing, GET gives it back under an XML content type", async () => {
    const answer = await put(whole);
    assert.deepEqual([answer.status, answer.body], [200, ""]);
    const read = await hub().call("GET", "/installations/i1");
    assert.equal(read.headers.get("content-type"), "application/xml; charset=utf-8");
    assert.deepEqual(JSON.parse(read.body), {
      ...whole,
      pushChannelExpired: false,
      expirationTime: "9999-12-31T23:59:59.9999999Z",
      templates: { "My template": { ...whole.templates["My template"], tags: ["z", "My template"] } },
    });
  });

  it("the order of the properties is the service's", async () => {
    await put(whole);
    const order = [
      "installationId",
      "userId",
      "pushChannel",
      "pushChannelExpired",
      "platform",
      "expirationTime",
      "tags",
      "pushVariables",
      "templates",
    ];
    assert.deepEqual(Object.keys(await get()), order);
  });

  it("PUT again replaces it all", async () => {
    await put(whole);
    await put({ installationId: "i1", pushChannel: "AB02", platform: "apns" });
    assert.equal((await get()).tags, undefined);
    assert.deepEqual(
      hub()
        .emulator.devices()
        .map(({ handle, registrations }) => [handle, registrations]),
      [["AB02", 1]],
    );
  });

  it("nulls are as good as absent, as .NET writes them", async () => {
    assert.equal((await put({ ...whole, userId: null, pushChannelExpired: null, templates: null })).status, 200);
    assert.equal((await get()).userId, undefined);
  });

  for (const platform of ["apns", "wns", "mpns", "adm", "gcm", "fcmv1", "fcmV1", "FCMV1", "baidu", "xiaomi"]) {
    it(`${platform} is a platform`, async () => {
      assert.equal((await put({ installationId: "i1", pushChannel: "a-b", platform })).status, 200);
    });
  }

  it("a browser's channel is an object, or its text as .NET sends it", async () => {
    const pushChannel = { endpoint: "https://push/1", p256dh: "p", auth: "a" };
    await put({ installationId: "i1", platform: "browser", pushChannel });
    await put(
      {
        installationId: "i2",
        platform: "browser",
        pushChannel: JSON.stringify({ ...pushChannel, endpoint: "https://push/2" }),
      },
      "i2",
    );
    assert.deepEqual((await get()).pushChannel, pushChannel);
    await hub().send("browser", { title: "a" });
    assert.deepEqual(hub().emulator.sends()[0]?.counts, { browser: { Success: 2 } });
  });

  const refused: [why: string, body: unknown][] = [
    ["another id than the path's", { ...whole, installationId: "i2" }],
    ["no platform", { installationId: "i1", pushChannel: "a" }],
    ["an unknown platform", { installationId: "i1", pushChannel: "a", platform: "apple" }],
    ["no channel", { installationId: "i1", platform: "apns" }],
    ["a browser without keys", { installationId: "i1", platform: "browser", pushChannel: "https://push/1" }],
    ["a wrong tag", { ...whole, tags: ["a b"] }],
    [
      "8001 characters of tags",
      { ...whole, tags: Array.from({ length: 900 }, (_, index) => `t23456${index}`.padEnd(9, "x")) },
    ],
    ["a wrong user id", { ...whole, userId: "a b" }],
    ["a wrong time", { ...whole, expirationTime: "soon" }],
    ["a wrong template", { ...whole, templates: { t: { body: '{"a":"$("}' } } }],
    ["a wrong template header", { ...whole, templates: { t: { body: "{}", headers: { a: "$(" } } } }],
    ["a list", []],
    ["a text", "x"],
  ];
  for (const [why, body] of refused) {
    it(`${why} is refused`, async () => {
      const answer = await put(body);
      assert.equal(answer.status, 400, answer.body);
      assert.equal((await hub().call("GET", "/installations/i1")).status, 404);
    });
  }

  it("PATCH changes parts and validates the whole", async () => {
    await put(whole);
    const patch = (operations: unknown) =>
      hub().call("PATCH", "/installations/i1", { body: JSON.stringify(operations) });
    assert.equal((await patch([{ op: "add", path: "/tags", value: "new" }])).status, 200);
    assert.equal((await patch([{ op: "Replace", path: "/userId", value: "eve" }])).status, 200);
    assert.equal((await patch([{ op: "add", path: "/tags", value: "a b" }])).status, 400);
    assert.equal((await patch([{ op: "move", path: "/tags", value: "a" }])).status, 400);
    assert.equal((await patch({})).status, 400);
    const { tags, userId } = await get();
    assert.deepEqual([tags, userId], [["x", "y", "new"], "eve"]);
    await hub().send("apple", { aps: {} }, { "servicebusnotification-tags": "new && $UserId:{eve}" });
    assert.equal(hub().emulator.sends()[0]?.targets, 1);
  });

  it("PATCH of what is not there is 404", async () => {
    assert.equal((await hub().call("PATCH", "/installations/i1", { body: "[]" })).status, 404);
  });

  it("DELETE is 204 either way, then GET is 404 in XML", async () => {
    await put(whole);
    assert.equal((await hub().call("DELETE", "/installations/i1")).status, 204);
    assert.equal((await hub().call("DELETE", "/installations/i1")).status, 204);
    const { status, body } = await hub().call("GET", "/installations/i1");
    assert.equal(status, 404);
    assert.match(body, /^<Error><Code>404<\/Code><Detail>Installation not found\.TrackingId:/);
    assert.deepEqual(hub().emulator.devices(), []);
  });

  it("templates inherit the tags beside them, secondary tiles do not", async () => {
    await put({
      installationId: "i1",
      platform: "wns",
      pushChannel: "https://main/",
      tags: ["x"],
      secondaryTiles: {
        s: { pushChannel: "https://tile/", tags: ["t"], templates: { u: { body: "<tile>$(m)</tile>" } } },
      },
    });
    const headers = { "x-wns-type": "wns/tile", "content-type": "application/xml" };
    const reach = async (format: string, tags: string) => {
      await hub().send(format, format === "template" ? { m: "1" } : "<tile/>", {
        ...headers,
        "servicebusnotification-tags": tags,
      });
      return hub().emulator.sends().at(-1)?.targets;
    };
    assert.equal(await reach("windows", "x"), 1);
    assert.equal(await reach("windows", "t"), 1);
    assert.equal(await reach("windows", "$InstallationId:{i1}"), 2);
    assert.equal(await reach("template", "u && t"), 1);
    assert.equal(await reach("template", "x"), 0);
  });

  it("a dead tile leaves the rest of its installation alone", async () => {
    const secondaryTiles = { s: { pushChannel: "https://tile/", tags: ["t"] } };
    await put({ installationId: "i1", platform: "wns", pushChannel: "https://main/", tags: ["x"], secondaryTiles });
    hub().emulator.orderOutcome({ platform: "windows", handle: "https://tile/", outcome: "ExpiredChannel" });
    const headers = { "x-wns-type": "wns/tile", "content-type": "application/xml" };
    for (let number = 0; number < 2; number++) await hub().send("windows", "<tile/>", headers);
    assert.deepEqual(
      hub()
        .emulator.sends()
        .map(({ counts }) => counts.windows),
      [{ Success: 1, ExpiredChannel: 1 }, { Success: 1 }],
    );
  });
});
