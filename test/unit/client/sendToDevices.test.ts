import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Dispatcher } from "undici";
import type { BatchResult } from "../../../provider/client/devicesResult";
import { DeviceBatchesError } from "../../../provider/client/errors/deviceBatchesError";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { HubClient } from "../../../provider/client/hubClient";
import { answers, key, type Received, type Script, withHub } from "./scriptedHub";

const notification = { format: "apple", body: { aps: { alert: "hi" } } } as const;

const devicesOf = ({ body }: Received): string[] => JSON.parse(body.split("\r\n").at(-3)!) as string[];

async function* numbered(count: number, onYield?: (index: number) => void) {
  for (let index = 0; index < count; index++) {
    onYield?.(index);
    yield `h${index}`;
  }
}

const failed = async (promise: Promise<unknown>): Promise<DeviceBatchesError> => {
  const error = await promise.then(
    () => assert.fail("succeeded"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DeviceBatchesError, String(error));
  return error;
};

describe("sendToDevices", () => {
  it("sends every handle once, in batches of 1000, with progress per batch", () =>
    withHub(
      answers([201, { Location: "https://c/h/messages/$batch/ID?api-version=2020-06&direct", TrackingId: "t" }]),
      async (hub) => {
        const seen: [number, number][] = [];
        const result = await hub.client().sendToDevices(notification, numbered(2500), {
          onBatch: ({ index }, { devices }) => seen.push([index, devices]),
        });
        assert.equal(result.devices, 2500);
        assert.deepEqual(
          result.batches.map(({ index, first, count, state }) => [index, first, count, state]),
          [
            [0, 0, 1000, "sent"],
            [1, 1000, 1000, "sent"],
            [2, 2000, 500, "sent"],
          ],
        );
        assert.deepEqual(result.batches[0]!.result, { status: 201, notificationId: "ID", trackingId: "t" });
        assert.deepEqual(
          hub.received.flatMap(devicesOf).toSorted(),
          Array.from({ length: 2500 }, (_, index) => `h${index}`).toSorted(),
        );
        assert.equal(seen.length, 3);
        assert.equal(seen.at(-1)![1], 2500);
        for (const { url, headers } of hub.received) {
          assert.equal(url, "/myhub/messages/$batch?api-version=2020-06&direct");
          assert.equal(headers["servicebusnotification-format"], "apple");
          assert.equal(headers["servicebusnotification-devicehandle"], undefined);
        }
      },
    ));

  it("takes arrays and Sets, any batch size, and handles that JSON has to escape", () =>
    withHub(answers([201]), async (hub) => {
      const client = hub.client();
      const handles = ['a"b', "c\\d", "e/f", "é".normalize("NFD").slice(0, 1)];
      await client.sendToDevices(notification, handles, { batchSize: 3 });
      await client.sendToDevices(notification, new Set(["x"]));
      assert.deepEqual(hub.received.map(devicesOf).toSorted(), [['a"b', "c\\d", "e/f"], ["e"], ["x"]].toSorted());
    }));

  it("has at most `concurrency` batches on the wire, and reads no further than it sends", () => {
    let underway = 0;
    let most = 0;
    const ahead: number[] = [];
    let answered = 0;
    const script: Script = (_request, response) => {
      most = Math.max(most, ++underway);
      setTimeout(() => {
        underway--;
        answered++;
        response.writeHead(201).end();
      }, 15);
    };
    return withHub(script, async (hub) => {
      const source = numbered(200, (index) => ahead.push(index - answered * 10));
      await hub.client().sendToDevices(notification, source, { batchSize: 10, concurrency: 3 });
      assert.equal(most, 3);
      assert.ok(Math.max(...ahead) <= 40, `read ${Math.max(...ahead)} handles ahead`);
    });
  });

  it("a batch that fails does not stop the others, and its doubt is its own", () =>
    withHub(
      (request, response) => {
        const [first] = devicesOf(request);
        response.writeHead(first === "h2" ? 500 : 201).end();
      },
      async (hub) => {
        const error = await failed(hub.client().sendToDevices(notification, numbered(8), { batchSize: 2 }));
        assert.equal(error.certainty, "ambiguous");
        assert.equal(error.result.devices, 6);
        assert.deepEqual(
          error.result.batches.map(({ state }) => state),
          ["sent", "in-doubt", "sent", "sent"],
        );
        assert.equal(error.result.batches[1]!.error?.name, "AmbiguousSendError");
        assert.match(
          error.message,
          /^send to devices: 1 of 4 batches were not accepted \(6 devices were in accepted batches\): send \(apple\) on /,
        );
        assert.equal(hub.received.length, 4);
      },
    ));

  it("a refusal that every batch would meet stops at once: nothing was sent", () =>
    withHub(answers([403]), async (hub) => {
      const source = numbered(1_000_000);
      const error = await failed(hub.client().sendToDevices(notification, source, { batchSize: 10, concurrency: 2 }));
      assert.equal(error.certainty, "not-sent");
      assert.ok(hub.received.length <= 2);
      assert.match(error.message, /this needs a key with the Send right and a namespace of the Basic tier or above/);
      assert.equal((await source.next()).done, true);
    }));

  it("a throttled batch waits with all others and is sent", () =>
    withHub(
      (_request, response, index) => response.writeHead(index === 1 ? 429 : 201, { "Retry-After": "0" }).end(),
      async (hub) => {
        const { devices } = await hub
          .client()
          .sendToDevices(notification, numbered(30), { batchSize: 10, concurrency: 1 });
        assert.equal(devices, 30);
        assert.deepEqual(devicesOf(hub.received[1]!), devicesOf(hub.received[2]!));
      },
    ));

  it("a handle that is none fails its batch by position, unquoted; the others go out", () =>
    withHub(answers([201]), async (hub) => {
      const handles = ["a", "b", "c", "not a handle", "e", undefined] as string[];
      const error = await failed(hub.client().sendToDevices(notification, handles, { batchSize: 2 }));
      assert.deepEqual(
        error.result.batches.map(({ state }) => state),
        ["sent", "not-sent", "not-sent"],
      );
      assert.match(error.message, /handles\[3\]: expected a device handle/);
      assert.match(error.result.batches[2]!.error!.message, /^handles\[5\]: /);
      assert.ok(!error.message.includes("not a handle"));
      assert.equal(hub.received.length, 1);
    }));

  it("a signal ends it, even with a source that hangs; what was on the wire is in doubt", () =>
    withHub(
      (request, response) => {
        if (devicesOf(request)[0] === "h0") response.writeHead(201).end();
      },
      async (hub) => {
        async function* hanging() {
          yield* numbered(4);
          await new Promise(() => {});
        }
        const signal = AbortSignal.timeout(150);
        const error = await failed(hub.client().sendToDevices(notification, hanging(), { batchSize: 2, signal }));
        assert.deepEqual(
          error.result.batches.map(({ state }) => state),
          ["sent", "in-doubt"],
        );
        assert.equal(error.cause, signal.reason);
      },
    ));

  it("a source that fails, and an onBatch that throws, end it with what was sent", () =>
    withHub(answers([201]), async (hub) => {
      const fault = new Error("database gone");
      async function* failing() {
        yield* numbered(4);
        throw fault;
      }
      const error = await failed(hub.client().sendToDevices(notification, failing(), { batchSize: 2 }));
      assert.equal(error.cause, fault);
      assert.equal(error.result.devices, 4);
      const onBatch = (_batch: BatchResult) => {
        throw fault;
      };
      const options = { batchSize: 2, concurrency: 1, onBatch };
      const other = await failed(hub.client().sendToDevices(notification, numbered(20), options));
      assert.equal(other.cause, fault);
      assert.equal(other.result.batches.length, 1);
      await assert.rejects(
        hub.client().sendToDevices(
          notification,
          (async function* () {
            yield* [];
            throw fault;
          })(),
        ),
        fault,
      );
    }));

  it("refuses before a handle is read what no batch could say", () =>
    withHub(answers([201]), async (hub) => {
      const refused = async (format: string, handles: unknown, options: object = {}) => {
        const client = hub.client();
        const sent = client.sendToDevices({ format, body: "{}" } as never, handles as never, options);
        const error = await sent.then(
          () => assert.fail("not refused"),
          (reason: unknown) => reason,
        );
        assert.ok(error instanceof PayloadError, String(error));
        return error.message;
      };
      assert.match(await refused("browser", ["a"]), /^format: expected a platform that supports batches/);
      assert.match(await refused("template", ["a"]), /^format: /);
      assert.match(await refused("pineapple", ["a"]), /^format: expected one of/);
      assert.match(await refused("apple", "abc"), /^handles: expected an array or another iterable/);
      assert.match(await refused("apple", undefined), /^handles: /);
      assert.match(await refused("apple", []), /^handles: expected at least one/);
      assert.match(await refused("apple", ["a"], { batchSize: 1001 }), /^batchSize: expected 1 to 1000/);
      assert.match(await refused("apple", ["a"], { concurrency: 0 }), /^concurrency: /);
      assert.equal(hub.received.length, 0);
    }));

  it("writes any number of handles into the memory of as many batches as are on the wire, and the next", async () => {
    const memory = new Set<unknown>();
    const dispatch: Dispatcher["dispatch"] = ({ body }, handler) => {
      memory.add((body as Buffer).buffer);
      const controller = { abort: () => {} } as unknown as Dispatcher.DispatchController;
      handler.onRequestStart?.(controller, {});
      setImmediate(() => {
        handler.onResponseStart?.(controller, 201, {}, "Created");
        handler.onResponseEnd?.(controller, {});
      });
      return true;
    };
    const client = new HubClient({
      connectionString: `Endpoint=sb://c/;SharedAccessKeyName=r;SharedAccessKey=${key};EntityPath=h`,
      dispatcher: { dispatch } as Dispatcher,
    });
    const { devices, batches } = await client.sendToDevices(notification, numbered(100_000), { batchSize: 100 });
    assert.equal(devices, 100_000);
    assert.equal(batches.length, 1000);
    assert.ok(memory.size <= 9, `${memory.size} bodies`);
  });
});
