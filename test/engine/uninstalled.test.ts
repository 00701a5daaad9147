import assert from "node:assert/strict";
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import { program, withArgs } from "../support/broadcastProgram";
import { root, TestStack } from "../support/engine";

describe("the package uninstalled while its resources are in state", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  /** A stack in a folder of its own, where the package is a link that can be taken away. */
  async function elsewhere(source: string): Promise<{ stack: TestStack; uninstall: () => Promise<void> }> {
    const stack = await TestStack.create(
      { source },
      { NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send, NOTIFICATION_HUB_NAME: emulator.hub },
    );
    const directory = `${stack.backend}-project`;
    await rename(stack.directory, directory);
    const modules = path.join(directory, "node_modules");
    await mkdir(modules);
    await symlink(path.join(root, "node_modules/@pulumi"), path.join(modules, "@pulumi"), "dir");
    await symlink(root, path.join(modules, "pulumi-broadcast"), "dir");
    (stack as { directory: string }).directory = directory;
    await stack.must("stack", "select", "dev");
    return { stack, uninstall: () => rm(path.join(modules, "pulumi-broadcast")) };
  }

  it("refresh and an up that removes them work", async () => {
    const { stack, uninstall } = await elsewhere(program());
    try {
      await stack.up();
      await uninstall();
      const { operations } = await stack.must("refresh");
      assert.equal(operations.update, 0);
      await stack.write("exports.empty = true;");
      const { operations: removed } = await stack.up();
      assert.equal(removed.delete, 3);
      assert.equal(emulator.sends().length, 2);
    } finally {
      await stack.close();
    }
  });

  it("destroy says what to install while a send is still scheduled", async () => {
    emulator.reset();
    const schedule = new Date(Date.now() + 3_600_000).toISOString();
    const { stack, uninstall } = await elsewhere(program(withArgs(`schedule: "${schedule}"`)));
    try {
      await stack.up();
      await uninstall();
      const { code, output } = await stack.run(["destroy"]);
      assert.notEqual(code, 0);
      assert.match(output, /run npm i pulumi-broadcast \(MODULE_NOT_FOUND\)/);
      await symlink(root, path.join(stack.directory, "node_modules/pulumi-broadcast"), "dir");
      await stack.must("destroy");
      assert.deepEqual(
        emulator.sends().map(({ state }) => state),
        ["Canceled", "Canceled"],
      );
    } finally {
      await stack.close();
    }
  });
});
