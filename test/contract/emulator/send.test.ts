import assert from "node:assert/strict";
import { callerForEach, sasToken, textOf } from "./caller";

const alert = { aps: { alert: "hi" } };

describe("emulator: send", () => {
  const hub = callerForEach();

  it("201 with an empty body, ids and a location", async () => {
    const { status, headers, body } = await hub().send("apple", alert);
    assert.equal(status, 201);
    assert.equal(body, "");
    assert.equal(headers.get("content-length"), "0");
    const { endpoint } = hub().emulator;
    assert.match(
      headers.get("location")!,
      new RegExp(`^${endpoint}hub/messages/[0-9a-f]{32}-20260102030405-\\d{8}-1\\?api-version=2020-06$`),
    );
    assert.match(headers.get("trackingid")!, /^[0-9a-f-]{36}$/);
    assert.match(headers.get("x-ms-correlation-request-id")!, /^[0-9a-f-]{36}$/);
  });

  it("a caller's tracking id is kept when it is a UUID", async () => {
    const id = "c0f4869e-6b6e-49bd-804a-c28cf17d929a";
    assert.equal((await hub().send("apple", alert, { trackingid: id })).headers.get("trackingid"), id);
    assert.notEqual((await hub().send("apple", alert, { trackingid: "mine" })).headers.get("trackingid"), "mine");
  });

  it("the record has what was sent, without the token", async () => {
    await hub().send("apple", alert, { "servicebusnotification-tags": "a && !b", "apns-priority": "5" });
    const [record] = hub().emulator.sends();
    assert.equal(record?.format, "apple");
    assert.equal(record?.kind, "send");
    assert.equal(record?.tags, "a && !b");
    assert.equal(record?.headers["apns-priority"], "5");
    assert.equal(record?.headers.authorization, undefined);
    assert.equal(record?.body, JSON.stringify(alert));
    assert.equal(record?.at, "2026-01-02T03:04:05.000Z");
    assert.equal(record?.state, "NoTargetFound");
  });

  const bodies: Record<string, [body: string, headers: Record<string, string>]> = {
    template: ['{"message":"hi"}', {}],
    apple: ['{"aps":{}}', {}],
    gcm: ['{"data":{}}', {}],
    fcmv1: ['{"message":{}}', {}],
    fcmV1: ['{"message":{}}', {}],
    windows: ["<toast/>", { "content-type": "application/xml", "x-wns-type": "wns/toast" }],
    windowsphone: ["<a/>", { "content-type": "application/xml", "x-windowsphone-target": "toast" }],
    adm: ['{"data":{}}', {}],
    baidu: ['{"title":"a"}', {}],
    browser: ['{"title":"a"}', {}],
    xiaomi: ['{"title":"a"}', {}],
  };
  for (const [format, [body, headers]] of Object.entries(bodies)) {
    it(`${format} is a format`, async () => assert.equal((await hub().send(format, body, headers)).status, 201));
  }

  it("raw bytes of windows are taken as they are", async () => {
    const headers = { "content-type": "application/octet-stream", "x-wns-type": "wns/raw" };
    assert.equal((await hub().send("windows", "any <text", headers)).status, 201);
    assert.equal(hub().emulator.sends()[0]?.body, "any <text");
  });

  const refused: [why: string, format: string, body: string, headers: Record<string, string>, detail: RegExp][] = [
    ["fcm", "fcm", "{}", {}, /'ServiceBusNotification-Format' has an invalid value: 'fcm'/],
    ["pineapple", "pineapple", "{}", {}, /invalid value: 'pineapple'/],
    ["no JSON", "apple", "hello", {}, /not in proper JSON/],
    ["an empty body", "apple", "", {}, /no body/],
    ["a template that is no object", "template", "[]", {}, /values are strings/],
    ["a template with a number", "template", '{"a":1}', {}, /values are strings/],
    ["no X-WNS-Type", "windows", "<toast/>", {}, /'X-WNS-Type' is missing/],
    ["a wrong X-WNS-Type", "windows", "<toast/>", { "x-wns-type": "toast" }, /'X-WNS-Type' has an invalid value/],
    ["a wrong tag", "apple", "{}", { "servicebusnotification-tags": "a b" }, /invalid tag|unexpected/],
    ["a tag of 121 characters", "apple", "{}", { "servicebusnotification-tags": "a".repeat(121) }, /invalid tag/],
    [
      "11 tags with &&",
      "apple",
      "{}",
      { "servicebusnotification-tags": "abcdefghijk".split("").join("&&") },
      /11 tags and may have 10/,
    ],
    ["a wrong expiry", "apple", "{}", { "servicebusnotification-apns-expiry": "soon" }, /Apns-Expiry/],
  ];
  for (const [why, format, body, headers, detail] of refused) {
    it(`${why} is refused with 400 that says so`, async () => {
      const answer = await hub().send(format, body, headers);
      assert.equal(answer.status, 400);
      assert.equal(textOf(answer.body, "Code"), "400");
      assert.match(answer.body, detail);
      assert.match(answer.body, /\.TrackingId:[0-9a-f-]{36}_G0,TimeStamp:1\/2\/2026 3:04:05 AM<\/Detail>/);
      assert.deepEqual(hub().emulator.sends(), []);
    });
  }

  it("64 KB are taken, one byte more is 413", async () => {
    const body = (bytes: number) => `{"a":"${"x".repeat(bytes - 8)}"}`;
    assert.equal((await hub().send("apple", body(65_536))).status, 201);
    assert.equal((await hub().send("apple", body(65_537))).status, 413);
    assert.equal(hub().emulator.sends().length, 1);
  });

  it("the address is lenient where the service is", async () => {
    const headers = { "content-type": "application/json", "SERVICEBUSNOTIFICATION-FORMAT": "apple" };
    const paths = ["/messages", "/messages/", "/Messages"];
    for (const path of paths) assert.equal((await hub().call("POST", path, { headers, body: "{}" })).status, 201, path);
    const query = "x=1&api-version=2013-10";
    assert.equal((await hub().call("POST", "/messages", { headers, body: "{}", query })).status, 201);
  });

  for (const query of [
    "",
    "api-version=2013-09",
    "api-version=2020",
    "api-version=2023-10-01-preview",
    "api-version=2020-13",
  ]) {
    it(`"${query}" is no api-version of this plane`, async () => {
      assert.equal((await hub().send("apple", "{}", {}, query)).status, 400);
    });
  }

  it("what is not there is 404, another verb 405", async () => {
    assert.equal((await hub().call("GET", "/nothing")).status, 404);
    assert.equal((await hub().call("DELETE", "/messages")).status, 405);
    const { endpoint, connectionStrings } = hub().emulator;
    const headers = { authorization: sasToken(connectionStrings.full) };
    assert.equal(
      (await fetch(`${endpoint}other/messages?api-version=2020-06`, { method: "POST", headers })).status,
      404,
    );
  });
});

