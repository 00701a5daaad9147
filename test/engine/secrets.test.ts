import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import { TestStack } from "../support/engine";

const handle = "f00dfeedf00dfeedf00dfeedf00dfeed";
const program = `
const pulumi = require("@pulumi/pulumi");
const { Broadcast } = require("pulumi-broadcast");
const hub = new pulumi.Config().requireSecret("connection");
const device = new Broadcast("to-one-device", {
  message: { title: "Hello", body: "there" },
  platforms: ["apple"],
  audience: { devices: [{ platform: "apple", handle: "${handle}" }] },
  hub: { connectionString: hub, hub: "hub" },
});
exports.status = device.status;
`;

describe("secrets", () => {
  let emulator: Emulator;
  let stack: TestStack;
  before(async () => {
    emulator = await startEmulator();
    stack = await TestStack.create({ source: program });
    await stack.must("config", "set", "--secret", "releases:connection", emulator.connectionStrings.send);
  });
  after(async () => {
    await stack.close();
    await emulator.close();
  });

  it("keys and device handles are nowhere in clear: not in state, backups, history or output", async () => {
    const key = /SharedAccessKey=([^;]+)/.exec(emulator.connectionStrings.send)![1]!;
    const outputs: string[] = [];
    outputs.push((await stack.must("preview")).output);
    outputs.push((await stack.must("up")).output);
    outputs.push((await stack.must("refresh")).output);
    outputs.push((await stack.must("up", "--skip-preview")).output);
    assert.equal(emulator.sends().length, 1);
    const everything = [await stack.rawState(), ...outputs].join("\n");
    for (const secret of [key, handle, handle.toUpperCase(), encodeURIComponent(key)]) {
      assert.equal(everything.includes(secret), false, "a planted secret is in clear");
    }
    assert.ok(everything.includes("to-one-device"), "the state was read");
  });
});
