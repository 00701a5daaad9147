import assert from "node:assert/strict";
import { callerForEach, sasToken, start, textOf } from "./caller";

const headers = { "content-type": "application/json", "servicebusnotification-format": "apple" };

describe("emulator: authorization", () => {
  const hub = callerForEach();
  const send = (authorization?: string) =>
    hub().call("POST", "/messages", {
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      body: "{}",
    });

  it("an expired token is 401 and says so", async () => {
    const { status, body } = await send(sasToken(hub().emulator.connectionStrings.full, start / 1000 - 1));
    assert.equal(status, 401);
    assert.match(textOf(body, "Detail")!, /^ExpiredToken: /);
  });

  it("a wrong signature is 401 and says so", async () => {
    const { status, body } = await send(
      sasToken(hub().emulator.connectionStrings.full.replace(/SharedAccessKey=./, "SharedAccessKey=!")),
    );
    assert.equal(status, 401);
    assert.match(textOf(body, "Detail")!, /^InvalidSignature: The token has an invalid signature/);
  });

  it("no token is 401", async () => {
    const { endpoint } = hub().emulator;
    assert.equal(
      (await fetch(`${endpoint}hub/messages?api-version=2020-06`, { method: "POST", headers, body: "{}" })).status,
      401,
    );
  });

  const table: [method: string, path: string, rights: { send: boolean; listen: boolean }][] = [
    ["POST", "/messages", { send: true, listen: false }],
    ["POST", "/messages/$batch", { send: true, listen: false }],
    ["POST", "/schedulednotifications", { send: true, listen: false }],
    ["DELETE", "/schedulednotifications/1", { send: true, listen: false }],
    ["GET", "/messages/1", { send: false, listen: false }],
    ["GET", "/feedbackcontainer", { send: false, listen: false }],
    ["GET", "/registrations", { send: false, listen: false }],
    ["GET", "/tags/x/registrations", { send: false, listen: false }],
    ["PUT", "/installations/i1", { send: false, listen: true }],
    ["GET", "/installations/i1", { send: false, listen: true }],
    ["PATCH", "/installations/i1", { send: false, listen: true }],
    ["DELETE", "/installations/i1", { send: false, listen: true }],
    ["POST", "/registrationids", { send: false, listen: true }],
    ["POST", "/registrations", { send: false, listen: true }],
    ["PUT", "/registrations/1", { send: false, listen: true }],
    ["GET", "/registrations/1", { send: false, listen: true }],
    ["DELETE", "/registrations/1", { send: false, listen: true }],
  ];
  for (const [method, path, rights] of table) {
    it(`${method} ${path} is for ${
      Object.entries(rights)
        .filter(([, may]) => may)
        .map(([rule]) => rule)[0] ?? "Manage"
    }`, async () => {
      for (const rule of ["send", "listen", "full"] as const) {
        const { status, body } = await hub().call(method, path, { rule });
        const may = rule === "full" || rights[rule];
        if (may) assert.notEqual(status, 403, rule);
        else assert.deepEqual([status, body], [403, ""], rule);
      }
    });
  }

  it("the registrations of one channel are for Listen", async () => {
    const query = "api-version=2020-06&$filter=GcmRegistrationId%20eq%20'x'";
    assert.equal((await hub().call("GET", "/registrations", { rule: "listen", query })).status, 200);
  });

  it("new keys refuse what the old ones signed", async () => {
    const old = sasToken(hub().emulator.connectionStrings.send);
    assert.equal((await send(old)).status, 201);
    const strings = hub().emulator.rotateKeys();
    assert.equal((await send(old)).status, 401);
    assert.equal((await send(sasToken(strings.send))).status, 201);
    assert.deepEqual(hub().emulator.connectionStrings, strings);
    const answer = await hub().control("POST", "rotate");
    assert.equal((await send(sasToken(JSON.parse(answer.body).send))).status, 201);
  });

  it("connection strings have three parts, and a fourth that tells of plain http", () => {
    const { endpoint, connectionStrings } = hub().emulator;
    for (const text of Object.values(connectionStrings)) {
      assert.match(
        text,
        /^Endpoint=http:\/\/127\.0\.0\.1:\d+\/;SharedAccessKeyName=\w+;SharedAccessKey=[\w+/=]{44};UseDevelopmentEmulator=true$/,
      );
      assert.ok(text.startsWith(`Endpoint=${endpoint};`));
    }
  });
});
