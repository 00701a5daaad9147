import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { callerForEach, sasToken } from "./caller";

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

function call(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === "" });
    let answer: IncomingHttpHeaders = {};
    let text = "";
    stream.setEncoding("utf8");
    stream.on("response", (received) => {
      answer = received;
    });
    stream.on("data", (chunk: string) => {
      text += chunk;
    });
    stream.on("error", reject);
    stream.on("end", () => resolve({ status: Number(answer[":status"]), headers: answer, body: text }));
    if (body !== "") stream.end(body);
  });
}

/** An HTTP/2 frame (RFC 9113, section 4.1). */
function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

describe("emulator: HTTP/2 on the TLS port", () => {
  const caller = callerForEach({ tlsPort: 0 });
  const ca = () => readFileSync(caller().emulator.certificate!, "utf8");
  let session: ClientHttp2Session;
  beforeEach(() => {
    session = connect(caller().emulator.tlsEndpoint!, { ca: ca() });
  });
  afterEach(() => session.destroy());

  const send = (more: OutgoingHttpHeaders = {}) =>
    call(
      session,
      {
        ":method": "POST",
        ":path": "/hub/messages?api-version=2020-06",
        authorization: sasToken(caller().emulator.tlsConnectionStrings!.full),
        "content-type": "application/json",
        "servicebusnotification-format": "apple",
        ...more,
      },
      '{"aps":{"alert":"A"}}',
    );

  it("a send is accepted, recorded without the frame's own headers, and its Location names the authority", async () => {
    const { status, headers } = await send();
    assert.equal(status, 201);
    const { host } = new URL(caller().emulator.tlsEndpoint!);
    assert.match(headers.location ?? "", new RegExp(`^https://${host}/hub/messages/`));
    const [record] = caller().emulator.sends();
    assert.equal(record?.body, '{"aps":{"alert":"A"}}');
    assert.deepEqual(
      Object.keys(record?.headers ?? {}).filter((name) => name.startsWith(":")),
      [],
    );
  });

  it("many requests share a connection", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => send()));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
  });

  it("a signature for another host is refused, as over HTTP/1.1", async () => {
    assert.equal((await send({ ":authority": "contoso.servicebus.windows.net" })).status, 401);
  });

  it("the control plane answers to localhost only, and no other origin", async () => {
    const get = (more: OutgoingHttpHeaders) => call(session, { ":path": "/_emulator/sends", ...more });
    assert.equal((await get({})).status, 200);
    assert.equal((await get({ ":authority": "rebound.example" })).status, 403);
    assert.equal((await get({ origin: "https://rebound.example" })).status, 403);
  });

  it("reset-after drops the reply of one request and no other", async () => {
    caller().emulator.fault({ fault: "reset-after" });
    await assert.rejects(send(), { code: "ERR_HTTP2_STREAM_ERROR" });
    assert.equal(caller().emulator.sends().length, 1);
    assert.equal((await send()).status, 201);
  });

  describe("floods end their connection and nobody else's", () => {
    /** Opens HTTP/2 by hand, floods until the connection ends, and looks whether the hub still answers. */
    const flood = async (batch: () => Buffer) => {
      const port = Number(new URL(caller().emulator.tlsEndpoint!).port);
      const socket: TLSSocket = connectTls({ port, host: "localhost", ca: ca(), ALPNProtocols: ["h2"] });
      const ended = new Promise<void>((resolve) => {
        socket.on("error", () => {});
        socket.on("close", () => resolve());
      });
      socket.resume();
      socket.write(Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(4, 0, 0)]));
      let sent = 0;
      const more = () => {
        if (socket.destroyed || ++sent > 500) return;
        socket.write(batch(), () => setImmediate(more));
      };
      more();
      await ended;
      assert.ok(sent <= 500, "the connection took the whole flood");
      assert.equal((await send()).status, 201);
    };
    // GET, https, /, and an authority as literal: HPACK by RFC 7541.
    const head = Buffer.concat([Buffer.from([0x82, 0x87, 0x84, 0x41, 9]), Buffer.from("localhost")]);

    it("streams opened and reset at once", async () => {
      let stream = 1;
      await flood(() => {
        const frames: Buffer[] = [];
        for (let index = 0; index < 100; index++, stream += 2) {
          frames.push(frame(1, 5, stream, head), frame(3, 0, stream, Buffer.from([0, 0, 0, 8])));
        }
        return Buffer.concat(frames);
      });
    });

    it("headers that go on without end", async () => {
      let begun = false;
      await flood(() => {
        const frames = begun ? [] : [frame(1, 1, 1, head)];
        begun = true;
        const field = Buffer.concat([
          Buffer.from([0, 1]),
          Buffer.from("a"),
          Buffer.from([100]),
          Buffer.alloc(100, "b"),
        ]);
        for (let index = 0; index < 20; index++) frames.push(frame(9, 0, 1, field));
        return Buffer.concat(frames);
      });
    });
  });
});

describe("emulator: how it listens", () => {
  const caller = callerForEach({ tlsPort: 0 });

  it("localhost is answered whichever address it stands for", async () => {
    const { port } = new URL(caller().emulator.endpoint);
    for (const host of ["127.0.0.1", "localhost", "[::1]"]) {
      assert.equal((await fetch(`http://${host}:${port}/`)).status, 200, host);
    }
  });

  it("every reply says that it is not sniffed and not for other origins", async () => {
    const replies = [await caller().control("GET", "sends"), await caller().call("GET", "/nothing")];
    for (const { headers } of replies) {
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    }
  });

  it("a request whose body stalls ends with 408 at the server's requestTimeout", async () => {
    const { server } = caller().emulator;
    server.requestTimeout = server.headersTimeout = 300;
    const { connect: connectPlain } = await import("node:net");
    const socket = connectPlain(Number(new URL(caller().emulator.endpoint).port), "127.0.0.1");
    socket.write("POST /hub/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
    let text = "";
    for await (const chunk of socket) text += chunk;
    assert.match(text, /^HTTP\/1.1 408 /);
  });
});
