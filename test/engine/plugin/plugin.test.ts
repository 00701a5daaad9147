import assert from "node:assert/strict";
import path from "node:path";
import { program, saying, withArgs } from "../../support/broadcastProgram";
import { root, TestStack } from "../../support/engine";
import { TestHub } from "../../support/testHub";

const inAnHour = (): string => `schedule: "${new Date(Date.now() + 3_600_000).toISOString()}"`;
const unchanged = { create: 0, update: 0, delete: 0, replace: 0 };

describe("the plugin", () => {
  let hub: TestHub;
  let stack: TestStack;
  beforeEach(async () => {
    hub = await TestHub.open();
    stack = await TestStack.copied("", hub.env, "plugin");
  });
  afterEach(async () => {
    await stack.close();
    await hub.close();
  });

  it("posts nothing on preview, once on up, not again on the next up, a refresh or a destroy", async () => {
    await stack.write(program());
    await stack.must("preview");
    assert.equal(hub.state().sent, 0);
    const { operations } = await stack.up();
    assert.equal(operations.create, 3);
    assert.equal(hub.state().sent, 2);
    await stack.must("refresh");
    const again = await stack.up();
    assert.deepEqual({ ...again.operations, same: 0 }, { ...unchanged, same: 0 });
    await stack.write(program(saying("B")));
    await stack.up();
    assert.equal(hub.state().sent, 4);
    await stack.must("destroy");
    assert.equal(hub.state().sent, 4);
  });

  it("a scheduled send is canceled by a destroy", async () => {
    await stack.write(program(withArgs(inAnHour())));
    await stack.up();
    assert.deepEqual(hub.state(), { sent: 0, scheduled: 2, canceled: 0 });
    await stack.must("destroy");
    assert.deepEqual(hub.state(), { sent: 0, scheduled: 0, canceled: 2 });
  });

  it("keys and device handles are nowhere in clear", async () => {
    const handle = "f00dfeedf00dfeedf00dfeedf00dfeed";
    const connection = hub.emulator.connectionStrings.send;
    const key = /SharedAccessKey=([^;]+)/.exec(connection)![1]!;
    await stack.must("config", "set", "--secret", "releases:connection", connection);
    const fields = `audience: { devices: [{ platform: "apple", handle: "${handle}" }] }, platforms: ["apple"],
      message: pulumi.secret({ title: "News", body: "planted-body" }),
      hub: { connectionString: new pulumi.Config().requireSecret("connection"), hub: "hub" }`;
    await stack.write(program(withArgs(fields)));
    const printed = [await stack.must("preview", "--diff"), await stack.up(), await stack.must("refresh")];
    const everything = [await stack.rawState(), ...printed.map(({ output }) => output)].join("\n");
    assert.equal(hub.sends().length, 1);
    assert.ok(everything.includes("broadcast:index:Delivery"), "the state was read");
    for (const planted of [key, handle, "planted-body"])
      assert.equal(everything.includes(planted), false, `${planted.slice(0, 8)}… is in clear`);
  });

  it("refuses wrong arguments with the sentence that TypeScript programs get", async () => {
    await stack.write(program(withArgs("colour: 1")));
    const { code, output } = await stack.run(["preview"]);
    assert.notEqual(code, 0);
    // What the program prints after it, that the connection is closing, is the engine's.
    assert.match(output, /Announcement resource 'news' has a problem: colour: is not an argument of Broadcast\n/);
  });

  it("has a schema in which the CLI finds no fault", async () => {
    await stack.must("schema", "check", path.join(root, "plugin/schema.json"));
  });
});
