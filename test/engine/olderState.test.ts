import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import { program } from "../support/broadcastProgram";
import { root, TestStack } from "../support/engine";

const states = path.join(root, "test/states");
const source = program(`{
  message: { title: "News", body: "A", locales: { fr: { title: "Nouvelles" } } },
  platforms: ["apple", "fcmv1", "windows"],
  audience: { tags: ["t"] },
}`);

// One recorded state per released version: `RECORD_STATE=1` writes the present one.
describe("state of earlier releases", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const open = () =>
    TestStack.create(
      { source },
      { NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send, NOTIFICATION_HUB_NAME: emulator.hub },
    );

  if (process.env.RECORD_STATE) {
    it("is recorded", async () => {
      const stack = await open();
      await stack.up();
      const { output } = await stack.must("stack", "export");
      const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
      const state = JSON.parse(output);
      for (const resource of state.deployment.resources) {
        for (const machine of ["stackTrace", "sourcePosition", "created", "modified"]) delete resource[machine];
      }
      await writeFile(path.join(states, `${version}.json`), `${JSON.stringify(state, null, 2)}\n`);
      await stack.close();
    });
  }

  for (const file of readdirSync(states)) {
    it(`${file}: previews clean and posts nothing`, async () => {
      const stack = await open();
      try {
        await stack.must("stack", "import", "--file", path.join(states, file));
        await stack.must("preview", "--expect-no-changes");
        await stack.up("--expect-no-changes");
        assert.equal(emulator.sends().length, 0);
      } finally {
        await stack.close();
      }
    });
  }
});
