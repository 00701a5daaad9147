import assert from "node:assert/strict";
import fc from "fast-check";
import { Devices, maxTray, maxTrayBytes } from "../../../sdk/emulator/devices";
import { Fifo } from "../../../sdk/emulator/fifo";
import { maxSendBytes, maxSends, Outbox, type Send } from "../../../sdk/emulator/outbox";
import { compileTemplate, renderHeaders, TooLarge } from "../../../sdk/emulator/templateBody";

function aSend(id: string, body = ""): Send {
  const record = { id, headers: {}, body, state: "Completed", counts: {} } as unknown as Send["record"];
  return { record, notification: {} as Send["notification"], audience: { kind: "everyone" }, dueMs: 0 };
}

describe("emulator: what is kept", () => {
  it("a queue gives what came first, whatever the order of pushes and shifts", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat()), { maxLength: 400 }), (steps) => {
        const queue = new Fifo<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step === null) {
            assert.equal(queue.shift(), model.shift());
          } else {
            queue.push(step);
            model.push(step);
          }
        }
        assert.deepEqual(queue.list(), model);
        assert.equal(queue.length, model.length);
      }),
    );
  });

  it("the newest sends, by number", () => {
    const outbox = new Outbox();
    for (let number = 0; number < maxSends + 5; number++) outbox.add(aSend(String(number)));
    assert.equal(outbox.list().length, maxSends);
    assert.equal(outbox.list()[0]?.id, "5");
    assert.equal(outbox.find("4"), undefined);
    assert.equal(outbox.find("5")?.id, "5");
  });

  it("the newest sends, by size", () => {
    const outbox = new Outbox();
    const body = "x".repeat(64 * 1024);
    for (let number = 0; number < 2000; number++) outbox.add(aSend(String(number), body));
    const kept = outbox.list().length;
    assert.ok(kept * body.length <= maxSendBytes && kept > 400, String(kept));
  });

  it("the newest notifications of a device", () => {
    const devices = new Devices();
    const device = devices.at("apple", "AA");
    for (let number = 0; number < maxTray + 3; number++) {
      devices.deliver([{ device, entry: { notificationId: String(number), body: "", at: "" } }], 1);
    }
    assert.equal(device.tray.length, maxTray);
    assert.equal(device.tray[0]?.notificationId, "3");
  });

  it("devices that are neither registered nor shown anything any more are forgotten", () => {
    const devices = new Devices();
    const sends = Math.ceil(maxTrayBytes / (8 * 1024 * 1024)) + 4;
    for (let number = 0; number < sends; number++) {
      const entry = { notificationId: String(number), body: "", at: "" };
      devices.deliver([{ device: devices.at("gcm", `handle-${number}`), entry }], 8 * 1024 * 1024);
    }
    const left = [...devices.list()];
    assert.ok(left.length < sends && left.length > 0, String(left.length));
    assert.equal(left.at(-1)?.handle, `handle-${sends - 1}`);
    assert.equal(left[0]?.tray.length, 1);
  });
});

describe("emulator: what filling a template may take", () => {
  const big = new Map([["a", "x".repeat(60_000)]]);
  const expressions = Array.from({ length: 4000 }, () => "$(a)");
  for (const [what, body] of [
    ["many values", JSON.stringify(expressions)],
    ["one long concatenation", JSON.stringify([`{${expressions.join(" + ")}}`])],
    ["attributes and texts", `<toast>${expressions.map((each) => `<a b="${each}">${each}</a>`).join("")}</toast>`],
  ] as const) {
    it(`${what}: filling stops at 64 KB`, () => {
      assert.throws(() => compileTemplate(body)(big), TooLarge);
    });
  }

  it("headers: filling stops at 64 KB", () => {
    const headers = Object.fromEntries(expressions.map((each, index) => [`h${index}`, each]));
    assert.throws(() => renderHeaders(headers, big), TooLarge);
  });
});
