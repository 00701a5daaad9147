import assert from "node:assert/strict";
import { callerForEach, textOf } from "./caller";

function gcm(id: string, tags = "", more = ""): string {
  const list = tags === "" ? "" : `<Tags>${tags}</Tags>`;
  return `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><GcmRegistrationDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">${more}${list}<GcmRegistrationId>${id}</GcmRegistrationId></GcmRegistrationDescription></content></entry>`;
}

describe("emulator: registrations", () => {
  const hub = callerForEach();
  const create = async (body: string) =>
    textOf((await hub().call("POST", "/registrations", { body })).body, "RegistrationId")!;

  it("POST creates, with the service's document and headers", async () => {
    const { status, headers, body } = await hub().call("POST", "/registrations", { body: gcm("g1", "a,b") });
    assert.equal(status, 200);
    const id = textOf(body, "RegistrationId")!;
    assert.match(id, /^\d{19}-\d{19}-\d$/);
    assert.equal(headers.get("etag"), 'W/"1"');
    assert.equal(headers.get("content-type"), "application/atom+xml; type=entry; charset=utf-8");
    const url = `${hub().emulator.endpoint}hub/registrations/${id}?api-version=2020-06`;
    assert.equal(headers.get("content-location"), url);
    assert.equal(
      body,
      `<entry a:etag="W/&quot;1&quot;" xmlns="http://www.w3.org/2005/Atom" xmlns:a="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><id>${url}</id><title type="text">${id}</title><published>2026-01-02T03:04:05Z</published><updated>2026-01-02T03:04:05Z</updated><link rel="self" href="${url}"/><content type="application/xml"><GcmRegistrationDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ETag>1</ETag><ExpirationTime>9999-12-31T23:59:59.999</ExpirationTime><RegistrationId>${id}</RegistrationId><Tags>a,b</Tags><GcmRegistrationId>g1</GcmRegistrationId></GcmRegistrationDescription></content></entry>`,
    );
  });

  it("its expiration has no zone when it is written, and Z when it is read, at the address in Content-Location", async () => {
    const expires = (body: string) => textOf(body, "ExpirationTime");
    const written = await hub().call("POST", "/registrations", { body: gcm("g1") });
    const path = `/registrations/${textOf(written.body, "RegistrationId")}`;
    assert.equal(expires(written.body), "9999-12-31T23:59:59.999");
    assert.equal(expires((await hub().call("PUT", path, { body: gcm("g1") })).body), "9999-12-31T23:59:59.999");
    const read = await hub().call("GET", path);
    assert.equal(expires(read.body), "9999-12-31T23:59:59.999Z");
    assert.equal(read.headers.get("content-location"), written.headers.get("content-location"));
  });

  it("an Apple template without a name has a name that is nil", async () => {
    const body = `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><AppleTemplateRegistrationDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><DeviceToken>AA</DeviceToken><BodyTemplate>{"aps":{"alert":"$(m)"}}</BodyTemplate></AppleTemplateRegistrationDescription></content></entry>`;
    assert.match((await hub().call("POST", "/registrations", { body })).body, /<TemplateName i:nil="true"\/>/);
  });

  it("query names count in any case", async () => {
    for (const id of ["a1", "a2", "a3"]) await create(gcm(id));
    const first = await hub().call("GET", "/registrations", { query: "API-Version=2020-06&$Top=2" });
    assert.equal(first.body.match(/<GcmRegistrationId>/g)?.length, 2);
    const token = first.headers.get("x-ms-continuationtoken")!;
    const second = await hub().call("GET", "/registrations", {
      query: `api-version=2020-06&$Top=2&ContinuationToken=${token}`,
    });
    assert.match(second.body, /a3/);
    assert.doesNotMatch(second.body, /a1|a2/);
  });

  it("ChannelUri is the handle of every platform in a filter", async () => {
    const apple = gcm("00fc13adff785122").replaceAll("GcmRegistrationId", "DeviceToken").replaceAll("GcmR", "AppleR");
    for (const [body, handle] of [
      [gcm("g1"), "g1"],
      [apple, "00fc13adff785122"],
    ] as const) {
      await create(body);
      const query = `api-version=2020-06&$filter=${encodeURIComponent(`ChannelUri eq '${handle}'`)}`;
      const { body: feed } = await hub().call("GET", "/registrations", { query });
      assert.equal(feed.match(/<entry /g)?.length, 1, handle);
    }
  });

  it("an id is given first, or made up, and PUT uses it", async () => {
    const answer = await hub().call("POST", "/registrationIDs");
    assert.deepEqual([answer.status, answer.body], [201, ""]);
    const id = new URL(answer.headers.get("location")!).pathname.split("/")[3]!;
    for (const each of [id, "123-234-1"]) {
      const { status, headers } = await hub().call("PUT", `/registrations/${each}`, { body: gcm("g1") });
      assert.deepEqual([status, headers.get("etag")], [200, 'W/"1"']);
    }
  });

  it("PUT counts versions, and If-Match must name the present one", async () => {
    const id = await create(gcm("g1"));
    const put = async (match?: string) => {
      const headers: Record<string, string> = match === undefined ? {} : { "if-match": match };
      return (await hub().call("PUT", `/registrations/${id}`, { body: gcm("g2"), headers })).status;
    };
    assert.equal(await put('"1"'), 200);
    assert.equal(await put('"1"'), 412);
    assert.equal(await put('W/"2"'), 200);
    assert.equal(await put("*"), 200);
    assert.equal(await put(), 200);
    assert.equal(textOf((await hub().call("GET", `/registrations/${id}`)).body, "ETag"), "5");
  });

  it("an update of what is not there is 404, of an expired id 410", async () => {
    const headers = { "if-match": "*" };
    assert.equal((await hub().call("PUT", "/registrations/x", { body: gcm("g1"), headers })).status, 404);
    const id = await create(gcm("g1", "", "<ExpirationTime>2026-01-02T03:05:00Z</ExpirationTime>"));
    hub().emulator.advanceClock(60);
    assert.equal((await hub().call("GET", `/registrations/${id}`)).status, 404);
    assert.equal((await hub().call("PUT", `/registrations/${id}`, { body: gcm("g1") })).status, 410);
  });

  it("DELETE, then 404 with an empty sentence as the service has it", async () => {
    const id = await create(gcm("g1"));
    assert.equal((await hub().call("DELETE", `/registrations/${id}`, { headers: { "if-match": '"7"' } })).status, 412);
    assert.equal((await hub().call("DELETE", `/registrations/${id}`, { headers: { "if-match": "*" } })).status, 200);
    const { status, body } = await hub().call("GET", `/registrations/${id}`);
    assert.equal(status, 404);
    assert.match(body, /<Detail>\.TrackingId:/);
    assert.deepEqual(hub().emulator.devices(), []);
  });

  it("a wrong description is 400 in the service's words", async () => {
    const { status, body } = await hub().call("POST", "/registrations", { body: "<a/>" });
    assert.equal(status, 400);
    assert.match(body, /The specified resource description is invalid\./);
  });

  it("a registration is reached by its tags", async () => {
    await create(gcm("g1", "a,b"));
    await create(gcm("g2", "a"));
    await hub().send("gcm", { data: {} }, { "servicebusnotification-tags": "a && !b" });
    assert.deepEqual(
      hub()
        .emulator.devices()
        .map(({ handle, tray }) => [handle, tray.length]),
      [
        ["g1", 0],
        ["g2", 1],
      ],
    );
  });
});

