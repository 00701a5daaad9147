import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { languageHost, root, TestStack } from "../../support/engine";
import { TestHub } from "../../support/testHub";

describe("the plugin's archive", () => {
  let hub: TestHub;
  let stack: TestStack;
  let archive: string;
  let version: string;
  before(async () => {
    await languageHost("yaml");
    await promisify(execFile)(process.execPath, [path.join(root, "tools/plugin.mjs")]);
    ({ version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")));
    archive = path.join(root, `dist-plugin/pulumi-resource-broadcast-v${version}-linux-amd64.tar.gz`);
    hub = await TestHub.open();
    stack = await TestStack.create({ example: "09-yaml" }, hub.env);
    // An installed plugin is found by its name.
    const source = await readFile(path.join(stack.directory, "Pulumi.yaml"), "utf8");
    await stack.write(source.replace(/packages:.*\n/, ""), "Pulumi.yaml");
    // A home of its own: what is installed here is nobody else's.
    Object.assign(stack.env, { PULUMI_HOME: path.join(stack.directory, "home"), PULUMI_STACK: "dev" });
  });
  after(async () => {
    await stack.close();
    await hub.close();
  });

  it("is at most 1 MB", async () => {
    assert.ok((await stat(archive)).size <= 1024 * 1024);
  });

  it("is installed by the CLI, and announces without a package of npm", async () => {
    await stack.must("plugin", "install", "resource", "broadcast", version, "--file", archive);
    await stack.up();
    assert.equal(hub.state().sent, 1);
    const again = await stack.up();
    assert.equal(again.operations.create + again.operations.update, 0);
    assert.equal(hub.state().sent, 1);
    const { output } = await stack.must("package", "get-schema", "broadcast");
    assert.match(output, /"broadcast:index:Broadcast"/);
  });
});
