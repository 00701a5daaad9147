import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { AmbiguousSendError } from "../../../provider/client/errors/ambiguousSendError";
import { HubAbortError } from "../../../provider/client/errors/hubAbortError";
import { HubConnectionError } from "../../../provider/client/errors/hubConnectionError";
import { HubResponseError } from "../../../provider/client/errors/hubResponseError";
import type { HubClient } from "../../../provider/client/hubClient";
import { answers, withHub } from "./scriptedHub";

const send = (client: HubClient, signal?: AbortSignal) =>
  client.send({ format: "apple", body: { aps: {} } }, { everyone: true }, signal ? { signal } : {});

const failure = async <E extends Error>(
  promise: Promise<unknown>,
  type: abstract new (...args: never[]) => E,
): Promise<E> => {
  const error = await promise.then(
    () => assert.fail("succeeded"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof type, `${type.name} expected, got ${error}`);
  return error;
};

describe("a send that was refused for now (numbers are conformance cases)", () => {
  it("26: 429 is waited for and sent again", () =>
    withHub(answers([429, { "Retry-After": "1" }], [201]), async (hub) => {
      assert.equal((await send(hub.client())).status, 201);
      assert.equal(hub.received.length, 2);
      assert.ok(hub.received[1]!.at - hub.received[0]!.at >= 1000);
    }));

  it("29: so is 403 with Retry-After, here a date", () => {
    const script = answers([403, { "Retry-After": new Date(Date.now() + 1000).toUTCString() }], [201]);
    return withHub(script, async (hub) => {
      assert.equal((await send(hub.client())).status, 201);
      assert.equal(hub.received.length, 2);
    });
  });

  it("28: 403 without Retry-After is a missing right: one request, a clear no", () =>
    withHub(answers([403, { "Content-Length": "0" }]), async (hub) => {
      const error = await failure(send(hub.client()), HubResponseError);
      assert.equal(hub.received.length, 1);
      assert.equal(error.certainty, "not-sent");
      assert.equal(error.detail, undefined);
      assert.match(error.message, /403 Forbidden; this needs a key with the Send right$/);
    }));

  it("a wait beyond maxWaitSeconds ends at once, with what the hub asked for", () =>
    withHub(answers([429, { "Retry-After": "30" }]), async (hub) => {
      const begun = performance.now();
      const error = await failure(send(hub.client()), HubResponseError);
      assert.ok(performance.now() - begun < 500);
      assert.equal(error.retryAfterSeconds, 30);
      assert.equal(error.certainty, "not-sent");
      assert.match(error.message, /the hub is throttling; try again in 30 s$/);
      assert.equal(hub.received.length, 1);
    }));

  it("maxWaitSeconds 0 never waits, and asks again once the throttle is over", () =>
    withHub(answers([429, { "Retry-After": "0" }], [201]), async (hub) => {
      const client = hub.client({ retry: { maxWaitSeconds: 0 } });
      await failure(send(client), HubResponseError);
      await new Promise((resolve) => setTimeout(resolve, 520));
      assert.equal((await send(client)).status, 201);
    }));

  it("Retry-After: 0 for ever does not become a storm", () =>
    withHub(answers([429, { "Retry-After": "0" }]), async (hub) => {
      await failure(send(hub.client({ retry: { maxWaitSeconds: 1.2 } })), HubResponseError);
      assert.equal(hub.received.length, 3);
    }));

  it("401 is signed anew and sent once more, then it is a clear no", () =>
    withHub(answers([401], [201]), async (hub) => {
      assert.equal((await send(hub.client())).status, 201);
      assert.equal(hub.received.length, 2);
    }).then(() =>
      withHub(
        answers([401, {}, "<Error><Code>401</Code><Detail>ExpiredToken: .TrackingId:t-1,TimeStamp:1</Detail></Error>"]),
        async (hub) => {
          const error = await failure(send(hub.client()), HubResponseError);
          assert.equal(hub.received.length, 2);
          assert.equal(error.detail, "ExpiredToken:");
          assert.equal(error.trackingId, "t-1");
          assert.match(error.message, /401 Unauthorized, ExpiredToken; check this machine's clock$/);
        },
      ),
    ));

  it("401 signs with a new expiry when the clock went on", () => {
    let seconds = 1_000_000;
    return withHub(
      (_request, response, index) => {
        seconds += 5;
        response.writeHead(index === 0 ? 401 : 201).end();
      },
      async (hub) => {
        await send(hub.client({ now: () => seconds * 1000 }));
        const expiries = hub.received.map(({ headers }) => /se=(\d+)/.exec(headers.authorization!)?.[1]);
        assert.deepEqual(expiries, ["1000300", "1000305"]);
      },
    );
  });

  it("400, 404, 410 and 413 are clear: one request, the service's words, its tracking id", async () => {
    for (const status of [400, 404, 409, 410, 413, 418]) {
      const body = `<Error><Code>${status}</Code><Detail>An invalid tag(s) &apos;x&apos; was supplied.TrackingId:abc_G1,TimeStamp:1/2/2026 3:04:05 AM +00:00</Detail></Error>`;
      await withHub(answers([status, {}, body]), async (hub) => {
        const error = await failure(send(hub.client()), HubResponseError);
        assert.equal(hub.received.length, 1);
        assert.equal(error.certainty, "not-sent");
        assert.equal(error.detail, "An invalid tag(s) 'x' was supplied");
        assert.equal(error.trackingId, "abc_G1");
        assert.match(error.message, new RegExp(`^send \\(apple\\) on hub myhub at 127\\.0\\.0\\.1:\\d+: ${status} `));
      });
    }
  });
});

describe("a send without a clear answer", () => {
  it("27: 408 and every 5xx are ambiguous and not sent again", async () => {
    for (const status of [408, 500, 502, 503, 504, 599]) {
      await withHub(answers([status, { "Retry-After": "0" }]), async (hub) => {
        const error = await failure(send(hub.client()), AmbiguousSendError);
        assert.equal(hub.received.length, 1);
        assert.equal(error.certainty, "ambiguous");
        assert.equal(error.status, status);
        assert.equal(error.trackingId, hub.received[0]!.headers.trackingid);
        assert.match(error.message, /it may have been sent, so it was not sent again/);
      });
    }
  });

  it("27: neither is a reset after the request arrived", () =>
    withHub(
      (_request, _response, _index, socket) => socket.resetAndDestroy(),
      async (hub) => {
        const error = await failure(send(hub.client()), AmbiguousSendError);
        assert.equal(hub.received.length, 1);
        assert.equal(error.status, undefined);
        assert.equal(error.trackingId, hub.received[0]!.headers.trackingid);
        assert.equal((error.cause as NodeJS.ErrnoException).code, "ECONNRESET");
      },
    ));

  it("statuses that a hub never gives are ambiguous too", async () => {
    for (const status of [202, 204, 302]) {
      await withHub(answers([status, { Location: "/elsewhere" }]), async (hub) => {
        await failure(send(hub.client()), AmbiguousSendError);
        assert.equal(hub.received.length, 1);
      });
    }
  });
});

describe("a connection that was never made", () => {
  it("is tried again and then a clear no", async () => {
    const attempts: number[] = [];
    await withHub(answers([201]), async (hub) => {
      const { port } = hub;
      await hub.close();
      const client = hub.client({ retry: { maxWaitSeconds: 1 }, debug: () => attempts.push(1) });
      const error = await failure(send(client), HubConnectionError);
      assert.equal(error.certainty, "not-sent");
      assert.match(
        error.message,
        new RegExp(`no connection \\(connect ECONNREFUSED 127\\.0\\.0\\.1:${port}\\); check`),
      );
      assert.equal((error.cause as NodeJS.ErrnoException).code, "ECONNREFUSED");
      assert.equal(attempts.length, 2);
    });
  });

  it("succeeds when the hub comes up meanwhile", async () => {
    let late: Promise<void> | undefined;
    await withHub(answers([201]), async (hub) => {
      const { port } = hub;
      await hub.close();
      const { createServer } = await import("node:http");
      const server = createServer((_request, response) => response.writeHead(201).end());
      late = new Promise((resolve) => setTimeout(() => server.listen(port, "127.0.0.1", resolve), 100));
      assert.equal((await send(hub.client())).status, 201);
      await late;
      server.close();
      server.closeAllConnections();
    });
  });
});

describe("one back-off for all sends of a client", () => {
  it("a throttle holds the others back, one asks first, and then all go", () => {
    let throttling = true;
    let refused = 0;
    return withHub(
      (_request, response) => {
        if (!throttling) return void response.writeHead(201).end();
        refused++;
        setTimeout(() => (throttling = false), 700).unref();
        response.writeHead(429, { "Retry-After": "0" }).end();
      },
      async (hub) => {
        const client = hub.client();
        const first = send(client);
        await new Promise((resolve) => setTimeout(resolve, 100));
        const results = await Promise.all([first, ...Array.from({ length: 30 }, () => send(client))]);
        assert.ok(results.every(({ status }) => status === 201));
        // The first one, and the one that asked after half a second: nobody else bothered a throttling hub.
        // On a busy machine a second one may ask before the throttle is over.
        assert.ok(refused >= 2 && refused <= 4, `${refused} refused`);
        assert.equal(hub.received.length, refused + 31);
      },
    );
  });

  it("those whose patience is shorter than the throttle are told at once", () =>
    withHub(answers([429, { "Retry-After": "2" }], [201]), async (hub) => {
      const client = hub.client({ retry: { maxWaitSeconds: 1 } });
      await failure(send(client), HubResponseError);
      const error = await failure(send(client), HubResponseError);
      assert.equal(error.status, 429);
      assert.equal(error.certainty, "not-sent");
      assert.equal(hub.received.length, 1);
    }));

  it("a signal ends the wait: nothing was sent", () =>
    withHub(answers([429, { "Retry-After": "5" }], [201]), async (hub) => {
      const begun = performance.now();
      const error = await failure(send(hub.client(), AbortSignal.timeout(100)), HubAbortError);
      assert.ok(performance.now() - begun < 1000);
      assert.equal(error.certainty, "not-sent");
      assert.equal(hub.received.length, 1);
    }));
});

describe("what can be asked again", () => {
  it("GET and DELETE are tried again after 5xx and resets", () =>
    withHub(
      (_request, response, index, socket) => {
        if (index === 0) socket.resetAndDestroy();
        else if (index === 1) response.writeHead(503).end();
        else response.writeHead(200).end("<NotificationDetails><State>Completed</State></NotificationDetails>");
      },
      async (hub) => {
        assert.equal((await hub.client().getOutcome("id-1")).state, "Completed");
        assert.deepEqual(
          hub.received.map(({ method, url }) => `${method} ${url}`),
          Array(3).fill("GET /myhub/messages/id-1?api-version=2020-06"),
        );
      },
    ));

  it("three unclear ends are an error that leaves it open", () =>
    withHub(answers([500]), async (hub) => {
      const error = await failure(hub.client().getOutcome("id-1"), HubResponseError);
      assert.equal(error.certainty, "ambiguous");
      assert.equal(hub.received.length, 3);
    }));

  it("a cancel is not: a second answer would not tell what the first one did", () =>
    withHub(answers([500]), async (hub) => {
      const error = await failure(hub.client().cancel("id-1"), HubResponseError);
      assert.equal(error.certainty, "ambiguous");
      assert.equal(hub.received.length, 1);
    }));

  it("PATCH is not", () =>
    withHub(answers([500]), async (hub) => {
      await failure(
        hub.client().installations.patch("i", [{ op: "add", path: "/tags", value: "a" }]),
        HubResponseError,
      );
      assert.equal(hub.received.length, 1);
    }));
});
