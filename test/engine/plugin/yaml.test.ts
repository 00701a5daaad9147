import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { TestStack, yamlHost } from "../../support/engine";
import { pluginEnv } from "../../support/pluginProgram";
import { TestHub } from "../../support/testHub";

describe("a program in YAML", () => {
  let hub: TestHub;
  let stack: TestStack;
  before(yamlHost);
  beforeEach(async () => {
    hub = await TestHub.open();
    stack = await TestStack.create({ example: "09-yaml" }, { ...hub.env, ...(await pluginEnv()) });
  });
  afterEach(async () => {
    await stack.close();
    await hub.close();
  });

  it("posts nothing on preview, once on up and not again on the next up", async () => {
    const preview = await stack.must("preview");
    assert.match(preview.output, /2\.4\.0 is here/);
    assert.equal(hub.state().sent, 0);
    const { operations } = await stack.up();
    assert.equal(operations.create, 3);
    assert.equal(hub.state().sent, 1);
    assert.equal((await stack.must("stack", "output", "status")).output.trim(), "sent");
    const again = await stack.up();
    assert.deepEqual({ ...again.operations, same: 0 }, { create: 0, update: 0, delete: 0, replace: 0, same: 0 });
    assert.equal(hub.state().sent, 1);
  });

  it("refuses wrong arguments by their paths", async () => {
    const program = await readFile(path.join(stack.directory, "Pulumi.yaml"), "utf8");
    await stack.write(program.replace("tags: [release]", "everyone: false"), "Pulumi.yaml");
    const { code, output } = await stack.run(["preview"]);
    assert.notEqual(code, 0);
    assert.match(output, /audience\.everyone: must be true, or left out/);
    assert.equal(hub.state().sent, 0);
  });

  it("takes the hub from a provider of its own, after the stack's configuration", async () => {
    const { NOTIFICATIONHUBS_CONNECTION_STRING: connection, NOTIFICATION_HUB_NAME: name, ...env } = hub.env;
    Object.assign(stack.env, { NOTIFICATIONHUBS_CONNECTION_STRING: "", NOTIFICATION_HUB_NAME: "", ...env });
    await stack.must("config", "set", "--secret", "connection", connection!);
    const program = await readFile(path.join(stack.directory, "Pulumi.yaml"), "utf8");
    const own = program
      .replace(
        "resources:\n",
        `config: { connection: { type: string } }\nresources:
  own: { type: "pulumi:providers:broadcast", properties: { connectionString: "\${connection}", hub: ${name} } }\n`,
      )
      .replace("outputs:", `    options: { provider: "\${own}" }\noutputs:`);
    await stack.write(own, "Pulumi.yaml");
    await stack.up();
    assert.equal(hub.state().sent, 1);
    assert.equal((await stack.rawState()).includes(/SharedAccessKey=([^;]+)/.exec(connection!)![1]!), false);
    await stack.must("config", "set", "broadcast:send", "off");
    await stack.write(own.replace("2.4.0 is", "2.4.1 is"), "Pulumi.yaml");
    await stack.up();
    assert.equal(hub.state().sent, 1);
    await stack.must("refresh");
    await stack.must("destroy");
    assert.equal(hub.state().sent, 1);
  });

  it("takes the hub from the stack's configuration, and its key is nowhere in clear", async () => {
    const { NOTIFICATIONHUBS_CONNECTION_STRING: connection, NOTIFICATION_HUB_NAME: name } = hub.env;
    Object.assign(stack.env, { NOTIFICATIONHUBS_CONNECTION_STRING: "", NOTIFICATION_HUB_NAME: "" });
    await stack.must("config", "set", "--secret", "broadcast:connectionString", connection!);
    await stack.must("config", "set", "broadcast:hub", name!);
    await stack.up();
    assert.equal(hub.state().sent, 1);
    const state = await stack.rawState();
    assert.ok(state.includes("broadcast:index:Delivery"), "the state was read");
    assert.equal(state.includes(/SharedAccessKey=([^;]+)/.exec(connection!)![1]!), false);
  });
});
