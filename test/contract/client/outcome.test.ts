import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { startEmulator } from "../../../sdk/emulator/index";
import { onEmulator, useTarget } from "./target";

const target = useTarget();
const body = { aps: { alert: "hi" } };

describe("outcome", () => {
  it("24: an unknown id is 404 to getOutcome and undefined to tryGetOutcome", async () => {
    const id = "0a1b2c3d4e5f60718293a4b5c6d7e8f9-20260102030405-1-1";
    await assert.rejects(target.client().getOutcome(id), /its telemetry is not ready yet or the id is unknown/);
    assert.equal(await target.client().tryGetOutcome(id), undefined);
  });

  onEmulator("34: a device that carries the tag is one Success of apple", async () => {
    const client = target.client();
    const pushChannel = "ab".repeat(32);
    await client.installations.put({ installationId: "i1", platform: "apns", pushChannel, tags: ["x"] });
    const { notificationId } = await client.sendApple(body, { tags: "x" });
    const details = await client.waitForOutcome(notificationId!);
    assert.equal(details.state, "Completed");
    assert.equal(details.notificationId, notificationId);
    assert.equal(details.tags, "x");
    assert.deepEqual(details.outcomeCounts.apple, [{ name: "Success", count: 1 }]);
  });

  onEmulator("35: a tag that nobody carries is NoTargetFound", async () => {
    const { notificationId } = await target.client().sendApple(body, { tags: "y" });
    assert.equal((await target.client().waitForOutcome(notificationId!)).state, "NoTargetFound");
  });

  onEmulator("what a platform's service says is counted by its name", async () => {
    const client = target.client();
    const handles = ["c1", "c2", "c3"].map((text) => text.repeat(32));
    for (const [index, pushChannel] of handles.entries()) {
      await client.installations.put({ installationId: `f${index}`, platform: "apns", pushChannel, tags: ["f"] });
    }
    target.emulator.orderOutcome({ platform: "apple", handle: handles[0]!, outcome: "Throttled" });
    const { notificationId } = await client.sendApple(body, { tags: "f" });
    const { outcomeCounts } = await client.waitForOutcome(notificationId!);
    assert.deepEqual(
      outcomeCounts.apple?.toSorted((a, b) => a.name.localeCompare(b.name)),
      [
        { name: "Success", count: 2 },
        { name: "Throttled", count: 1 },
      ],
    );
  });

  onEmulator("38: below Standard, and with a key that may only send, the error says what is missing", async () => {
    const sender = target.client({ connectionString: target.emulator.connectionStrings.send });
    const needs = /403 Forbidden.*a key with the Manage right and a namespace of the Standard tier$/;
    await assert.rejects(sender.getOutcome("id-1"), needs);
    const basic = await startEmulator({ tier: "basic" });
    try {
      const client = target.client({ connectionString: basic.connectionStrings.full, hub: basic.hub });
      await assert.rejects(client.getOutcome("id-1"), needs);
      await assert.rejects(client.getFeedbackContainerUrl(), needs);
    } finally {
      await basic.close();
    }
  });

  onEmulator("the feedback container is a URL", async () => {
    assert.ok(URL.canParse(await target.client().getFeedbackContainerUrl()));
  });
});
