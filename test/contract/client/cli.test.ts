import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "mocha";
import { onEmulator, useTarget } from "./target";

const target = useTarget();
const body = '{"aps":{"alert":"hi"}}';
const main = join(__dirname, "../../../sdk/cli/main.js");

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command in a process of its own; standard input is no terminal. */
function run(
  args: string[],
  { input = "", env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env.PATH,
      NOTIFICATIONHUBS_CONNECTION_STRING: target.emulator.connectionStrings.full,
      NOTIFICATION_HUB_NAME: target.emulator.hub,
      ...env,
    },
  });
  // A command may end without reading its input.
  child.stdin.on("error", () => {}).end(input);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

describe("pulumi-broadcast send", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "broadcast-cli-"));
    writeFileSync(join(folder, "payload.json"), body);
  });
  after(() => rmSync(folder, { recursive: true }));

  onEmulator("sends to tags, with headers, and ends at once", async () => {
    target.emulator.reset();
    const args = ["--format", "apple", "--body", body, "--tag", "a", "b", "--header", "apns-priority: 5"];
    const begun = performance.now();
    const { code, stdout, stderr } = await run(["send", ...args]);
    assert.equal(code, 0, stderr);
    assert.ok(performance.now() - begun < 3000, "a kept-alive connection kept the process");
    const [send] = target.emulator.sends();
    assert.equal(send?.tags, "a || b");
    assert.equal(send?.headers["apns-priority"], "5");
    assert.equal(stdout.split("\n")[0], "Accepted by the hub.");
    assert.ok(stdout.includes(`notification id ${send?.id}`));
  });

  onEmulator("reads the payload from a file or standard input, and prints JSON", async () => {
    target.emulator.reset();
    const fromFile = await run([
      "send",
      "--format",
      "apple",
      "--file",
      join(folder, "payload.json"),
      "--tag",
      "a",
      "--json",
    ]);
    assert.equal(fromFile.code, 0, fromFile.stderr);
    assert.equal(JSON.parse(fromFile.stdout).status, 201);
    const piped = await run(["send", "--format", "apple", "--file", "-", "--tag", "a", "--json"], { input: body });
    assert.equal(piped.code, 0, piped.stderr);
    assert.deepEqual(
      target.emulator.sends().map((send) => send.body),
      [body, body],
    );
  });

  onEmulator("to everyone wants --yes where nobody can be asked", async () => {
    target.emulator.reset();
    const args = ["send", "--format", "apple", "--body", body, "--everyone"];
    const asked = await run(args);
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /nobody is here to be asked; add --yes/);
    assert.equal(target.emulator.sends().length, 0);
    assert.equal((await run([...args, "--yes"])).code, 0);
    assert.equal(target.emulator.sends().length, 1);
  });

  onEmulator("refuses a header whose value the platform does not take", async () => {
    target.emulator.reset();
    const args = ["--format", "apple", "--body", body, "--tag", "a", "--header", "apns-priority: 7"];
    const { code, stderr } = await run(["send", ...args]);
    assert.equal(code, 1);
    assert.match(stderr, /headers\.apns-priority: must be one of 10, 5, 1/);
    assert.equal(target.emulator.sends().length, 0);
  });

  onEmulator("a wrong call is 2 and sends nothing", async () => {
    target.emulator.reset();
    const wrong: [string[], RegExp][] = [
      [["--body", body, "--tag", "a"], /--format/],
      [["--format", "pineapple", "--body", body, "--tag", "a"], /Allowed choices are template, apple/],
      [["--format", "apple", "--body", body], /say who receives it: exactly one of/],
      [["--format", "apple", "--body", body, "--tag", "a", "--everyone"], /exactly one of/],
      [["--format", "apple", "--tag", "a"], /give the payload: --body or --file/],
      [["--format", "apple", "--file", "/no/such", "--tag", "a"], /\/no\/such cannot be read/],
      [["--format", "apple", "--body", body, "--tag", "a", "--header", "x"], /Expected "Name: value"/],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await run(["send", ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    const unconnected = await run(["send", "--format", "apple", "--body", body, "--tag", "a"], {
      env: { NOTIFICATIONHUBS_CONNECTION_STRING: "" },
    });
    assert.equal(unconnected.code, 2);
    assert.match(
      unconnected.stderr,
      /no connection: set NOTIFICATIONHUBS_CONNECTION_STRING or NOTIFICATION_HUB_RESOURCE_ID, or give --connection-string or --resource-id/,
    );
    assert.equal(target.emulator.sends().length, 0);
  });

  onEmulator("a failure is 1, one sentence or one line of JSON with what is certain", async () => {
    target.emulator.fault({ fault: "500", times: 1 });
    const args = ["send", "--format", "apple", "--body", body, "--tag", "a"];
    const plain = await run(args);
    assert.equal(plain.code, 1);
    assert.match(plain.stderr, /^error: send \(apple\) on hub .*it may have been sent[^\n]*\n$/);
    target.emulator.fault({ fault: "500", times: 1 });
    const json = await run([...args, "--json"]);
    assert.equal(json.code, 1);
    const { error } = JSON.parse(json.stdout);
    assert.equal(error.code, "AMBIGUOUS_SEND");
    assert.equal(error.certainty, "ambiguous");
    assert.equal(error.status, 500);
  });

  onEmulator("--test shows the outcome, --debug the exchange without secrets", async () => {
    const { code, stdout, stderr } = await run([
      "send",
      "--format",
      "apple",
      "--body",
      body,
      "--tag",
      "nobody",
      "--test",
      "--allow-nobody",
      "--debug",
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /0 sent, 0 failed/);
    assert.match(stderr, /Authorization: SharedAccessSignature \*\*\*/);
    assert.ok(!stderr.includes("sig="));
  });
});

describe("pulumi-broadcast outcome and cancel", () => {
  onEmulator("--fail-on NoTargetFound fails on a send that reached nobody, and only on that", async () => {
    const { notificationId } = await target.client().sendApple(body, { tags: "nobody" });
    const args = ["outcome", notificationId!, "--wait", "--poll", "0.1"];
    const failing = await run([...args, "--fail-on", "NoTargetFound", "--json"]);
    assert.equal(failing.code, 1, failing.stderr);
    assert.deepEqual(JSON.parse(failing.stdout).failedOn, ["NoTargetFound"]);
    const passing = await run([...args, "--fail-on", "Abandoned", "Throttled"]);
    assert.equal(passing.code, 0, passing.stderr);
    assert.match(passing.stdout, /^NoTargetFound\n/);
  });

  onEmulator("--fail-on takes an outcome of the platform's service too", async () => {
    const client = target.client();
    const pushChannel = "ef".repeat(32);
    await client.installations.put({ installationId: "cli", platform: "apns", pushChannel, tags: ["cli"] });
    const { notificationId } = await client.sendApple(body, { tags: "cli" });
    const { code, stdout } = await run(["outcome", notificationId!, "--wait", "--poll", "0.1", "--fail-on", "success"]);
    assert.equal(code, 1);
    assert.match(stdout, /^Completed\n {2}apple: 1 Success\n/);
  });

  onEmulator("--wait gives up after --timeout with 1", async () => {
    const { code, stderr } = await run(["outcome", "unknown-id", "--wait", "--poll", "0.1", "--timeout", "0.2"]);
    assert.equal(code, 1);
    assert.match(stderr, /the hub does not know the notification, or not yet after 0\.2 s/);
  });

  onEmulator("cancel calls off a scheduled send, and fails when there is none", async () => {
    target.emulator.reset();
    const schedule = new Date(Date.now() + 3_600_000).toISOString();
    const sent = await run([
      "send",
      "--format",
      "apple",
      "--body",
      body,
      "--tag",
      "a",
      "--schedule",
      schedule,
      "--json",
    ]);
    const { notificationId } = JSON.parse(sent.stdout);
    const canceled = await run(["cancel", notificationId]);
    assert.equal(canceled.code, 0, canceled.stderr);
    assert.equal(canceled.stdout, "Canceled.\n");
    assert.equal(target.emulator.sends()[0]?.state, "Canceled");
    const again = await run(["cancel", notificationId, "--json"]);
    assert.equal(again.code, 1);
    assert.equal(JSON.parse(again.stdout).error.status, 404);
  });
});
