import assert from "node:assert/strict";
import { Hub } from "../../../sdk/emulator/hub";
import { addDevice, demoDevices } from "../../../sdk/emulator/inbox/demoDevices";
import { screenOf } from "../../../sdk/emulator/inbox/readScreen";
import { readView } from "../../../sdk/emulator/inbox/readView";

describe("emulator: what a device shows", () => {
  const table: [platform: Parameters<typeof screenOf>[0], body: string, ...shown: unknown[]][] = [
    ["apple", '{"aps":{"alert":"x"}}', "shown", undefined, "x"],
    ["apple", '{"aps":{"alert":{"title":"t","body":"b"}}}', "shown", "t", "b"],
    ["apple", '{"aps":{"alert":{"loc-key":"K","loc-args":["1"]}}}', "shown", undefined, { key: "K", args: ["1"] }],
    ["apple", '{"aps":{"content-available":1}}', "silent", undefined, undefined],
    ["apple", '{"link":"x"}', "dropped", undefined, undefined],
    ["apple", "not JSON", "dropped", undefined, undefined],
    ["fcmv1", '{"message":{"notification":{"title":"t","body":"b"}}}', "shown", "t", "b"],
    ["fcmv1", '{"message":{"data":{"message":"m"}}}', "silent", undefined, undefined],
    ["adm", '{"data":{"message":"m"}}', "shown", undefined, "m"],
    ["windows", "<toast><text id='1'>a &amp; b&apos;s</text><text>c</text></toast>", "shown", "a & b's", "c"],
    ["windows", "<toast><text>a</toast>", "dropped", undefined, undefined],
    ["browser", '{"title":"t","body":"b"}', "shown", "t", "b"],
    ["baidu", '{"title":"t","description":"d"}', "shown", "t", "d"],
  ];
  for (const [platform, body, ...shown] of table) {
    it(`${platform} ${body}`, () => {
      const screen = screenOf(platform, body);
      assert.deepEqual([screen.fate, screen.title, screen.body], shown);
    });
  }
});

describe("emulator: inbox view", () => {
  it("shows no handle of a device", () => {
    const hub = new Hub("hub", "standard", () => Date.parse("2026-01-02T03:04:05Z"));
    for (const device of demoDevices) addDevice(hub, device);
    const view = readView(hub, { sends: 10, devices: 10 });
    assert.equal(view.devices.total, demoDevices.length);
    for (const { handle } of hub.devices.all()) assert.ok(!JSON.stringify(view).includes(handle));
  });
});