describe("emulator: whom a send reaches", () => {
  const hub = callerForEach();
  const reached = () =>
    hub()
      .emulator.devices()
      .filter(({ tray }) => tray.length > 0)
      .map(({ handle }) => handle);

  it("a broadcast reaches every native device of the platform, and no other", async () => {
    await hub().install("i1", "apns");
    await hub().install("i2", "apns", { tags: ["x"] });
    await hub().install("i3", "wns");
    await hub().send("apple", alert);
    assert.deepEqual(reached(), ["handle-i1", "handle-i2"]);
    assert.deepEqual(hub().emulator.sends()[0]?.counts, { apple: { Success: 2 } });
  });

  it("an empty tags header is a broadcast", async () => {
    await hub().install("i1", "apns");
    await hub().send("apple", alert, { "servicebusnotification-tags": "" });
    assert.deepEqual(reached(), ["handle-i1"]);
    assert.equal(hub().emulator.sends()[0]?.tags, undefined);
  });

  it("a tag expression, an installation and a user", async () => {
    await hub().install("i1", "apns", { tags: ["Release"], userId: "bob" });
    await hub().install("i2", "apns", { tags: ["release", "beta"] });
    const tags = ["release && !beta", "$InstallationId:{i2}", "$UserId:{bob} || nothing"];
    for (const each of tags) await hub().send("apple", alert, { "servicebusnotification-tags": each });
    assert.deepEqual(
      hub()
        .emulator.sends()
        .map(({ targets }) => targets),
      [1, 1, 1],
    );
  });

  it("a handle registered twice gets a native send once", async () => {
    await hub().install("i1", "fcmv1", { pushChannel: "same" });
    await hub().install("i2", "fcmv1", { pushChannel: "same" });
    await hub().send("fcmv1", { message: {} });
    assert.deepEqual(hub().emulator.sends()[0]?.counts, { fcmv1: { Success: 1, Skipped: 1 } });
    assert.equal(hub().emulator.devices()[0]?.tray.length, 1);
  });

  it("a template send fills every template, on any platform, and no native registration", async () => {
    const template = (body: string) => ({
      templates: { t: { body, headers: { "apns-collapse-id": "$(id)" } } },
      tags: ["x"],
    });
    await hub().install("i1", "apns", template('{"aps":{"alert":"{$(title) + \': \' + $(message)}"}}'));
    await hub().install(
      "i2",
      "wns",
      template("<toast><visual><binding><text>$(message)</text></binding></visual></toast>"),
    );
    await hub().install("i3", "apns", { tags: ["x"] });
    await hub().send("template", { title: "T", message: "a<b", id: "c1" }, { "servicebusnotification-tags": "x && t" });
    const [first, second] = hub().emulator.devices();
    assert.equal(first?.tray[0]?.body, '{"aps":{"alert":"T: a<b"}}');
    assert.equal(first?.tray[0]?.collapseId, "c1");
    assert.match(second?.tray[0]?.body ?? "", /<text>a&lt;b<\/text>/);
    assert.deepEqual(reached(), ["handle-i1", "handle-i2"]);
  });

  it("push variables fill templates, what is sent goes before them", async () => {
    await hub().install("i1", "gcm", {
      pushVariables: { a: "1", b: "2" },
      templates: { t: { body: '{"data":{"v":"{$(a) + $(b)}"}}' } },
    });
    await hub().send("template", { b: "3" });
    assert.equal(hub().emulator.devices()[0]?.tray[0]?.body, '{"data":{"v":"13"}}');
  });

  it("a collapse id takes the earlier one's place", async () => {
    await hub().install("i1", "apns");
    for (const [text, id] of [
      ["one", "r"],
      ["two", "s"],
      ["three", "r"],
    ] as const) {
      await hub().send("apple", { aps: { alert: text } }, { "apns-collapse-id": id });
    }
    const bodies = hub()
      .emulator.devices()[0]
      ?.tray.map(({ body }) => JSON.parse(body).aps.alert);
    assert.deepEqual(bodies, ["two", "three"]);
  });

  it("a payload over the push service's limit ends as InvalidNotificationSize", async () => {
    await hub().install("i1", "apns");
    await hub().send("apple", { aps: { alert: "x".repeat(4096) } });
    assert.deepEqual(hub().emulator.sends()[0]?.counts, { apple: { InvalidNotificationSize: 1 } });
    assert.deepEqual(reached(), []);
  });

  it("an fcmv1 body without message reaches nobody, without an error", async () => {
    await hub().install("i1", "fcmv1");
    assert.equal((await hub().send("fcmv1", { notification: {} })).status, 201);
    const [record] = hub().emulator.sends();
    assert.deepEqual([record?.state, record?.counts], ["Completed", {}]);
    assert.match(record?.note ?? "", /no message/);
  });

  it("an installation is reached until its time has passed", async () => {
    await hub().install("i1", "apns", { expirationTime: "2026-01-02T03:05:00.0000000Z" });
    hub().emulator.advanceClock(54);
    await hub().send("apple", alert);
    hub().emulator.advanceClock(2);
    await hub().send("apple", alert);
    assert.deepEqual(
      hub()
        .emulator.sends()
        .map(({ state }) => state),
      ["Completed", "NoTargetFound"],
    );
    assert.equal((await hub().call("GET", "/installations/i1")).status, 404);
  });
});
