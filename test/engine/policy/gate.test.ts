import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../../../sdk/emulator";
import { lintPreview } from "../../../sdk/lint/lintPreview";
import { activate } from "../../../sdk/policy/policyConfig";
import { program, withArgs } from "../../support/broadcastProgram";
import { root, TestStack } from "../../support/engine";

const pack = path.join(root, "policy-pack");

/** An hour around now, in UTC, as quiet hours. */
function nowAsQuietHours(): { from: string; to: string } {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { from: at(-1), to: at(1) };
}

describe("policies in a run of the engine", () => {
  let emulator: Emulator;
  let stack: TestStack;

  before(async () => {
    emulator = await startEmulator();
    stack = await TestStack.create(
      {
        source: program(withArgs('onInDoubt: "send-again", message: { title: "News", body: "TODO: say what is new" }')),
      },
      { NOTIFICATION_HUB_NAME: emulator.hub },
    );
    await stack.must("config", "set", "broadcast:connectionString", emulator.connectionStrings.send);
  });

  after(async () => {
    await stack.close();
    await emulator.close();
  });

  const configured = (config: object): string[] => {
    const file = path.join(stack.directory, "policy.json");
    writeFileSync(file, JSON.stringify(config));
    return ["--policy-pack", pack, "--policy-pack-config", file];
  };
  const up = (flags: string[]) => stack.run(["up", "--skip-preview", ...flags]);

  it("a connection string in plain configuration stops the run before anything else, and is not shown", async () => {
    const { code, output } = await up(["--policy-pack", pack]);
    assert.notEqual(code, 0);
    assert.match(output, /\[mandatory\].*connection-secret/);
    assert.ok(!output.includes(/SharedAccessKey=([^;]+)/.exec(emulator.connectionStrings.send)![1]!));
    await stack.must("config", "set", "--secret", "broadcast:connectionString", emulator.connectionStrings.send);
  });

  it("a mandatory violation stops the send: the hub receives nothing", async () => {
    const { code, output } = await up(["--policy-pack", pack]);
    assert.notEqual(code, 0);
    assert.match(output, /\[mandatory\].*in-doubt-held/);
    assert.doesNotMatch(output, /connection-secret/);
    assert.equal(emulator.sends().length, 0);
  });

  it("an advisory one does not, and what a policy had stopped goes out once when it is lifted", async () => {
    const { code, output } = await up(configured({ "in-doubt-held": "advisory" }));
    assert.equal(code, 0, output);
    assert.match(output, /\[advisory\].*in-doubt-held/);
    assert.match(output, /\[advisory\].*draft-text/);
    assert.deepEqual(
      emulator
        .sends()
        .map(({ format }) => format)
        .sort(),
      ["apple", "fcmv1"],
    );
  });

  it("what has been sent fails no later run: neither quiet hours nor a stricter level are asked about it", async () => {
    const strict = configured({ all: "mandatory", "quiet-hours": nowAsQuietHours() });
    const { code, output } = await up(strict);
    assert.equal(code, 0, output);
    assert.equal(emulator.sends().length, 2);

    await stack.write(program(withArgs("revision: 2")));
    const again = await up(strict);
    assert.notEqual(again.code, 0);
    assert.match(again.output, /\[mandatory\].*quiet-hours/);
    assert.equal(emulator.sends().length, 2);
  });

  it("configuration that is not understood keeps the pack from running, and everything with it", async () => {
    const { code, output } = await up(
      configured({ "quiet-hours": { zone: "Mars/Olympus", form: "21:00" }, "quite-hours": "mandatory" }),
    );
    assert.notEqual(code, 0);
    assert.match(output, /quite-hours: is not a policy of this pack; did you mean quiet-hours\?/);
    assert.match(output, /quiet-hours: form: is not a key of this policy/);
    assert.match(output, /quiet-hours: zone: "Mars\/Olympus" is not an IANA time zone/);
    assert.equal(emulator.sends().length, 2);
  });

  it("a value that a preview does not know stops it, unless allowUnknown names it; the update judges the value", async () => {
    const next = `new Broadcast("next", { message: { title: "Next", body: "B", link: pulumi.interpolate\`https://contoso.com/\${news.sends[0].notificationId}\` }, platforms: ["apple"], audience: { tags: ["t"] } });`;
    await stack.write(program(withArgs("revision: 2"), { after: next }));
    const unknown = await stack.run(["preview", "--policy-pack", pack]);
    assert.notEqual(unknown.code, 0);
    assert.match(unknown.output, /message\.link is not known in this preview/);
    const allowed = { "values-known": { allowUnknown: ["message.link"] } };
    const passed = await stack.run(["preview", ...configured(allowed)]);
    assert.equal(passed.code, 0, passed.output);

    const { code, output } = await up(configured({ ...allowed, "links-trusted": { domains: ["fabrikam.com"] } }));
    assert.notEqual(code, 0);
    assert.match(output, /message\.link contains a link to contoso\.com, which is not an allowed domain/);
    // The first broadcast was right and went out; the second was stopped.
    assert.equal(emulator.sends().length, 4);
  });

  it("a preview printed as JSON is linted without an engine, at the line of the program", async () => {
    const text = program(withArgs('revision: 3, onInDoubt: "send-again"'));
    await stack.write(text);
    const declared = text.split("\n").findIndex((line) => line.includes("new Broadcast(")) + 1;
    const { output } = await stack.must("preview", "--json");
    const json = output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1);
    const { checked, findings } = lintPreview(json, "preview.json", activate("recommended"), Date.now());
    assert.equal(checked, 1);
    assert.deepEqual(
      findings.map(({ rule, file, line }) => [rule, file, line]),
      [["in-doubt-held", "index.js", declared]],
    );
  });

  it("a pack of one's own on the SDK holds the rules beside its own, and stops the send as well", async () => {
    const folder = path.join(stack.directory, "house-rules");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(
      path.join(folder, "package.json"),
      '{ "name": "house-rules", "version": "1.0.0", "main": "index.js" }\n',
    );
    writeFileSync(
      path.join(folder, "index.js"),
      `const { PolicyPack } = require("@pulumi/policy");
const { broadcastPolicies } = require("pulumi-broadcast/policy");
new PolicyPack("house-rules", { policies: broadcastPolicies({ config: { "banned-words": { words: ["news"] } } }) });
`,
    );
    const { code, output } = await up(["--policy-pack", folder]);
    assert.notEqual(code, 0);
    assert.match(output, /\[mandatory\].*banned-words/);
    assert.match(output, /\[mandatory\].*in-doubt-held/);
    assert.equal(emulator.sends().length, 4);
  });

  it("a remediation goes out with the send, and the next run posts nothing", async () => {
    const payload = `{ payloads: { browser: { title: "Offer", body: "Today only" } }, audience: { tags: ["t"] } }`;
    await stack.write(program(payload, { name: "offer" }));
    const flags = configured({ "expiry-present": { enforcementLevel: "remediate", seconds: 3600 } });
    const { code, output } = await up(flags);
    assert.equal(code, 0, output);
    assert.match(output, /remediate.*expiry-present/);
    const sent = emulator.sends().slice(4);
    assert.equal(sent.length, 1);
    const headers = Object.fromEntries(
      Object.entries(sent[0]!.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    assert.equal(headers.ttl, "3600");
    const again = await up(flags);
    assert.equal(again.code, 0, again.output);
    assert.equal(emulator.sends().length, 5);
  });
});
