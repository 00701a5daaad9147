import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { callerForEach, textOf } from "./caller";

const serviceNamespace = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
const gcm = (handle: string, before = "") =>
  `<GcmRegistrationDescription xmlns="${serviceNamespace}">${before}<GcmRegistrationId>${handle}</GcmRegistrationId></GcmRegistrationDescription>`;

describe("emulator: notification hub jobs", () => {
  const caller = callerForEach();
  const blobs = new Map<string, string>();
  let storage: Server;
  let origin: string;
  before(async () => {
    storage = createServer(async (request, response) => {
      const name = request.url!;
      if (request.method === "PUT") blobs.set(name, await text(request));
      response.writeHead(request.method === "PUT" ? 201 : blobs.has(name) ? 200 : 404).end(blobs.get(name));
    });
    await new Promise<void>((resolve) => storage.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`;
  });
  after(() => storage.close());
  beforeEach(() => blobs.clear());

  const submit = (type: string, more: Record<string, string> = {}) => {
    const elements = { Type: type, OutputContainerUri: `${origin}/box?sig=s&sp=w`, ...more };
    const inner = Object.entries(elements).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
    const body = `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><NotificationHubJob xmlns="${serviceNamespace}">${inner.join("")}</NotificationHubJob></content></entry>`;
    return caller().call("POST", "/jobs", { body });
  };
  const ended = async (id: string): Promise<string> => {
    for (;;) {
      const { body } = await caller().call("GET", `/jobs/${id}`);
      if (/<Status>(Completed|Failed)</.test(body)) return body;
      await new Promise(setImmediate);
    }
  };
  const run = async (type: string, lines?: string[]) => {
    if (lines) blobs.set("/box/in.txt?sig=s&sp=r", lines.join("\r\n"));
    const { status, body } = await submit(type, lines && { ImportFileUri: `${origin}/box/in.txt?sig=s&sp=r` });
    assert.equal(status, 201);
    return ended(textOf(body, "JobId")!);
  };

  it("an import creates, updates and deletes registrations, and what it cannot take is written beside", async () => {
    const created = await run("ImportCreateRegistrations", [gcm("a", "<Tags>x</Tags>"), gcm("b"), "nonsense"]);
    assert.equal(textOf(created, "Status"), "Completed");
    assert.match(created, /<d3p1:Value>box\/\/hub\/1\/Failed.txt</);
    assert.match(blobs.get("/box//hub/1/Failed.txt?sig=s&sp=w") ?? "", /^nonsense\t/);
    const ids = [...blobs.get("/box//hub/1/Output.txt?sig=s&sp=w")!.matchAll(/<RegistrationId>([^<]+)/g)].map(
      ([, id]) => id!,
    );
    assert.equal(ids.length, 2);
    await run("ImportUpdateRegistrations", [gcm("a2", `<RegistrationId>${ids[0]}</RegistrationId>`)]);
    await run("ImportUpsertRegistrations", [gcm("c", "<RegistrationId>1-2-3</RegistrationId>")]);
    await run("ImportDeleteRegistrations", [ids[1]!]);
    const { body } = await caller().call("GET", "/registrations");
    assert.deepEqual(
      [...body.matchAll(/<GcmRegistrationId>(\w+)/g)].map(([, handle]) => handle),
      ["a2", "c"],
    );
  });

  it("an export writes a registration a line, which an import takes", async () => {
    await run("ImportCreateRegistrations", [gcm("a"), gcm("b")]);
    const exported = await run("ExportRegistrations");
    assert.equal(textOf(exported, "Progress"), "100");
    const lines = blobs.get("/box//hub/2/Output.txt?sig=s&sp=w")!.split("\r\n");
    assert.equal(lines.length, 2);
    assert.equal(textOf(await run("ImportUpsertRegistrations", lines), "Status"), "Completed");
    assert.equal((await caller().call("GET", "/jobs")).body.match(/<entry /g)?.length, 3);
  });

  it("a blob that cannot be read fails the job, and its address stays out of the reason", async () => {
    const { body } = await submit("ImportCreateRegistrations", { ImportFileUri: `${origin}/none?sig=secret` });
    const job = await ended(textOf(body, "JobId")!);
    assert.equal(textOf(job, "Status"), "Failed");
    assert.equal(textOf(job, "Failure"), "The storage of the job answers 404");
  });

  it("what is no job is refused", async () => {
    assert.equal((await submit("Whatever")).status, 400);
    assert.equal((await submit("ImportCreateRegistrations")).status, 400);
    assert.equal((await submit("ExportRegistrations", { OutputContainerUri: "file:///etc" })).status, 400);
    assert.equal((await caller().call("POST", "/jobs", { body: "<a>" })).status, 400);
    assert.equal((await caller().call("GET", "/jobs/9")).status, 404);
    assert.equal((await caller().call("GET", "/jobs", { rule: "listen" })).status, 403);
  });
});

describe("emulator: notification hub jobs below Standard", () => {
  const caller = callerForEach({ tier: "basic" });

  it("are refused", async () => {
    assert.equal((await caller().call("POST", "/jobs", { body: "<a/>" })).status, 403);
  });
});
