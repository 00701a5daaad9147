import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { languageHost, root, strictPack, TestStack } from "../../support/engine";
import { TestHub } from "../../support/testHub";

const execute = promisify(execFile);
/** Python and the SDK that the example asks for, kept from one run to the next. */
const environment = path.join(root, ".cache/python");
const python = path.join(environment, "bin/python");
const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];

interface Language {
  example: string;
  host: "python";
  /** Gets what the language needs beside the host. */
  getTools(): Promise<unknown>;
  /** Gives them to the stack. */
  useTools?(stack: TestStack): Promise<void>;
}

const languages: Record<string, Language> = {
  Python: {
    example: "10-python",
    host: "python",
    async getTools() {
      if (existsSync(path.join(environment, "complete"))) return;
      await rm(environment, { recursive: true, force: true });
      await execute("python3", ["-m", "venv", environment]);
      await execute(python, [...pip, "-r", path.join(root, "examples/10-python/requirements.txt")]);
      await execute(python, ["-c", `open(${JSON.stringify(path.join(environment, "complete"))}, "w")`]);
    },
    useTools: (stack) => symlink(environment, path.join(stack.directory, "venv")),
  },
};

for (const [name, { example, host, getTools, useTools }] of Object.entries(languages)) {
  describe(`a program in ${name}`, () => {
    let hub: TestHub;
    let stack: TestStack;
    before(async function () {
      try {
        await languageHost(host);
        await getTools();
      } catch (error) {
        console.log(`    programs in ${name}: skipped, because what runs them cannot be had here: ${error}`);
        this.skip();
      }
      hub = await TestHub.open();
      // The cache of an engine that is built with the same flags.
      stack = await TestStack.create({ example }, { ...hub.env, CGO_ENABLED: "0" });
      await useTools?.(stack);
    });
    after(async () => {
      await stack?.close();
      await hub?.close();
    });

    it("announces once, with a package that `pulumi package add` made from the plugin's folder", async () => {
      await stack.must("package", "add", path.join(root, "plugin"));
      await stack.must("preview", ...strictPack);
      await stack.up();
      assert.equal(hub.state().sent, 1);
      assert.match(hub.sends()[0]!.body, /2\.4\.0 is here/);
      assert.equal((await stack.must("stack", "output", "status")).output.trim(), "sent");
      const again = await stack.up();
      assert.deepEqual({ ...again.operations, same: 0 }, { create: 0, update: 0, delete: 0, replace: 0, same: 0 });
      assert.equal(hub.state().sent, 1);
    });
  });
}
