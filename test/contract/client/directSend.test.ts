import assert from "node:assert/strict";
import { describe } from "mocha";
import { startEmulator } from "../../../sdk/emulator/index";
import { onEmulator, useTarget } from "./target";

const target = useTarget();
const handle = "ab".repeat(32);

describe("direct send", () => {
  onEmulator("10: goes to one handle and has no tags", async () => {
    target.emulator.reset();
    await target.client().sendFcmV1({ message: { data: { a: "b" } } }, { device: "tok" });
    const [send] = target.emulator.sends();
    assert.equal(send?.kind, "direct");
    assert.equal(send?.tags, undefined);
    assert.equal(send?.headers["servicebusnotification-devicehandle"], "tok");
  });

  onEmulator("12: a browser has endpoint, auth and p256dh", async () => {
    target.emulator.reset();
    const device = { endpoint: "https://push.example/1", auth: "A", p256dh: "P" };
    await target.client().sendBrowser({ title: "t" }, { device });
    const [send] = target.emulator.sends();
    assert.equal(send?.headers["servicebusnotification-devicehandle"], device.endpoint);
    assert.equal(send?.headers.auth, "A");
    assert.equal(send?.headers.p256dh, "P");
  });

  onEmulator("13: several handles are one batch that the hub reads", async () => {
    target.emulator.reset();
    const devices = [handle, "cd".repeat(32)].map((text) => ({ platform: "apple" as const, handle: text }));
    const { status } = await target.client().sendApple('{"aps":{"alert":"hi"}}', { devices });
    assert.equal(status, 201);
    const [send, ...others] = target.emulator.sends();
    assert.equal(others.length, 0);
    assert.equal(send?.kind, "batch");
    assert.equal(send?.body, '{"aps":{"alert":"hi"}}');
    assert.equal(send?.targets, 2);
  });

  onEmulator("22: a batch has an id of its own, by which its telemetry is found", async () => {
    const devices = [handle, "cd".repeat(32)].map((text) => ({ platform: "apple" as const, handle: text }));
    const { notificationId } = await target.client().sendApple({ aps: {} }, { devices });
    assert.ok(notificationId && !notificationId.includes("$"));
    assert.equal((await target.client().getOutcome(notificationId)).notificationId, notificationId);
  });

  onEmulator("sendToDevices reaches 2,500 devices in three batches", async () => {
    target.emulator.reset();
    const handles = Array.from({ length: 2500 }, (_, index) => index.toString(16).padStart(64, "0"));
    const { devices, batches } = await target.client().sendToDevices({ format: "apple", body: { aps: {} } }, handles);
    assert.equal(devices, 2500);
    assert.equal(batches.length, 3);
    assert.deepEqual(
      target.emulator
        .sends()
        .map(({ kind, targets }) => [kind, targets])
        .toSorted(),
      [
        ["batch", 1000],
        ["batch", 1000],
        ["batch", 500],
      ],
    );
  });

  onEmulator("Free takes a direct send and refuses a batch, which names the tier", async () => {
    const free = await startEmulator({ tier: "free" });
    try {
      const client = target.client({ connectionString: free.connectionStrings.full, hub: free.hub });
      assert.equal((await client.sendApple({ aps: {} }, { device: handle })).status, 201);
      const sent = client.sendToDevices({ format: "apple", body: { aps: {} } }, [handle, handle]);
      await assert.rejects(sent, /403 Forbidden.*a namespace of the Basic tier or above/);
    } finally {
      await free.close();
    }
  });
});