describe("emulator: lists of registrations", () => {
  const hub = callerForEach();
  const list = (path: string, query = "") => hub().call("GET", path, { query: `api-version=2020-06${query}` });
  const handles = (body: string) => [...body.matchAll(/<GcmRegistrationId>([^<]*)</g)].map((match) => match[1]);
  beforeEach(async () => {
    for (const id of ["g1", "g2", "g3", "g4", "g5"]) {
      await hub().call("POST", "/registrations", { body: gcm(id, id === "g4" ? "x,y" : "x") });
    }
  });

  it("all of them, in the order they came", async () => {
    const { status, headers, body } = await list("/registrations");
    assert.equal(status, 200);
    assert.equal(headers.get("content-type"), "application/atom+xml; type=feed; charset=utf-8");
    assert.equal(headers.get("x-ms-continuationtoken"), null);
    assert.deepEqual(handles(body), ["g1", "g2", "g3", "g4", "g5"]);
  });

  for (const [how, encode] of [
    ["as it came", (token: string) => token],
    ["encoded once more", encodeURIComponent],
  ] as const) {
    it(`pages go on with the token ${how}`, async () => {
      const first = await list("/registrations", "&$top=2");
      const token = first.headers.get("x-ms-continuationtoken")!;
      assert.match(token, /%3D%3D$|^[\w%]+$/);
      assert.match(first.body, /<link rel="next" href="[^"]*continuationtoken=/);
      const second = await list("/registrations", `&$top=2&continuationtoken=${encode(token)}`);
      const third = await list(
        "/registrations",
        `&$top=2&continuationtoken=${encode(second.headers.get("x-ms-continuationtoken")!)}`,
      );
      assert.deepEqual(
        [first, second, third].map(({ body }) => handles(body)),
        [["g1", "g2"], ["g3", "g4"], ["g5"]],
      );
      assert.equal(third.headers.get("x-ms-continuationtoken"), null);
    });
  }

  it("deleting page by page misses none", async () => {
    let token = "";
    const seen: (string | undefined)[] = [];
    do {
      const { headers, body } = await list("/registrations", `&$top=2${token && `&continuationtoken=${token}`}`);
      seen.push(...handles(body));
      for (const [, id] of body.matchAll(/<RegistrationId>([^<]*)</g))
        await hub().call("DELETE", `/registrations/${id}`);
      token = headers.get("x-ms-continuationtoken") ?? "";
    } while (token !== "");
    assert.deepEqual(seen, ["g1", "g2", "g3", "g4", "g5"]);
  });

  it("by tag, templates and installations included", async () => {
    await hub().install("i1", "gcm", { tags: ["y"], templates: { t: { body: '{"data":{}}' } } });
    const { body } = await list("/tags/y/registrations");
    assert.deepEqual(handles(body), ["g4", "handle-i1", "handle-i1"]);
    assert.match(body, /<Tags>\$InstallationId:\{i1\},y,t<\/Tags>/);
    assert.deepEqual(handles((await list("/tags/$InstallationId:%7Bi1%7D/registrations")).body).length, 2);
    assert.deepEqual(handles((await list("/tags/Y/registrations", "&$top=1")).body), ["g4"]);
    assert.deepEqual(handles((await list("/tags/none/registrations")).body), []);
  });

  it("by channel, also when its value is encoded twice", async () => {
    await hub().install("i1", "wns", { pushChannel: "https://a/?b=c&d" });
    assert.deepEqual(handles((await list("/registrations", "&$filter=GcmRegistrationId%20eq%20'g2'")).body), ["g2"]);
    for (const value of ["https://a/?b=c&d", encodeURIComponent("https://a/?b=c&d")]) {
      const { body } = await list("/registrations", `&$filter=${encodeURIComponent(`ChannelUri eq '${value}'`)}`);
      assert.match(body, /<ChannelUri>https:\/\/a\/\?b=c&amp;d<\/ChannelUri>/);
    }
  });

  for (const query of [
    "&$top=0",
    "&$top=x",
    "&continuationtoken=x",
    "&$filter=x",
    "&$filter=A%20eq%20b",
    `&$filter=${"%20".repeat(3000)}`,
  ]) {
    it(`${query.slice(0, 30)} is refused`, async () => assert.equal((await list("/registrations", query)).status, 400));
  }
});
