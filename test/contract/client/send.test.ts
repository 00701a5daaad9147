import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { AmbiguousSendError } from "../../../provider/client/errors/ambiguousSendError";
import { HubResponseError } from "../../../provider/client/errors/hubResponseError";
import type { Format } from "../../../provider/client/format";
import { startEmulator } from "../../../sdk/emulator/index";
import { onEmulator, useTarget } from "./target";

const target = useTarget();
const apple = { format: "apple", body: { aps: { alert: "héllo" } } } as const;

describe("send: shape", () => {
  it("a hub accepts it and names it", async () => {
    const result = await target.client().send(apple, { tags: target.tag });
    assert.equal(result.status, 201);
    assert.match(result.trackingId ?? "", /\w/);
  });

  onEmulator("what arrives is what was given: format, tags, headers, bytes", async () => {
    target.emulator.reset();
    const headers = { "apns-push-type": "alert", "apns-priority": "10" };
    const { notificationId } = await target.client().send({ ...apple, headers }, { tags: new Set(["a", "b"]) });
    const [send, ...others] = target.emulator.sends();
    assert.equal(others.length, 0);
    assert.equal(send?.id, notificationId);
    assert.equal(send?.format, "apple");
    assert.equal(send?.kind, "send");
    assert.equal(send?.tags, "a || b");
    assert.equal(send?.body, '{"aps":{"alert":"héllo"}}');
    assert.equal(send?.headers["apns-priority"], "10");
    assert.equal(send?.headers["content-type"], "application/json;charset=utf-8");
  });

  onEmulator("a broadcast has no tags at all", async () => {
    target.emulator.reset();
    await target.client().send(apple, { everyone: true });
    assert.equal(target.emulator.sends()[0]?.tags, undefined);
  });

  onEmulator("every format of the wire is accepted", async () => {
    const bodies: [Format, string | object][] = [
      ["template", { message: "x" }],
      ["apple", { aps: {} }],
      ["fcmv1", { message: { data: { a: "b" } } }],
      ["gcm", { data: { a: "b" } }],
      ["windows", '<toast launch="x"><visual/></toast>'],
      ["windows", '<badge value="3"/>'],
      ["windows", "raw text"],
      ["windowsphone", '<wp:Notification xmlns:wp="WPNotification"><wp:Toast/></wp:Notification>'],
      ["adm", { data: { a: "b" } }],
      ["baidu", { title: "t", description: "d" }],
      ["browser", { title: "t" }],
      ["xiaomi", { title: "t" }],
    ];
    target.emulator.reset();
    for (const [format, body] of bodies) await target.client().send({ format, body }, { tags: target.tag });
    assert.deepEqual(
      target.emulator.sends().map(({ format }) => format),
      bodies.map(([format]) => format),
    );
  });
});

describe("send: rules", () => {
  it("a key that is wrong is 401 and a clear no", async () => {
    const wrong = target.client();
    const client = target.client({
      connectionString: `Endpoint=https://${wrong.host}/;SharedAccessKeyName=nobody;SharedAccessKey=bm8=`.replace(
        /https(?=:\/\/127)/,
        "http",
      ),
      hub: wrong.hub,
    });
    const error = await client.send(apple, { tags: target.tag }).catch((reason: unknown) => reason);
    assert.ok(error instanceof HubResponseError, String(error));
    assert.equal(error.status, 401);
    assert.equal(error.certainty, "not-sent");
  });

  it("a hub that is not there is a clear no", async () => {
    const error = await target
      .client({ hub: "no-such-hub" })
      .send(apple, { tags: target.tag })
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof HubResponseError, String(error));
    assert.equal(error.certainty, "not-sent");
  });

  onEmulator("a key that may only listen is an empty 403, which names the right", async () => {
    const client = target.client({ connectionString: target.emulator.connectionStrings.listen });
    await assert.rejects(
      client.send(apple, { everyone: true }),
      /403 Forbidden; this needs a key with the Send right$/,
    );
  });

  onEmulator("a token that is older than its life is ExpiredToken", async () => {
    const client = target.client({ now: () => Date.now() - 3_600_000 });
    await assert.rejects(
      client.send(apple, { everyone: true }),
      /401 Unauthorized, ExpiredToken.*; check this machine's clock$/,
    );
  });

  onEmulator("below Standard there is no id", async () => {
    const basic = await startEmulator({ tier: "basic" });
    try {
      const client = target.client({ connectionString: basic.connectionStrings.full, hub: basic.hub });
      const { status, notificationId } = await client.send(apple, { everyone: true });
      assert.equal(status, 201);
      assert.equal(notificationId, undefined);
    } finally {
      await basic.close();
    }
  });
});

describe("send: behaviour", () => {
  onEmulator("26, 29: a throttle is waited for, and one send is accepted", async () => {
    for (const fault of ["429", "403"] as const) {
      target.emulator.reset();
      target.emulator.fault({ fault, retryAfter: 0, times: 1 });
      const begun = performance.now();
      await target.client().send(apple, { everyone: true });
      assert.ok(performance.now() - begun >= 500);
      assert.equal(target.emulator.sends().length, 1);
    }
  });

  onEmulator("27: 500, 503 and a reset are ambiguous; the hub has what it took, never more", async () => {
    for (const [fault, sends] of [
      ["500", 0],
      ["503", 0],
      ["reset-before", 0],
      ["reset-after", 1],
    ] as const) {
      target.emulator.reset();
      target.emulator.fault({ fault, times: 1 });
      const error = await target
        .client()
        .send(apple, { everyone: true })
        .catch((reason: unknown) => reason);
      assert.ok(error instanceof AmbiguousSendError, `${fault}: ${error}`);
      assert.equal(target.emulator.sends().length, sends, fault);
    }
  });

  onEmulator("a reply later than timeoutMs is ambiguous, and the send is there", async () => {
    target.emulator.reset();
    target.emulator.fault({ fault: "delay", ms: 400, times: 1 });
    const client = target.client({ timeoutMs: 150 });
    await assert.rejects(client.send(apple, { everyone: true }), AmbiguousSendError);
  });

  onEmulator("a rotated key is a clear no, and its successor works", async () => {
    target.emulator.reset();
    const before = target.client();
    await before.send(apple, { everyone: true });
    const { full } = target.emulator.rotateKeys();
    await assert.rejects(before.send(apple, { everyone: true }), /401 Unauthorized/);
    await target.client({ connectionString: full }).send(apple, { everyone: true });
    assert.equal(target.emulator.sends().length, 2);
  });

  onEmulator("200 sends at once are 200 sends, over few connections", async () => {
    target.emulator.reset();
    const client = target.client();
    const results = await Promise.all(Array.from({ length: 200 }, () => client.send(apple, { everyone: true })));
    assert.equal(new Set(results.map(({ notificationId }) => notificationId)).size, 200);
    assert.equal(target.emulator.sends().length, 200);
  });
});
