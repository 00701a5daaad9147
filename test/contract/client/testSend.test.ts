import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { onEmulator, useTarget } from "./target";

const target = useTarget();
const body = { aps: { alert: "test" } };

describe("test send", () => {
  it("to nobody is accepted, with an outcome of nobody", async () => {
    const { status, outcome } = await target.client().sendApple(body, { tags: target.tag }, { test: true });
    assert.equal(status, 201);
    assert.deepEqual(outcome, { success: 0, failure: 0, results: [] });
  });

  onEmulator("21: one or many devices are a list, each with the service's sentence", async () => {
    const { installations, ...rest } = { client: target.client(), installations: target.client().installations };
    for (const [count, tag] of [
      [1, "one"],
      [3, "three"],
    ] as const) {
      for (let index = 0; index < count; index++) {
        const pushChannel = `${tag.length}${index}`.padStart(64, "0");
        await installations.put({ installationId: `${tag}-${index}`, platform: "apns", pushChannel, tags: [tag] });
      }
      const { outcome } = await rest.client.sendApple(body, { tags: tag }, { test: true });
      assert.equal(outcome?.success, count);
      assert.equal(outcome?.failure, 0);
      assert.equal(outcome?.results.length, count);
      for (const result of outcome?.results ?? []) {
        assert.equal(result.applicationPlatform, "apple");
        assert.match(result.outcome, /successfully sent to the Push Notification System/);
      }
    }
    assert.equal(target.emulator.sends().at(-1)?.kind, "test");
  });
});
