import assert from "node:assert/strict";
import { mkdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { languageHost, root, strictPack, TestStack } from "../../support/engine";
import { TestHub } from "../../support/testHub";

describe("a program in YAML", () => {
  let hub: TestHub;
  let stack: TestStack;
  let source: string;
  before(() => languageHost("yaml"));
  beforeEach(async () => {
    hub = await TestHub.open();
    stack = await TestStack.create({ example: "09-yaml" }, hub.env);
    const modules = path.join(stack.directory, "node_modules");
    await mkdir(modules);
    await symlink(root, path.join(modules, "pulumi-broadcast"));
    source = await readFile(path.join(stack.directory, "Pulumi.yaml"), "utf8");
  });
  afterEach(async () => {
    await stack.close();
    await hub.close();
  });
  const write = (text: string) => stack.write(text, "Pulumi.yaml");
  const key = (connection: string) => /SharedAccessKey=([^;]+)/.exec(connection)![1]!;
  /** The hub is named by other means than the environment. */
  const withoutEnvironment = () =>
    Object.assign(stack.env, { NOTIFICATIONHUBS_CONNECTION_STRING: "", NOTIFICATION_HUB_NAME: "" });

  it("of twelve lines posts nothing on preview, once on up and not again on the next up", async () => {
    assert.equal(source.trimEnd().split("\n").length, 12);
    const preview = await stack.must("preview", ...strictPack);
    assert.match(preview.output, /2\.4\.0 is here/);
    assert.equal(hub.state().sent, 0);
    const { operations } = await stack.up();
    assert.equal(operations.create, 3);
    assert.equal(hub.state().sent, 1);
    const again = await stack.up();
    assert.deepEqual({ ...again.operations, same: 0 }, { create: 0, update: 0, delete: 0, replace: 0, same: 0 });
    assert.equal(hub.state().sent, 1);
  });

  it("takes the hub from a provider of its own, after the stack's configuration, and neither key is in clear", async () => {
    const other = await TestHub.open("other");
    try {
      const connection = hub.emulator.connectionStrings.send;
      withoutEnvironment();
      await stack.must("config", "set", "--secret", "connection", connection);
      const own = source
        .replace(
          "resources:\n",
          `config: { connection: { type: string } }\nresources:
  own: { type: "pulumi:providers:broadcast", properties: { connectionString: "\${connection}", hub: ${hub.emulator.hub} } }\n`,
        )
        .concat(`    options: { provider: "\${own}" }\n`);
      await write(own);
      await stack.up();
      assert.deepEqual([hub.state().sent, other.state().sent], [1, 0]);

      const configured = other.emulator.connectionStrings.send;
      await stack.must("config", "set", "--secret", "broadcast:connectionString", configured);
      await stack.must("config", "set", "broadcast:hub", other.emulator.hub);
      await write(own.replace("2.4.0 is", "2.4.1 is"));
      await stack.up();
      assert.deepEqual([hub.state().sent, other.state().sent], [1, 1]);

      await stack.must("refresh");
      const state = await stack.rawState();
      assert.ok(state.includes("broadcast:index:Delivery"), "the state was read");
      for (const each of [connection, configured]) assert.equal(state.includes(key(each)), false);
      await stack.must("destroy");
      assert.deepEqual([hub.state().sent, other.state().sent], [1, 1]);
    } finally {
      await other.close();
    }
  });
});
