import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import { program } from "../support/broadcastProgram";
import { TestStack } from "../support/engine";

describe("state", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  it("of a broadcast of 100 bytes to three platforms takes at most 6 KB", async () => {
    const body = "x".repeat(96);
    const stack = await TestStack.create(
      {
        source: program(
          `{ message: { title: "News", body: "${body}" }, platforms: ["apple", "fcmv1", "windows"], audience: { tags: ["t"] } }`,
        ),
      },
      { NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send, NOTIFICATION_HUB_NAME: emulator.hub },
    );
    try {
      await stack.up();
      const file = await readFile(path.join(stack.backend, ".pulumi/stacks/releases/dev.json"), "utf8");
      const own = JSON.parse(file).checkpoint.latest.resources.filter(({ type }: { type: string }) =>
        type.includes("broadcast"),
      );
      assert.equal(own.length, 3);
      const bytes = own.reduce(
        (sum: number, resource: unknown) => sum + Buffer.byteLength(JSON.stringify(resource)),
        0,
      );
      assert.ok(bytes <= 6 * 1024, `${bytes} bytes`);
      console.log(`      ${bytes} bytes of state`);
    } finally {
      await stack.close();
    }
  });
});
