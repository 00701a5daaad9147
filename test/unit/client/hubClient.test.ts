import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { HubAbortError } from "../../../provider/client/errors/hubAbortError";
import { HubResponseError } from "../../../provider/client/errors/hubResponseError";
import { HubTimeoutError } from "../../../provider/client/errors/hubTimeoutError";
import type { HubClient } from "../../../provider/client/hubClient";
import { answers, withHub } from "./scriptedHub";

const details = (state: string) => `<NotificationDetails><State>${state}</State></NotificationDetails>`;

describe("HubClient.send", () => {
  it("22: a batch's id is the last segment of its Location", () =>
    withHub(
      answers([
        201,
        { Location: "https://c/h/messages/$batch/ID?V&direct", TrackingId: "t", "x-ms-correlation-request-id": "c" },
      ]),
      async (hub) => {
        const result = await hub.client().send({ format: "apple", body: {} }, { everyone: true });
        assert.deepEqual(result, { status: 201, notificationId: "ID", trackingId: "t", correlationId: "c" });
      },
    ));

  it("23: no Location is success without an id, and the tracking id is the one that was sent", () =>
    withHub(answers([200]), async (hub) => {
      const result = await hub.client().send({ format: "apple", body: {} }, { everyone: true });
      assert.deepEqual(result, { status: 200, trackingId: hub.received[0]!.headers.trackingid as string });
    }));

  it("ids with reserved characters survive the way there and back", () =>
    withHub(answers([201, { Location: "https://c/h/schedulednotifications/a%2Fb%20c" }], [200]), async (hub) => {
      const client = hub.client();
      const { notificationId } = await client.send({ format: "apple", body: {} }, { everyone: true });
      assert.equal(notificationId, "a/b c");
      await client.cancel(notificationId);
      assert.equal(hub.received[1]!.url, "/myhub/schedulednotifications/a%2Fb%20c?api-version=2020-06");
    }));

  it("signs the hub's URI, in lower case, with the default port left out", () =>
    withHub(answers([201]), async (hub) => {
      await hub.client({ hub: "MyHub" }).send({ format: "apple", body: {} }, { everyone: true });
      assert.match(
        hub.received[0]!.headers.authorization!,
        new RegExp(`sr=http%3A%2F%2F127\\.0\\.0\\.1%3A${hub.port}%2Fmyhub&`),
      );
      assert.match(hub.received[0]!.url, /^\/MyHub\/messages\?/);
    }));

  it("the per-platform verbs send their format", () =>
    withHub(answers([201]), async (hub) => {
      const client = hub.client();
      const everyone = { everyone: true } as const;
      const verbs: [string, (client: HubClient) => Promise<unknown>][] = [
        ["apple", (c) => c.sendApple({ aps: {} }, everyone)],
        ["fcmv1", (c) => c.sendFcmV1({ message: {} }, everyone)],
        ["gcm", (c) => c.sendGcm({ data: {} }, everyone)],
        ["windows", (c) => c.sendWindows("<toast/>", everyone)],
        ["windowsphone", (c) => c.sendMpns("raw", everyone)],
        ["adm", (c) => c.sendAdm({ data: {} }, everyone)],
        ["baidu", (c) => c.sendBaidu({ title: "t" }, everyone)],
        ["browser", (c) => c.sendBrowser({ title: "t" }, everyone)],
        ["xiaomi", (c) => c.sendXiaomi({ title: "t" }, everyone)],
        ["template", (c) => c.sendTemplate({ message: "m" }, everyone)],
      ];
      for (const [, verb] of verbs) await verb(client);
      assert.deepEqual(
        hub.received.map(({ headers }) => headers["servicebusnotification-format"]),
        verbs.map(([format]) => format),
      );
      await client.sendApple({ aps: {} }, { tags: "a" }, { headers: { "apns-priority": "5" }, test: true });
      assert.equal(hub.received.at(-1)!.headers["apns-priority"], "5");
      assert.match(hub.received.at(-1)!.url, /&test$/);
    }));
});

describe("HubClient.getOutcome", () => {
  it("24: 404 is not ready or unknown; tryGetOutcome says undefined", () =>
    withHub(answers([404]), async (hub) => {
      const error = await hub
        .client()
        .getOutcome("id")
        .catch((reason: unknown) => reason);
      assert.ok(error instanceof HubResponseError);
      assert.match(error.message, /404 Not Found; its telemetry is not ready yet or the id is unknown/);
      assert.equal(await hub.client().tryGetOutcome("id"), undefined);
    }));

  it("an id that is none is refused before a request", () =>
    withHub(answers([200]), async (hub) => {
      for (const id of ["", ".", "..", undefined]) {
        await assert.rejects(hub.client().getOutcome(id as string), /^PayloadError: notificationId: /);
        await assert.rejects(hub.client().cancel(id as string), /^PayloadError: notificationId: /);
      }
      assert.equal(hub.received.length, 0);
    }));
});

