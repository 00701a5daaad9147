import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { HubResponseError } from "../../../provider/client/errors/hubResponseError";
import { startEmulator } from "../../../sdk/emulator/index";
import { onEmulator, useTarget } from "./target";

const target = useTarget();
const body = { aps: { alert: "later" } };
const inAnHour = () => new Date(Date.now() + 3_600_000);

describe("schedule and cancel", () => {
  it("18, 20: a scheduled send has an id by which it is canceled, once", async () => {
    const client = target.client();
    const { status, notificationId } = await client.sendApple(body, { tags: target.tag }, { schedule: inAnHour() });
    assert.equal(status, 201);
    assert.ok(notificationId);
    await client.cancel(notificationId);
  });

  onEmulator("it is due at the second it was given", async () => {
    target.emulator.reset();
    const schedule = inAnHour();
    await target.client().sendApple(body, { tags: target.tag }, { schedule });
    const [send] = target.emulator.sends();
    assert.equal(send?.kind, "scheduled");
    assert.equal(send?.state, "Scheduled");
    assert.equal(Math.floor(Date.parse(send?.scheduledFor ?? "") / 1000), Math.floor(schedule.getTime() / 1000));
    assert.equal(send?.headers["servicebusnotification-scheduletime"], schedule.toISOString().slice(0, 19));
  });

  onEmulator("a canceled one never goes out; a second cancel says that it is gone", async () => {
    target.emulator.reset();
    const client = target.client();
    const { notificationId } = await client.sendApple(body, { tags: target.tag }, { schedule: inAnHour() });
    await client.cancel(notificationId!);
    target.emulator.advanceClock(7200);
    assert.equal(target.emulator.sends()[0]?.state, "Canceled");
    const error = await client.cancel(notificationId!).catch((reason: unknown) => reason);
    assert.ok(error instanceof HubResponseError, String(error));
    assert.match(error.message, /404 Not Found.*; it was already sent, was canceled before, or never existed$/);
  });

  onEmulator("one that is not canceled goes out when its time comes", async () => {
    target.emulator.reset();
    const { notificationId } = await target.client().sendApple(body, { tags: target.tag }, { schedule: inAnHour() });
    assert.equal((await target.client().getOutcome(notificationId!)).state, "Scheduled");
    target.emulator.advanceClock(3700);
    assert.equal((await target.client().waitForOutcome(notificationId!)).state, "NoTargetFound");
  });

  onEmulator("below Standard it is refused, which names the tier", async () => {
    const basic = await startEmulator({ tier: "basic" });
    try {
      const client = target.client({ connectionString: basic.connectionStrings.full, hub: basic.hub });
      const sent = client.sendApple(body, { everyone: true }, { schedule: inAnHour() });
      await assert.rejects(sent, /403 Forbidden.*the Send right and a namespace of the Standard tier$/);
    } finally {
      await basic.close();
    }
  });
});
