import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { HubDump } from "../../../provider/client/debug";
import { AmbiguousSendError } from "../../../provider/client/errors/ambiguousSendError";
import { answers, key, withHub } from "./scriptedHub";

const outcome =
  '<NotificationOutcome xmlns="x"><Success>1</Success><Failure>0</Failure><Results><RegistrationResult><ApplicationPlatform>apple</ApplicationPlatform><PnsHandle>c0ffee00c0ffee</PnsHandle><RegistrationId>1</RegistrationId><Outcome>sent</Outcome></RegistrationResult></Results></NotificationOutcome>';
const notification = { format: "apple", body: '{"aps":{"alert":"hi"}}' } as const;

describe("debug", () => {
  it("shows request, response and outcome, with signature, key and handles masked", () =>
    withHub(answers([201, { TrackingId: "t-1" }, outcome]), async (hub) => {
      const dumps: HubDump[] = [];
      const client = hub.client({ debug: (dump) => dumps.push(dump) });
      await client.send(notification, { device: "feedfacefeedface" }, { test: true, trackingId: "mine" });
      assert.equal(dumps.length, 1);
      const { milliseconds, response, ...dump } = dumps[0]!;
      assert.ok(milliseconds >= 0);
      assert.deepEqual(dump, {
        operation: "send (apple)",
        request: {
          method: "POST",
          url: `http://127.0.0.1:${hub.port}/myhub/messages?api-version=2020-06&direct&test`,
          headers: {
            Authorization: "SharedAccessSignature ***",
            "Content-Type": "application/json;charset=utf-8",
            "ServiceBusNotification-Format": "apple",
            TrackingId: "mine",
            "ServiceBusNotification-DeviceHandle": "***",
          },
          body: notification.body,
        },
        outcome: {
          success: 1,
          failure: 0,
          results: [{ applicationPlatform: "apple", pnsHandle: "***", registrationId: "1", outcome: "sent" }],
        },
      });
      assert.equal(response?.status, 201);
      assert.equal(response?.headers.trackingid, "t-1");
      const shown = JSON.stringify(dumps);
      for (const secret of [key, "c0ffee00c0ffee", "feedfacefeedface", "sig="])
        assert.ok(!shown.includes(secret), secret);
    }));

  it("never alters the request: with and without it the same bytes go out", () =>
    withHub(answers([201]), async (hub) => {
      const options = { test: true, trackingId: "t", schedule: undefined };
      const now = () => 1_767_225_600_000;
      await hub.client({ now }).send(notification, { tags: ["a", "b"] }, options as never);
      await hub.client({ now, debug: () => {} }).send(notification, { tags: ["a", "b"] }, options as never);
      const [plain, debugged] = hub.received.map(({ at: _, ...rest }) => rest);
      assert.deepEqual(debugged, plain);
    }));

  it("shows every try, and a try without an answer by what ended it", () =>
    withHub(
      (_request, response, index, socket) => {
        if (index === 0) response.writeHead(429, { "Retry-After": "0" }).end();
        else socket.resetAndDestroy();
      },
      async (hub) => {
        const dumps: HubDump[] = [];
        const client = hub.client({ debug: (dump) => dumps.push(dump) });
        await assert.rejects(client.send(notification, { everyone: true }), AmbiguousSendError);
        assert.deepEqual(
          dumps.map(({ response, failure }) => response?.status ?? failure),
          [429, "connection"],
        );
      },
    ));

  it("a debug function that throws does not cost the result", () =>
    withHub(answers([201]), async (hub) => {
      const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
      const client = hub.client({
        debug: () => {
          throw new Error("debug broke");
        },
      });
      assert.equal((await client.send(notification, { everyone: true })).status, 201);
      assert.equal((await warned).message, "debug broke");
    }));

  it("true prints to standard error what a person reads", () =>
    withHub(answers([201, {}, outcome]), async (hub) => {
      const { write } = process.stderr;
      let printed = "";
      process.stderr.write = ((text: string) => {
        printed += text;
        return true;
      }) as typeof write;
      try {
        await hub.client({ debug: true }).send(notification, { tags: "a" }, { test: true });
      } finally {
        process.stderr.write = write;
      }
      assert.match(printed, /^# send \(apple\): 201 in \d+ ms\nPOST http:\/\/127\.0\.0\.1:\d+\/myhub\/messages\?/);
      assert.match(printed, /\nAuthorization: SharedAccessSignature \*\*\*\n/);
      assert.match(printed, /\nServiceBusNotification-Tags: a\n\n\{"aps":\{"alert":"hi"\}\}\n\n201 Created\n/);
      assert.match(printed, /\noutcome: 1 sent, 0 failed\n\n$/);
    }));
});