describe("HubClient.waitForOutcome", () => {
  it("looks again while it is unknown, enqueued or processing, and tells each new state", () => {
    const script = answers(
      [404],
      [404],
      [200, {}, details("Enqueued")],
      [200, {}, details("Processing")],
      [200, {}, details("NoTargetFound")],
    );
    return withHub(script, async (hub) => {
      const states: (string | undefined)[] = [];
      const found = await hub
        .client()
        .waitForOutcome("id", { pollSeconds: 0.02, onState: (state) => states.push(state) });
      assert.equal(found.state, "NoTargetFound");
      assert.deepEqual(states, [undefined, "Enqueued", "Processing", "NoTargetFound"]);
      assert.equal(hub.received.length, 5);
    });
  });

  it("gives up after timeoutSeconds with the last state", () =>
    withHub(answers([200, {}, details("Processing")]), async (hub) => {
      const error = await hub
        .client()
        .waitForOutcome("id", { pollSeconds: 0.05, timeoutSeconds: 0.12 })
        .catch((reason: unknown) => reason);
      assert.ok(error instanceof HubTimeoutError);
      assert.match(error.message, /the notification is still Processing after 0\.12 s; check again later/);
      // A busy machine looks less often, and none looks after the time.
      assert.ok(hub.received.length >= 1 && hub.received.length <= 3, `${hub.received.length} looks`);
    }));

  it("a signal ends the wait between two looks", () =>
    withHub(answers([404]), async (hub) => {
      const wait = hub.client().waitForOutcome("id", { signal: AbortSignal.timeout(50) });
      await assert.rejects(wait, HubAbortError);
    }));

  it("a refusal ends it at once", () =>
    withHub(answers([403]), async (hub) => {
      await assert.rejects(hub.client().waitForOutcome("id"), /the Manage right and a namespace of the Standard tier/);
      assert.equal(hub.received.length, 1);
    }));
});

describe("reading what a hub knows", () => {
  it("the feedback container is a bare URL", () =>
    withHub(answers([200, {}, "https://store/container?sig=abc%3D\r\n"]), async (hub) => {
      assert.equal(await hub.client().getFeedbackContainerUrl(), "https://store/container?sig=abc%3D");
      assert.equal(hub.received[0]!.url, "/myhub/feedbackcontainer?api-version=2020-06");
    }));

  it("registrations are read page by page, with the continuation token as it came", () => {
    const entry = (id: string) =>
      `<entry><content><AppleRegistrationDescription><RegistrationId>${id}</RegistrationId><DeviceToken>h</DeviceToken></AppleRegistrationDescription></content></entry>`;
    const script = answers(
      [200, { "x-ms-continuationtoken": "next%2Fpage" }, `<feed>${entry("1")}${entry("2")}</feed>`],
      [200, {}, `<feed>${entry("3")}</feed>`],
    );
    return withHub(script, async (hub) => {
      const ids: string[] = [];
      for await (const { registrationId } of hub.client().registrations.listByTag("a#b", { top: 2 }))
        ids.push(registrationId);
      assert.deepEqual(ids, ["1", "2", "3"]);
      assert.deepEqual(
        hub.received.map(({ url }) => url),
        [
          "/myhub/tags/a%23b/registrations?api-version=2020-06&$top=2",
          "/myhub/tags/a%23b/registrations?api-version=2020-06&$top=2&continuationtoken=next%2Fpage",
        ],
      );
    });
  });

  it("a page is asked for only when it is needed, and a token that repeats ends the list", () => {
    const feed =
      "<feed><entry><content><AppleRegistrationDescription><RegistrationId>1</RegistrationId></AppleRegistrationDescription></content></entry></feed>";
    return withHub(answers([200, { "x-ms-continuationtoken": "same" }, feed]), async (hub) => {
      const registrations = hub.client().registrations;
      for await (const _ of registrations.list({ filter: "DeviceToken eq 'AB'" })) break;
      assert.deepEqual(
        hub.received.map(({ url }) => url),
        ["/myhub/registrations?api-version=2020-06&$filter=DeviceToken%20eq%20'AB'"],
      );
      let count = 0;
      for await (const _ of registrations.list()) count++;
      assert.equal(count, 2);
    });
  });

  it("a missing installation or registration is undefined to tryGet, and fine to delete", () =>
    withHub(
      answers([404, {}, "<Error><Code>404</Code><Detail>Installation not found.</Detail></Error>"]),
      async (hub) => {
        const client = hub.client();
        assert.equal(await client.installations.tryGet("i"), undefined);
        assert.equal(await client.registrations.tryGet("r"), undefined);
        await client.installations.delete("i");
        await assert.rejects(
          client.installations.get("i"),
          /404 Not Found, Installation not found; there is no installation/,
        );
      },
    ));

  it("an installation is put as JSON and patched as JSON Patch, without what the service writes", () =>
    withHub(answers([200]), async (hub) => {
      const { installations } = hub.client();
      await installations.put({
        installationId: "i 1",
        platform: "apns",
        pushChannel: "ab",
        tags: ["x"],
        lastUpdate: "2026",
      });
      await installations.patch("i 1", [{ op: "add", path: "/tags", value: "y" }]);
      assert.deepEqual(
        hub.received.map(({ method, url, headers, body }) => [method, url, headers["content-type"], body]),
        [
          [
            "PUT",
            "/myhub/installations/i%201?api-version=2020-06",
            "application/json;charset=utf-8",
            '{"installationId":"i 1","platform":"apns","pushChannel":"ab","tags":["x"]}',
          ],
          [
            "PATCH",
            "/myhub/installations/i%201?api-version=2020-06",
            "application/json-patch+json",
            '[{"op":"add","path":"/tags","value":"y"}]',
          ],
        ],
      );
    }));
});
