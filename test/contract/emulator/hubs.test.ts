import assert from "node:assert/strict";
import { callerForEach, sasToken, textOf } from "./caller";

const entry = (inner = "") =>
  `<?xml version="1.0" encoding="utf-8"?><entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><NotificationHubDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">${inner}</NotificationHubDescription></content></entry>`;

describe("emulator: hubs of the namespace", () => {
  const caller = callerForEach();
  const call = async (method: string, path: string, body?: string, more: Record<string, string> = {}) => {
    const { endpoint, connectionStrings } = caller().emulator;
    const headers = { authorization: sasToken(connectionStrings.full), ...more };
    const response = await fetch(`${endpoint}${path}?api-version=2020-06`, { method, headers, body });
    return { status: response.status, body: await response.text() };
  };

  it("one is created, read, updated, listed and deleted, in Atom", async () => {
    const credential = "<GcmCredential><Properties/></GcmCredential>";
    const created = await call("PUT", "second", entry(credential));
    assert.equal(created.status, 201);
    assert.match(created.body, /<title type="text">second<\/title>/);
    assert.equal((await call("PUT", "second", entry())).status, 409);
    assert.ok((await call("GET", "Second")).body.includes(credential));
    assert.equal((await call("PUT", "second", entry(), { "if-match": "*" })).status, 200);
    const { body } = await call("GET", "$Resources/NotificationHubs");
    assert.deepEqual(
      [...body.matchAll(/<entry.*?<title type="text">(\w+)/g)].map(([, name]) => name),
      ["hub", "second"],
    );
    assert.equal((await call("DELETE", "second")).status, 200);
    assert.equal((await call("GET", "second")).status, 404);
  });

  it("its devices and its sends are its own", async () => {
    await call("PUT", "second", entry());
    const installation = JSON.stringify({ installationId: "i", platform: "gcm", pushChannel: "h" });
    await call("PUT", "second/installations/i", installation);
    assert.equal((await call("GET", "hub/installations/i")).status, 404);
    const headers = { "content-type": "application/json", "servicebusnotification-format": "gcm" };
    for (const name of ["hub", "second"])
      assert.equal((await call("POST", `${name}/messages`, "{}", headers)).status, 201);
    const [first, second] = caller().emulator.sends();
    assert.deepEqual([first?.hub, first?.targets, second?.hub, second?.targets], ["hub", 0, "second", 1]);
    assert.equal((await call("GET", `hub/messages/${second?.id}`)).status, 404);
    assert.equal(textOf((await call("GET", `second/messages/${second?.id}`)).body, "State"), "Completed");
    assert.equal(caller().emulator.devices().length, 1);
    caller().emulator.reset();
    assert.equal((await call("GET", "second")).status, 404);
  });

  it("what cannot be is refused", async () => {
    for (const [method, path, body, status] of [
      ["PUT", "second", "<entry/>", 400],
      ["PUT", "second", entry("<unclosed>"), 400],
      ["PUT", "%20", entry(), 400],
      ["GET", "none", undefined, 404],
      ["POST", "hub", "", 405],
      ["DELETE", "hub", undefined, 403],
      ["GET", "$Resources/Queues", undefined, 404],
      ["POST", "$Resources/NotificationHubs", "", 405],
    ] as const) {
      assert.equal((await call(method, path, body)).status, status, `${method} ${path} ${body}`);
    }
    const listen = { authorization: sasToken(caller().emulator.connectionStrings.listen) };
    assert.equal((await call("GET", "hub", undefined, listen)).status, 403);
  });
});
