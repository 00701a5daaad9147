import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { dispatch } from "../../../sdk/emulator/dispatch";
import { Hub } from "../../../sdk/emulator/hub";
import { Refusal } from "../../../sdk/emulator/reply";
import { aCaller, type Caller, sasToken, start } from "./caller";

describe("emulator: whatever is sent to it", () => {
  let caller: Caller;
  before(async () => {
    caller = await aCaller({ tlsPort: 0 });
  });
  after(() => caller.emulator.close());
  const alive = async () => assert.equal((await caller.send("apple", {})).status, 201);

  /** Writes bytes and waits until the other side has answered or hung up. */
  function deliver(port: number, bytes: Uint8Array): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk.toString("latin1");
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(answer));
      socket.end(bytes);
    });
  }

  const ports = () => [caller.emulator.endpoint, caller.emulator.tlsEndpoint!].map((url) => Number(new URL(url).port));

  it("random bytes on either port do it no harm", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        for (const port of ports()) await deliver(port, bytes);
      }),
      { numRuns: 40 },
    );
    await alive();
  });

  it("requests that are nearly right are answered, and never with 500", async () => {
    const part = fc.constantFrom(
      "/",
      "hub",
      "messages",
      "$batch",
      "%",
      "%ff",
      "..",
      "_emulator",
      "sends",
      "é",
      "//",
      "\\",
      "*",
      "http://x/",
    );
    const line = fc.constantFrom(
      "Host: 127.0.0.1",
      "Host: a b",
      "Content-Length: 5",
      "Transfer-Encoding: chunked",
      "Expect: 100-continue",
      "Upgrade: h2c\r\nConnection: Upgrade",
      "Authorization: SharedAccessSignature sr=%&sig=&se=1&skn=x",
      "ServiceBusNotification-Format: apple",
      "X: \u0001",
      "Origin: null",
      "Connection: close",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "FOO"),
        fc.array(part, { maxLength: 5 }),
        fc.array(line, { maxLength: 5 }),
        fc.string({ maxLength: 50 }),
        async (method, parts, lines, body) => {
          const text = `${method} /${parts.join("/")}?api-version=2020-06 HTTP/1.1\r\n${["Connection: close", ...lines].join("\r\n")}\r\n\r\n${body}`;
          const answer = await deliver(ports()[0]!, Buffer.from(text));
          assert.ok(!answer.startsWith("HTTP/1.1 500"), answer);
        },
      ),
      { numRuns: 200 },
    );
    await alive();
  });

  it("a body without end is cut off, and none of it is kept", async () => {
    const megabyte = Buffer.alloc(1024 * 1024, "x");
    const before = process.memoryUsage().arrayBuffers;
    const socket = connect(ports()[0]!, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("POST /hub/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    let written = 0;
    while (!socket.destroyed && written < 200) {
      socket.write(`${megabyte.length.toString(16)}\r\n`);
      socket.write(megabyte);
      if (!socket.write("\r\n")) await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => {});
      written++;
    }
    assert.ok(written < 50, `${written} MB were read`);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024);
    await alive();
  });

  it("a large body that ends is 413, on a batch from 4 MB", async () => {
    const body = Buffer.alloc(5 * 1024 * 1024, "x");
    assert.equal((await caller.call("POST", "/messages", { body })).status, 413);
    assert.equal((await caller.call("POST", "/messages/$batch", { body })).status, 413);
    assert.equal((await caller.control("POST", "faults", "x".repeat(100_000))).status, 413);
  });

  it("a caller that hangs up in the middle is forgotten", async () => {
    const head = "POST /hub/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{";
    await deliver(ports()[0]!, Buffer.from(head));
    await alive();
  });
});

describe("emulator: signed requests with any content", () => {
  const operations: [method: string, path: string][] = [
    ["POST", "messages"],
    ["POST", "messages/$batch"],
    ["GET", "messages/1"],
    ["POST", "schedulednotifications"],
    ["PUT", "installations/i1"],
    ["PATCH", "installations/i1"],
    ["GET", "installations/i1"],
    ["POST", "registrations"],
    ["PUT", "registrations/r1"],
    ["GET", "registrations"],
    ["GET", "tags/a/registrations"],
    ["DELETE", "registrations/r1"],
  ];
  const format = fc.constantFrom(
    "apple",
    "fcmv1",
    "template",
    "windows",
    "browser",
    "baidu",
    "nokiax",
    "__proto__",
    "constructor",
  );
  const json = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.string(),
    fc.constantFrom(
      '{"installationId":"i1","platform":"apns","pushChannel":"AB"}',
      '{"__proto__":{"a":1}}',
      '{"platform":"constructor"}',
      '[{"op":"add","path":"/tags","value":"x"}]',
      '[{"op":"add","path":"/templates/__proto__","value":"{}"}]',
      "[".repeat(30_000),
      '{"a":'.repeat(10_000),
      "<entry><content><AppleRegistrationDescription><DeviceToken>AB</DeviceToken></AppleRegistrationDescription></content></entry>",
      '--B\r\nContent-Disposition: inline; name=notification\r\n\r\n{}\r\n--B\r\nContent-Disposition: inline; name=devices\r\n\r\n["a"]\r\n--B--',
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: "grapheme-ascii" }),
    fc.constantFrom("a && (b || !c)", "((((", "AB", '"1"', "2026-01-02T04:00:00Z", "1e999"),
  );

  it("are carried out or refused with 4xx", () => {
    const hub = new Hub("hub", "standard", () => start);
    hub.endpoint = "http://127.0.0.1:1/";
    const authorization = sasToken(hub.connectionStrings().full);
    fc.assert(
      fc.property(
        fc.constantFrom(...operations),
        format,
        json,
        fc.record({ tags: text, handle: text, time: text, match: text, type: text }),
        fc.constantFrom(
          "",
          "&direct",
          "&test",
          "&$top=1",
          "&$filter=DeviceToken%20eq%20'AB'",
          "&continuationtoken=YWZ0ZXIgMQ",
        ),
        (operation, name, body, headers, more) => {
          const [method, path] = operation;
          const search = `api-version=2020-06${more}`;
          const request = {
            method,
            origin: "http://127.0.0.1:1",
            host: "127.0.0.1:1",
            path: `/hub/${path}`,
            segments: ["hub", ...path.split("/")],
            query: new URLSearchParams(search),
            search,
            headers: {
              authorization,
              "content-type": path.endsWith("$batch") ? "multipart/mixed; boundary=B" : "application/json",
              "x-wns-type": "wns/toast",
              auth: "a",
              p256dh: "p",
              "servicebusnotification-format": name,
              "servicebusnotification-tags": headers.tags,
              "servicebusnotification-devicehandle": headers.handle,
              "servicebusnotification-scheduletime": headers.time,
              "servicebusnotification-apns-expiry": headers.time,
              "if-match": headers.match,
              trackingid: headers.type,
            },
            body: Buffer.from(body),
          };
          try {
            assert.ok(dispatch(hub, request).status < 300);
          } catch (error) {
            assert.ok(error instanceof Refusal && error.status >= 400 && error.status < 500, String(error));
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
