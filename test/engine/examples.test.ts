import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import { strictPack, TestStack } from "../support/engine";

interface Example {
  name: string;
  config?: Record<string, string>;
  /** What the hub receives by the first up: format and tags. */
  sends: [format: string, tags: string][];
  /** What one more event does. */
  afterwards?: (stack: TestStack, emulator: Emulator) => Promise<void>;
}

const tomorrow = new Date(Date.now() + 36 * 3_600_000).toISOString().slice(0, 10);

const examples: Example[] = [
  { name: "01-release-announcement", sends: [["apple", "release"]] },
  {
    name: "02-localized",
    sends: [
      ["apple", "release && !locale:pt-BR && !locale:fr"],
      ["apple", "release && locale:fr && !locale:pt-BR"],
      ["apple", "release && locale:pt-BR"],
      ["fcmv1", "release && !locale:pt-BR && !locale:fr"],
      ["fcmv1", "release && locale:fr && !locale:pt-BR"],
      ["fcmv1", "release && locale:pt-BR"],
    ],
  },
  {
    name: "04-native-payloads",
    sends: [
      ["apple", "release && !beta"],
      ["fcmv1", "release && !beta"],
      ["windows", "release && !beta"],
    ],
  },
  {
    name: "05-scheduled",
    config: { day: tomorrow },
    sends: [
      ["apple", "release"],
      ["fcmv1", "release"],
    ],
    async afterwards(stack, emulator) {
      assert.deepEqual(new Set(emulator.sends().map(({ kind }) => kind)), new Set(["scheduled"]));
      await stack.must("destroy");
      assert.deepEqual(new Set(emulator.sends().map(({ state }) => state)), new Set(["Canceled"]));
    },
  },
  { name: "07-template", sends: [["template", "release"]] },
  {
    name: "08-test-send",
    sends: [["apple", "release"]],
    async afterwards(stack, emulator) {
      assert.equal(emulator.sends()[0]!.kind, "test");
      await stack.must("config", "set", "test", "false");
      await stack.up();
      assert.deepEqual(
        emulator.sends().map(({ kind }) => kind),
        ["test", "send"],
      );
    },
  },
];

describe("the examples", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  for (const { name, config = {}, sends, afterwards } of examples) {
    it(`${name}: preview 0, up ${sends.length}, up again 0 and no changes`, async () => {
      emulator.reset();
      const stack = await TestStack.create(
        { example: name },
        { NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send, NOTIFICATION_HUB_NAME: emulator.hub },
      );
      try {
        for (const [key, value] of Object.entries(config)) await stack.must("config", "set", key, value);
        await stack.must("preview", ...strictPack);
        assert.equal(emulator.sends().length, 0);
        const { operations } = await stack.up();
        assert.deepEqual(operations, { create: 3, update: 0, delete: 0, replace: 0, same: 0 });
        const received = emulator.sends().map(({ format, tags }) => [format, tags ?? ""]);
        assert.deepEqual(received.sort(), sends.sort());
        await stack.up("--expect-no-changes");
        assert.equal(emulator.sends().length, sends.length);
        await afterwards?.(stack, emulator);
      } finally {
        await stack.close();
      }
    });
  }
});
