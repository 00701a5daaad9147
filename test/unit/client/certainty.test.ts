import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "mocha";
import { Agent, type Dispatcher, RetryAgent } from "undici";
import { AmbiguousSendError } from "../../../provider/client/errors/ambiguousSendError";
import { HubAbortError } from "../../../provider/client/errors/hubAbortError";
import { HubConnectionError } from "../../../provider/client/errors/hubConnectionError";
import { HubTimeoutError } from "../../../provider/client/errors/hubTimeoutError";
import { HubClient, type HubClientOptions } from "../../../provider/client/hubClient";
import { answers, key, withHub } from "./scriptedHub";

type Thrown = Error & { certainty?: string; code?: string };

const send = (client: HubClient, signal?: AbortSignal): Promise<Thrown | undefined> =>
  client.send({ format: "apple", body: { aps: {} } }, { everyone: true }, signal ? { signal } : {}).then(
    () => undefined,
    (error: Thrown) => error,
  );

const clientOf = (endpoint: string, options: Partial<HubClientOptions> = {}) =>
  new HubClient({
    connectionString: `Endpoint=${endpoint};SharedAccessKeyName=r;SharedAccessKey=${key};EntityPath=h`,
    retry: { maxWaitSeconds: 0 },
    ...options,
  });

/** A server below HTTP. */
async function withSockets(onSocket: (socket: Socket) => void, block: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await block((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe("not-sent is what surely sent nothing", () => {
  it("a name that does not resolve", async () => {
    const error = await send(clientOf("sb://no-such-namespace.invalid/"));
    assert.ok(error instanceof HubConnectionError);
    assert.equal(error.certainty, "not-sent");
  });

  it("a refused connection", async () => {
    let free = 0;
    await withSockets(
      () => {},
      async (port) => {
        free = port;
      },
    );
    const error = await send(clientOf(`http://127.0.0.1:${free}/`));
    assert.ok(error instanceof HubConnectionError);
    assert.equal(error.certainty, "not-sent");
  });

  it("a TLS handshake that fails, by a peer that speaks no TLS or hangs up", async () => {
    for (const onSocket of [
      (socket: Socket) => void socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      (socket: Socket) => void socket.once("data", () => socket.resetAndDestroy()),
    ]) {
      await withSockets(onSocket, async (port) => {
        const error = await send(clientOf(`sb://127.0.0.1:${port}/`));
        assert.ok(error instanceof HubConnectionError, String(error));
        assert.equal(error.certainty, "not-sent");
      });
    }
  });

  it("a handshake that never ends, after timeoutMs", () =>
    withSockets(
      () => {},
      async (port) => {
        const error = await send(clientOf(`sb://127.0.0.1:${port}/`, { timeoutMs: 200 }));
        assert.ok(error instanceof HubTimeoutError, String(error));
        assert.equal(error.certainty, "not-sent");
        assert.match(error.message, /no answer within 200 ms/);
      },
    ));

  it("a send that still waits for a free connection when its time is over, even if one gets free later", () => {
    let received = 0;
    return withHub(
      (_request, response) => {
        received++;
        setTimeout(() => response.writeHead(201).end(), 400);
      },
      async (hub) => {
        const dispatcher = new Agent({ connections: 1, pipelining: 1 });
        const patient = hub.client({ dispatcher });
        const hasty = hub.client({ dispatcher, timeoutMs: 100 });
        const first = send(patient);
        const error = await send(hasty);
        assert.ok(error instanceof HubTimeoutError, String(error));
        assert.equal(error.certainty, "not-sent");
        assert.equal(await first, undefined);
        assert.equal(await send(patient), undefined);
        assert.equal(received, 2);
        await dispatcher.close();
      },
    );
  });

  it("a signal that was aborted before, or while connecting", async () => {
    await withHub(answers([201]), async (hub) => {
      const reason = new Error("enough");
      const error = await send(hub.client(), AbortSignal.abort(reason));
      assert.ok(error instanceof HubAbortError);
      assert.equal(error.name, "AbortError");
      assert.equal(error.certainty, "not-sent");
      assert.equal(error.cause, reason);
      assert.equal(hub.received.length, 0);
    });
    await withSockets(
      () => {},
      async (port) => {
        const error = await send(clientOf(`sb://127.0.0.1:${port}/`), AbortSignal.timeout(100));
        assert.ok(error instanceof HubAbortError);
        assert.equal(error.certainty, "not-sent");
      },
    );
  });

  it("a dispatcher that was closed", async () => {
    const dispatcher = new Agent();
    await dispatcher.close();
    const error = await send(clientOf("http://127.0.0.1:9/", { dispatcher }));
    assert.ok(error instanceof HubConnectionError);
    assert.equal(error.certainty, "not-sent");
  });
});

describe("ambiguous is what was written and got no clear answer", () => {
  it("silence until timeoutMs", () =>
    withHub(
      () => {},
      async (hub) => {
        const error = await send(hub.client({ timeoutMs: 200 }));
        assert.ok(error instanceof AmbiguousSendError);
        assert.match(error.message, /no answer within 200 ms; it may have been sent/);
        assert.equal(hub.received.length, 1);
      },
    ));

  it("an abort after the bytes went out", () =>
    withHub(
      () => {},
      async (hub) => {
        const error = await send(hub.client(), AbortSignal.timeout(200));
        assert.ok(error instanceof AmbiguousSendError);
        assert.match(error.message, /aborted by its signal; it may have been sent/);
      },
    ));

  it("a connection that closes before, in and after the status line", async () => {
    for (const reply of ["", "HTTP/1.1 2", "HTTP/1.1 201", "HTTP/1.1 201 Created\r\nTrack"]) {
      await withSockets(
        (socket) => void socket.once("data", () => socket.end(reply)),
        async (port) => {
          const error = await send(clientOf(`http://127.0.0.1:${port}/`));
          assert.ok(error instanceof AmbiguousSendError, `${JSON.stringify(reply)} ${error}`);
        },
      );
    }
  });

  it("a kept-alive connection that dies as the next send is written", () => {
    let requests = 0;
    return withSockets(
      (socket) =>
        void socket.on("data", () => {
          if (++requests === 1) socket.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
          else socket.resetAndDestroy();
        }),
      async (port) => {
        const client = clientOf(`http://127.0.0.1:${port}/`, { retry: { maxWaitSeconds: 20 } });
        assert.equal(await send(client), undefined);
        const error = await send(client);
        assert.ok(error instanceof AmbiguousSendError);
        assert.equal(requests, 2);
      },
    );
  });

  it("a connection that closes with a send underway and another waiting: one in doubt, the other goes on", () => {
    let requests = 0;
    return withHub(
      (_request, response, index, socket) => {
        requests++;
        if (index === 0) setTimeout(() => socket.resetAndDestroy(), 100);
        else response.writeHead(201).end();
      },
      async (hub) => {
        const dispatcher = new Agent({ connections: 1, pipelining: 1 });
        const client = hub.client({ dispatcher });
        const [first, second] = await Promise.all([send(client), send(client)]);
        assert.ok(first instanceof AmbiguousSendError);
        assert.equal(second, undefined);
        assert.equal(requests, 2);
        await dispatcher.close();
      },
    );
  });
});

describe("an answered send is accepted, whatever becomes of the rest", () => {
  it("201 with a body that breaks off", () =>
    withSockets(
      (socket) =>
        void socket.once("data", () => socket.end("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n<Noti")),
      async (port) => assert.equal(await send(clientOf(`http://127.0.0.1:${port}/`)), undefined),
    ));

  it("a clear no with a body that breaks off stays a clear no", () =>
    withSockets(
      (socket) => void socket.once("data", () => socket.end("HTTP/1.1 400 Bad\r\nContent-Length: 100\r\n\r\n<Error>")),
      async (port) => assert.equal((await send(clientOf(`http://127.0.0.1:${port}/`)))?.certainty, "not-sent"),
    ));
});

describe("a dispatcher that throws", () => {
  it("is a clear no before the request began, in doubt after it; what it quotes is masked", async () => {
    for (const begun of [false, true]) {
      const dispatch: Dispatcher["dispatch"] = ({ headers }, handler) => {
        if (begun) handler.onRequestStart?.({ abort: () => {} } as unknown as Dispatcher.DispatchController, {});
        throw new Error(`cannot send ${(headers as string[])[1]} with ${key}`);
      };
      const error = (await send(clientOf("http://127.0.0.1:9/", { dispatcher: { dispatch } as Dispatcher })))!;
      assert.equal(error.certainty, begun ? "ambiguous" : "not-sent");
      assert.match((error.cause as Error).message, /^cannot send SharedAccessSignature \*\*\* with \*\*\*$/);
      assert.ok(!error.message.includes(key));
    }
  });
});

describe("a dispatcher that repeats", () => {
  it("RetryAgent told to retry POST does not write a send twice", () =>
    withHub(answers([503]), async (hub) => {
      const agent = new Agent();
      const dispatcher = new RetryAgent(agent, { methods: ["POST"], minTimeout: 1, maxRetries: 3 });
      const error = await send(hub.client({ dispatcher }));
      assert.ok(error instanceof AmbiguousSendError, String(error));
      assert.equal(hub.received.length, 1);
      await agent.close();
    }));

  it("an interceptor that dispatches again after a reset does not either", () =>
    withHub(
      (_request, _response, _index, socket) => socket.resetAndDestroy(),
      async (hub) => {
        const agent = new Agent();
        const again: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
          let times = 0;
          const persistent: Dispatcher.DispatchHandler = {
            onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
            onResponseStart: (...args) => handler.onResponseStart?.(...args),
            onResponseData: (...args) => handler.onResponseData?.(...args),
            onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
            onResponseError(controller, error) {
              if (times++ < 2) dispatch(options, persistent);
              else handler.onResponseError?.(controller, error);
            },
          };
          return dispatch(options, persistent);
        };
        const error = await send(hub.client({ dispatcher: agent.compose(again) }));
        assert.ok(error instanceof AmbiguousSendError, String(error));
        assert.equal(hub.received.length, 1);
        await agent.close();
      },
    ));
});
