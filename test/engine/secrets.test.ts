import assert from "node:assert/strict";
import { program, programOf, saying, withArgs } from "../support/broadcastProgram";
import { inMinutes, World } from "../support/world";

const handle = "f00dfeedf00dfeedf00dfeedf00dfeed";
const oneDevice = programOf(
  `const hub = new pulumi.Config().requireSecret("connection");`,
  `const device = new Broadcast("to-one-device", {
  message: { title: "Hello", body: "there" },
  platforms: ["apple"],
  audience: { devices: [{ platform: "apple", handle: "${handle}" }] },
  hub: { connectionString: hub, hub: "hub" },
});`,
  "exports.status = device.status;",
);

describe("secrets", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open("");
  });
  afterEach(() => world.close());

  /** None of these is in what was printed, nor in state, backups and history. */
  async function nowhere(secrets: readonly string[], outputs: readonly string[], state = true): Promise<void> {
    const everything = [...(state ? [await world.stack.rawState()] : []), ...outputs].join("\n");
    for (const secret of secrets)
      assert.equal(everything.includes(secret), false, `${secret.slice(0, 8)}… is in clear`);
  }

  it("keys and device handles are nowhere in clear: not in state, backups, history or output, after a refresh neither", async () => {
    const { stack, hub } = world;
    await stack.must("config", "set", "--secret", "releases:connection", hub.emulator.connectionStrings.send);
    const key = /SharedAccessKey=([^;]+)/.exec(hub.emulator.connectionStrings.send)![1]!;
    await stack.write(oneDevice);
    const outputs: string[] = [];
    outputs.push((await stack.must("preview", "--diff")).output);
    outputs.push((await stack.must("up")).output);
    outputs.push((await stack.must("refresh")).output);
    outputs.push((await stack.must("up", "--skip-preview")).output);
    assert.equal(world.accepted(), 1);
    await nowhere([key, handle, handle.toUpperCase(), encodeURIComponent(key)], outputs);
    assert.ok((await stack.rawState()).includes("to-one-device"), "the state was read");
  });

  it("a secret text, tag and schedule are not shown in a plan, and are nowhere in clear", async () => {
    const [text, tag, schedule] = ["planted-text-51c7", "planted-tag-8e02", inMinutes(127)];
    const { stack } = world;
    await stack.write(
      programOf(
        `new Broadcast("quiet", { message: { title: "News", body: pulumi.secret("${text}") }, platforms: ["apple"], audience: { tags: pulumi.secret(["${tag}"]) }, schedule: pulumi.secret("${schedule}") });`,
      ),
    );
    const preview = await stack.must("preview", "--diff");
    assert.match(preview.output, /quiet: 1 post at a time that is a secret to an audience that is a secret\n/);
    const outputs = [preview.output, (await stack.must("up")).output, (await stack.must("refresh")).output];
    outputs.push((await stack.must("up", "--skip-preview", "--expect-no-changes")).output);
    assert.deepEqual(world.state(), { sent: 0, scheduled: 1, canceled: 0 });
    // The old text, tag and time are as secret beside a plain edit.
    await stack.write(program(saying("B", `platforms: ["apple"]`), { name: "quiet" }));
    const edit = await stack.must("preview", "--diff");
    assert.match(edit.output, /apple: posts in place of what was scheduled\n +│ News\n +│ B\n/);
    outputs.push(edit.output);
    await nowhere([text, tag, schedule.slice(0, 16), schedule.slice(0, 16).replace("T", " ")], outputs, false);
    await nowhere([text, tag], []);
  });

  it("a secret announcement is refused in one sentence, and is nowhere in clear", async () => {
    const planted = "planted-name-77aa";
    const source = programOf(`new Broadcast("news", ${withArgs(`announcement: pulumi.secret("${planted}")`)});`);
    const sentence =
      /announcement: must not be a secret, because it names the announcement in the state; give a plain name/;
    await world.stack.write(source);
    const preview = await world.stack.run(["preview"]);
    assert.notEqual(preview.code, 0);
    assert.match(preview.output, sentence);
    const up = await world.fails(undefined, sentence);
    assert.equal(world.accepted(), 0);
    await nowhere([planted], [preview.output, up.output]);
  });
});
