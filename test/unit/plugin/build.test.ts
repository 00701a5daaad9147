import assert from "node:assert/strict";
import { exec } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../../support/engine";

const execute = promisify(exec);

describe("a plugin from git", () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  /** What the engine runs in the folder of a plugin that it got. */
  const install = () => execute("npm install --loglevel=error --production --offline", { cwd: file("plugin") });

  /** A package whose build needs a tool that only its development installs, with this plugin's folder. */
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "broadcast-git-"));
    await mkdir(file("tool"));
    await mkdir(file("plugin"));
    for (const name of ["package.json", "build.cjs"])
      await cp(path.join(root, "plugin", name), file(path.join("plugin", name)));
    const tool = { name: "tool", version: "1.0.0" };
    const own = {
      name: "built",
      version: "1.0.0",
      scripts: { prepare: "node node_modules/tool/index.js" },
      devDependencies: { tool: "file:tool" },
    };
    const lock = {
      ...own,
      lockfileVersion: 3,
      requires: true,
      packages: { "": own, "node_modules/tool": { resolved: "tool", link: true }, tool: { ...tool, dev: true } },
    };
    const make = `const fs = require("fs");
fs.mkdirSync("dist/plugin", { recursive: true });
fs.writeFileSync("dist/plugin/plugin.js", "built");`;
    await writeFile(file("package.json"), JSON.stringify(own));
    await writeFile(file("package-lock.json"), JSON.stringify(lock));
    await writeFile(file("tool/package.json"), JSON.stringify(tool));
    await writeFile(file("tool/index.js"), make);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is built when it is installed", async () => {
    await install();
    assert.equal(await readFile(file("dist/plugin/plugin.js"), "utf8"), "built");
  });

  it("is left as it is where it comes built, as from npm", async () => {
    await mkdir(file("dist/plugin"), { recursive: true });
    await writeFile(file("dist/plugin/plugin.js"), "published");
    await install();
    assert.equal(await readFile(file("dist/plugin/plugin.js"), "utf8"), "published");
  });
});
