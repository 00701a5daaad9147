import assert from "node:assert/strict";
import { ContainerClient } from "@azure/storage-blob";
import { callerForEach, textOf } from "./caller";

const apple = { aps: { alert: "a & b" } };

describe("emulator: telemetry", () => {
  const hub = callerForEach();
  const details = async (answer: { headers: Headers }, query?: string) => {
    const id = new URL(answer.headers.get("location")!).pathname.split("/").at(-1)!;
    return hub().call("GET", `/messages/${id}`, { query });
  };

  it("tells what was sent, when, and what became of it per platform", async () => {
    const template = { templates: { t: { body: '{"data":{"a":"$(m)"}}' } } };
    await hub().install("i1", "gcm", template);
    await hub().install("i2", "adm", template);
    await hub().install("i3", "adm", template);
    hub().emulator.orderOutcome({ platform: "adm", handle: "handle-i3", outcome: "Throttled" });
    const { body } = await details(await hub().send("template", { m: "1" }, { "servicebusnotification-tags": "t" }));
    assert.equal(textOf(body, "State"), "Completed");
    assert.equal(textOf(body, "EnqueueTime"), "2026-01-02T03:04:05.000Z");
    assert.equal(textOf(body, "EndTime"), "2026-01-02T03:04:05.000Z");
    assert.equal(textOf(body, "Tags"), "t");
    assert.equal(textOf(body, "TargetPlatforms"), "gcmtemplate,admtemplate");
    assert.match(
      body,
      /<GcmOutcomeCounts><Outcome><Name>Success<\/Name><Count>1<\/Count><\/Outcome><\/GcmOutcomeCounts>/,
    );
    assert.match(
      body,
      /<AdmOutcomeCounts><Outcome><Name>Success<.*<Name>Throttled<\/Name><Count>1<.*<\/AdmOutcomeCounts>/,
    );
    assert.match(textOf(body, "Location")!, /^sb:\/\/127\.0\.0\.1:\d+\/hub\/messages\//);
  });

  it("escapes what it repeats", async () => {
    assert.match(
      (await details(await hub().send("apple", apple))).body,
      /<NotificationBody>[^<]*a &amp; b[^<]*<\/NotificationBody>/,
    );
  });

  it("an unknown id is 404, an old api-version 400", async () => {
    assert.equal((await hub().call("GET", "/messages/unknown")).status, 404);
    assert.equal((await details(await hub().send("apple", apple), "api-version=2015-04")).status, 400);
  });
});

describe("emulator: what push services refuse", () => {
  const hub = callerForEach();
  const counts = () => hub().emulator.sends().at(-1)?.counts;

  it("an ordered outcome holds for as many notifications as ordered", async () => {
    await hub().install("i1", "apns");
    const order = { platform: "apple", handle: "handle-i1", outcome: "Throttled", times: 2 };
    assert.equal((await hub().control("POST", "devices", order)).status, 204);
    const seen = [];
    for (let number = 0; number < 3; number++) {
      await hub().send("apple", apple);
      seen.push(Object.keys(counts()?.apple ?? {})[0]);
    }
    assert.deepEqual(seen, ["Throttled", "Throttled", "Success"]);
  });

  it("a gcm handle that cannot be one is a bad channel, and its registration goes", async () => {
    await hub().install("i1", "gcm", { pushChannel: "made up" });
    await hub().install("i2", "gcm", { pushChannel: "bk3RNwTe3H0:CI2k_HHwgIpoDKCIZvvDMExUdFQ3P1" });
    await hub().send("gcm", { data: {} });
    assert.deepEqual(hub().emulator.sends()[0]?.counts, { gcm: { BadChannel: 1, Success: 1 } });
    assert.match((await hub().call("GET", "/installations/i1")).body, /"pushChannelExpired":true/);
  });

  it("a dead handle loses its registrations", async () => {
    await hub().call("PUT", "/registrations/r1", {
      body: '<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><GcmRegistrationDescription><GcmRegistrationId>g1</GcmRegistrationId></GcmRegistrationDescription></content></entry>',
    });
    hub().emulator.orderOutcome({ platform: "gcm", handle: "g1", outcome: "WrongToken" });
    await hub().send("gcm", { data: {} });
    assert.deepEqual(counts(), { gcm: { WrongToken: 1 } });
    assert.equal((await hub().call("GET", "/registrations/r1")).status, 404);
    await hub().send("gcm", { data: {} });
    assert.deepEqual(counts(), {});
  });

  it("an installation keeps its document, marked, until it gets a new channel", async () => {
    await hub().install("i1", "apns");
    hub().emulator.orderOutcome({ platform: "apple", handle: "handle-i1", outcome: "ExpiredChannel" });
    await hub().send("apple", apple);
    assert.equal(JSON.parse((await hub().call("GET", "/installations/i1")).body).pushChannelExpired, true);
    await hub().send("apple", apple);
    assert.deepEqual(counts(), {});
    const body = '[{"op":"replace","path":"/pushChannel","value":"handle-new"}]';
    await hub().call("PATCH", "/installations/i1", { body });
    await hub().send("apple", apple);
    assert.deepEqual(counts(), { apple: { Success: 1 } });
  });

  it("refusals are in the feedback container, which a client of Azure Blob Storage reads", async () => {
    await hub().install("i1", "apns");
    hub().emulator.orderOutcome({ platform: "apple", handle: "handle-i1", outcome: "ExpiredChannel" });
    await hub().send("apple", apple);
    const url = (await hub().call("GET", "/feedbackcontainer")).body;
    const container = new ContainerClient(url);
    const names: string[] = [];
    for await (const blob of container.listBlobsFlat()) names.push(blob.name);
    assert.deepEqual(names, ["01022026"]);
    const text = (await container.getBlobClient("01022026").downloadToBuffer()).toString();
    assert.equal(textOf(text, "NotificationSystemError"), "ExpiredChannel");
    assert.equal(textOf(text, "PnsHandle"), "handle-i1");
    assert.equal(textOf(text, "InstallationId"), "i1");
    assert.equal(textOf(text, "NotificationId"), hub().emulator.sends()[0]?.id);
  });

  it("telemetry links what was refused of one send", async () => {
    await hub().install("i1", "apns");
    await hub().install("i2", "apns");
    hub().emulator.orderOutcome({ platform: "apple", handle: "handle-i2", outcome: "Throttled" });
    await hub().send("apple", apple, { "servicebusnotification-tags": "$InstallationId:{i1}" });
    await hub().send("apple", apple);
    const [clean, failed] = hub().emulator.sends();
    assert.equal(textOf((await hub().call("GET", `/messages/${clean?.id}`)).body, "PnsErrorDetailsUri"), undefined);
    const uri = textOf((await hub().call("GET", `/messages/${failed?.id}`)).body, "PnsErrorDetailsUri")!;
    const text = await (await fetch(uri.replaceAll("&amp;", "&"))).text();
    assert.equal(text.match(/<PnsFeedback /g)?.length, 1);
    assert.equal(textOf(text, "PnsHandle"), "handle-i2");
  });

  it("the container is closed without its signature", async () => {
    const url = new URL((await hub().call("GET", "/feedbackcontainer")).body);
    url.searchParams.set("sig", "x");
    assert.equal((await fetch(url)).status, 403);
  });
});
