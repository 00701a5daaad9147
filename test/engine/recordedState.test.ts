import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import { programOf, withArgs } from "../support/broadcastProgram";
import { root, TestStack } from "../support/engine";

const states = path.join(root, "test/states");
const message = (body: string) =>
  `message: { title: "News", body: "${body}", locales: { fr: { body: "${body} (fr)" } } },`;

/** A text with two locales that was edited once, one that on-revision holds back, and one in doubt. */
const programSaying = (body: string): string =>
  programOf(
    `new Broadcast("edited", ${withArgs(`${message(body)} announcement: "release-${body}"`)});`,
    `new Broadcast("held back", ${withArgs(`${message(`held back ${body}`)} resend: "on-revision"`)});`,
    `new Broadcast("in doubt", { template: { text: "in doubt" }, audience: { everyone: true } });`,
  );

// One recorded state for each version of its shape: `RECORD_STATE=1` writes the present one.
describe("state that an earlier version has written", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const open = (body: string) =>
    TestStack.create(
      { source: programSaying(body) },
      { NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send, NOTIFICATION_HUB_NAME: emulator.hub },
    );

  if (process.env.RECORD_STATE) {
    it("is recorded", async () => {
      const stack = await open("A");
      emulator.fault({ match: { format: "template" }, fault: "reset-after", times: 1 });
      await stack.run(["up", "--skip-preview", "--continue-on-error"]);
      await stack.up();
      await stack.write(programSaying("B"));
      await stack.up();
      await stack.up("--expect-no-changes");
      const { output } = await stack.must("stack", "export");
      const state = JSON.parse(output);
      for (const resource of state.deployment.resources) {
        for (const machine of ["stackTrace", "sourcePosition", "created", "modified"]) delete resource[machine];
      }
      const { schema } = state.deployment.resources.find(({ inputs }: any) => inputs?.schema)!.inputs;
      await writeFile(path.join(states, `${schema}.json`), `${JSON.stringify(state, null, 2)}\n`);
      await stack.close();
      emulator.reset();
    });
  }

  for (const file of readdirSync(states)) {
    it(`${file}: previews clean, posts nothing, and knows what was sent, held back and in doubt`, async () => {
      const text = await readFile(path.join(states, file), "utf8");
      for (const held of ['"armed"', '"history"', '"countsAs"', '"doubts"', '"announcement"', '"locale"'])
        assert.ok(text.includes(held), held);
      const stack = await open("B");
      try {
        await stack.must("stack", "import", "--file", path.join(states, file));
        await stack.must("preview", "--expect-no-changes");
        const { output } = await stack.up("--expect-no-changes");
        assert.match(output, /in doubt/);
        await stack.write(programSaying("A"));
        await stack.up();
        assert.equal(emulator.sends().length, 0, "going back");
      } finally {
        await stack.close();
      }
    });
  }
});
