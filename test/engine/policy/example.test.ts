import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { parse } from "yaml";
import { lintCommand } from "../../../sdk/cli/lintCommand";
import { type Emulator, startEmulator } from "../../../sdk/emulator";
import { root, strictPack, TestStack } from "../../support/engine";

const example = path.join(root, "examples/06-policy-in-ci");
const gate = ["--policy-pack", path.join(root, "policy-pack"), "--policy-pack-config", "policy.json"];

describe("06-policy-in-ci", () => {
  let emulator: Emulator;
  let stack: TestStack;
  before(async () => {
    emulator = await startEmulator();
    stack = await TestStack.create(
      { example: "06-policy-in-ci" },
      { NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send, NOTIFICATION_HUB_NAME: emulator.hub },
    );
    // Tests run at night as well.
    const file = path.join(stack.directory, "policy.json");
    const policy = JSON.parse(await readFile(file, "utf8"));
    await writeFile(
      file,
      JSON.stringify({ ...policy, "quiet-hours": { ...policy["quiet-hours"], enforcementLevel: "disabled" } }),
    );
  });
  after(async () => {
    await stack.close();
    await emulator.close();
  });

  const edit = async (file: string, change: (text: string) => string) => {
    const whole = path.join(stack.directory, file);
    await writeFile(whole, change(await readFile(whole, "utf8")));
  };

  async function lint(): Promise<{ code: number; out: string }> {
    let out = "";
    const program = new Command().exitOverride().configureOutput({ writeOut: (text) => (out += text) });
    lintCommand(program);
    for (const command of program.commands) command.copyInheritedSettings(program);
    const [home, before] = [process.cwd(), process.exitCode];
    process.chdir(stack.directory);
    process.exitCode = 0;
    try {
      await program.parseAsync(["lint", "announcements", "--format", "github"], { from: "user" });
      return { code: Number(process.exitCode), out };
    } finally {
      process.chdir(home);
      process.exitCode = before;
    }
  }

  it("its workflow and its pipeline run the commands that are tested here", async () => {
    const workflow = await readFile(path.join(example, ".github/workflows/announce.yml"), "utf8");
    const pipeline = await readFile(path.join(example, "azure-pipelines.yml"), "utf8");
    const { jobs } = parse(workflow);
    assert.deepEqual(Object.keys(jobs), ["check", "announce"]);
    assert.equal(jobs.announce.environment, "production");
    assert.equal(jobs.announce.concurrency["cancel-in-progress"], false);
    assert.ok(!JSON.stringify(jobs.check).includes("NOTIFICATIONHUBS_CONNECTION_STRING"));
    const { stages } = parse(pipeline);
    assert.deepEqual(
      stages.map(({ stage }: { stage: string }) => stage),
      ["check", "announce"],
    );
    assert.ok(!JSON.stringify(stages[0]).includes("NOTIFICATIONHUBS_CONNECTION_STRING"));
    for (const text of [workflow, pipeline]) {
      assert.match(text, /npx pulumi-broadcast lint announcements/);
      assert.match(text, /npx pulumi-broadcast render announcements\/\*\.yaml --markdown > card\.md/);
      assert.match(text, /--policy-pack "\$\(npx pulumi-broadcast policy-pack\)" --policy-pack-config policy\.json/);
    }
  });

  it("a pull request is linted, shown as a card and previewed against the policies, and sends nothing", async () => {
    assert.deepEqual(await lint(), { code: 0, out: "" });
    const cli = path.join(root, "dist/sdk/cli/main.js");
    const card = await promisify(execFile)(
      process.execPath,
      [cli, "render", "announcements/v2-4-0.yaml", "--markdown"],
      {
        cwd: stack.directory,
      },
    );
    assert.match(card.stdout, /La version 2\.4\.0 est là/);
    const { code, output } = await stack.run(["preview", ...gate], { env: { NOTIFICATIONHUBS_CONNECTION_STRING: "" } });
    assert.equal(code, 0, output);
    await stack.must("preview", ...strictPack);
    assert.equal(emulator.sends().length, 0);
  });

  it("a bad change is stopped at its line by the linter, and by the policies in the preview and on main", async () => {
    await edit("announcements/v2-4-0.yaml", (text) => text.replace("contoso.com", "c0ntoso.com"));
    const { code, out } = await lint();
    assert.equal(code, 1);
    assert.match(out, /^::error file=announcements\/v2-4-0\.yaml,line=6,col=9,title=NH304 links-trusted::/);
    const { code: stopped, output } = await stack.run(["up", "--skip-preview", ...gate]);
    assert.notEqual(stopped, 0);
    assert.match(output, /\[mandatory\].*links-trusted/);
    assert.equal(emulator.sends().length, 0);
    await edit("announcements/v2-4-0.yaml", (text) => text.replace("c0ntoso.com", "contoso.com"));
  });

  it("main posts it once", async () => {
    const first = await stack.run(["up", "--skip-preview", ...gate]);
    assert.equal(first.code, 0, first.output);
    assert.deepEqual(
      emulator
        .sends()
        .map(({ format }) => format)
        .sort(),
      ["apple", "apple", "fcmv1", "fcmv1"],
    );
    const { code, operations } = await stack.run(["up", "--skip-preview", ...gate]);
    assert.equal(code, 0);
    assert.equal(operations.create + operations.update, 0);
    assert.equal(emulator.sends().length, 4);
  });
});
