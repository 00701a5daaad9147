import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { inspect } from "node:util";
import fc from "fast-check";
import { after, before, describe, it } from "mocha";
import { Agent } from "undici";
import { HubClient } from "../../../provider/client/hubClient";
import { key } from "./scriptedHub";

/** A server that answers with any bytes; `reply` gets the request's head, to echo from it. */
let reply: (socket: Socket, head: string) => void = () => {};
let server: Server;
let hub: HubClient;
const sockets = new Set<Socket>();
const dispatcher = new Agent({ pipelining: 1, allowH2: false });

before(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    let head = "";
    socket.on("data", (chunk) => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      reply(socket, head);
      head = "";
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

/** A client that no earlier reply has throttled. */
function freshHub(): HubClient {
  const { port } = server.address() as AddressInfo;
  return new HubClient({
    connectionString: `Endpoint=http://127.0.0.1:${port}/;SharedAccessKeyName=rule;SharedAccessKey=${key};EntityPath=h`,
    retry: { maxWaitSeconds: 0 },
    timeoutMs: 200,
    dispatcher,
  });
}

after(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await dispatcher.destroy();
});

const handle = "device-handle-0123456789abcdef";

/** Every operation that reads a reply, each to its result or its error. */
const operations: Record<string, () => Promise<unknown>> = {
  send: () => hub.send({ format: "apple", body: { aps: {} } }, { everyone: true }),
  "test send": () => hub.send({ format: "apple", body: { aps: {} } }, { tags: "a" }, { test: true }),
  "direct send": () => hub.send({ format: "apple", body: { aps: {} } }, { device: handle }),
  outcome: () => hub.getOutcome("id"),
  cancel: () => hub.cancel("id"),
  feedback: () => hub.getFeedbackContainerUrl(),
  installation: () => hub.installations.get("id"),
  "installation put": () => hub.installations.put({ installationId: "id", platform: "apns", pushChannel: handle }),
  registrations: async () => {
    const found = [];
    for await (const one of hub.registrations.listByTag("a")) found.push(one);
    return found;
  },
};

/** Whatever came back: the process lives, and an error is ours and shows no secret. */
async function endures(name: string, run: () => Promise<unknown>): Promise<Error | undefined> {
  hub = freshHub();
  const error = await run().then(
    () => undefined,
    (reason: Error) => reason,
  );
  if (!error) return undefined;
  assert.match(String((error as Error & { code?: string }).code), /^(HUB_|AMBIGUOUS_SEND)/, `${name}: ${error.stack}`);
  if (name.includes("send")) assert.match((error as Error & { certainty: string }).certainty, /^(not-sent|ambiguous)$/);
  const shown = inspect(error, { depth: 10, showHidden: true });
  for (const secret of [key, encodeURIComponent(key), handle, "sig=", "skn=rule"]) {
    assert.ok(!shown.replaceAll("sig=***", "").includes(secret), `${name} shows a secret: ${shown}`);
  }
  return error;
}

const http = (status: string, headers: string[], body = "") =>
  `HTTP/1.1 ${status}\r\n${[...headers, `Content-Length: ${Buffer.byteLength(body)}`].join("\r\n")}\r\n\r\n${body}`;

describe("any reply", () => {
  for (const [name, run] of Object.entries(operations)) {
    it(`${name}: bytes that are no HTTP, and HTTP of any status, headers and body (property)`, async () => {
      const word = fc.stringMatching(/^[ -~]{0,40}$/);
      const body = fc.oneof(
        word,
        fc.string(),
        fc.constantFrom(
          "<Error><Code>401</Code><Detail>x",
          "<NotificationOutcome><Success>1</Success><Results i:nil='true'/></NotificationOutcome>",
          "<NotificationDetails><State>1</State><ApnsOutcomeCounts><Outcome/></ApnsOutcomeCounts></NotificationDetails>",
          "<feed><entry><content><AppleRegistrationDescription/></content></entry></feed>",
          '{"installationId":null}',
          "[1]",
          "null",
        ),
      );
      const header = fc.constantFrom(
        "Location: %E0%A4%A",
        "Location: https://h/h/messages/%zz",
        "Location: ",
        "Retry-After: soon",
        "Retry-After: -1",
        "Retry-After: 99999999999",
        "TrackingId: \x01",
        "x-ms-continuationtoken: a b",
        "Content-Type: x",
      );
      const whole = fc
        .tuple(fc.integer({ min: 100, max: 999 }), fc.array(header), word, body)
        .map(([status, headers, reason, text]) => http(`${status} ${reason}`, headers, text));
      const bytes = fc.oneof(
        whole,
        fc.uint8Array({ maxLength: 200 }),
        fc.tuple(whole, fc.nat({ max: 200 })).map(([text, cut]) => text.slice(0, cut)),
      );
      await fc.assert(
        fc.asyncProperty(bytes, async (answer) => {
          reply = (socket) => socket.end(typeof answer === "string" ? Buffer.from(answer, "latin1") : answer);
          await endures(name, run);
        }),
        { numRuns: 100 },
      );
    });

    it(`${name}: a reply that echoes the whole request shows no secret in the error`, async () => {
      for (const status of ["400 Bad Request", "403 Forbidden", "500 Oops", "201 Created", "200 OK"]) {
        reply = (socket, head) => {
          const [, token] = /authorization: (.*)/i.exec(head)!;
          const device = /^PUT|devicehandle/i.test(head) ? handle : "";
          const echo = `${token} ${decodeURIComponent(token!)} ${key} ${device}`;
          const detail = `<Error><Code>400</Code><Detail>you said ${echo.replaceAll("&", "&amp;")} TrackingId:${token}</Detail></Error>`;
          socket.end(http(`${status} ${token}`, [`TrackingId: ${token}`, `X-Echo: ${echo}`], detail));
        };
        await endures(name, run);
      }
      reply = (socket, head) => socket.end(`HTTP/1.1 400\x01 ${head}`);
      await endures(name, run);
    });

    it(`${name}: a body of 100 MB is not read to its end`, async () => {
      let written = 0;
      reply = (socket) => {
        const chunk = Buffer.alloc(1024 * 1024, "<a>");
        socket.write(
          `HTTP/1.1 ${name.includes("send") ? "201 Created" : "200 OK"}\r\nContent-Length: ${100 * chunk.length}\r\n\r\n`,
        );
        const more = () => {
          while (written < 100 && !socket.destroyed) {
            written++;
            if (!socket.write(chunk)) return void socket.once("drain", more);
          }
        };
        more();
      };
      await endures(name, run);
      assert.ok(written < 50, `${written} MB were taken`);
    });

    it(`${name}: endless headers and endless interim answers end with the time or the size`, async () => {
      for (const [start, line] of [
        ["HTTP/1.1 201 Created\r\n", `X-Header: ${"x".repeat(1000)}\r\n`],
        ["", "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"],
      ] as const) {
        reply = (socket) => {
          socket.write(start);
          const timer = setInterval(() => socket.write(line.repeat(4)), 5);
          socket.once("close", () => clearInterval(timer));
        };
        const error = await endures(name, run);
        assert.ok(error, "ended well");
      }
    });
  }

  it("an empty 403 names the right, and the tier where one is asked for", async () => {
    reply = (socket) => socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    const message = async (run: () => Promise<unknown>) => (await endures("", run))?.message;
    assert.match((await message(operations.send!))!, /a key with the Send right$/);
    assert.match((await message(operations.outcome!))!, /the Manage right and a namespace of the Standard tier$/);
    assert.match((await message(operations.registrations!))!, /the Manage right$/);
    const schedule = new Date(Date.now() + 600_000);
    const scheduled = () => hub.send({ format: "apple", body: {} }, { everyone: true }, { schedule });
    assert.match((await message(scheduled))!, /the Send right and a namespace of the Standard tier$/);
    const devices = ["h1", "h2"].map((text) => ({ platform: "apple" as const, handle: text }));
    const batch = () => hub.send({ format: "apple", body: {} }, { devices });
    assert.match((await message(batch))!, /the Send right and a namespace of the Basic tier or above$/);
  });

  it("a success whose body is not what was asked for is an error that says so", async () => {
    reply = (socket) => socket.end(http("200 OK", [], "<html>captive portal</html>"));
    for (const [name, expected] of [
      ["outcome", "NotificationDetails"],
      ["feedback", "a URL"],
      ["installation", "an installation"],
      ["registrations", "registrations"],
    ] as const) {
      const error = await endures(name, operations[name]!);
      assert.match(error!.message, new RegExp(`expected ${expected} in the hub's answer`));
    }
  });
});
