import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const command = join(__dirname, "../../../sdk/cli/main.js");

describe("emulator: command line", () => {
  const children: ChildProcess[] = [];
  const run = (...flags: string[]) => {
    const child = spawn(process.execPath, [command, "emulator", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    return child;
  };
  const output = async (child: ChildProcess, stream: "stdout" | "stderr" = "stdout") =>
    String((await once(child[stream]!, "data"))[0]);
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  it("--json prints one line with everything a caller needs", async () => {
    const child = run("--json", "--tls-port", "0", "--hub", "releases", "--tier", "basic");
    const text = await output(child);
    assert.equal(text.indexOf("\n"), text.length - 1);
    const info = JSON.parse(text);
    assert.deepEqual(Object.keys(info), [
      "endpoint",
      "tlsEndpoint",
      "certificate",
      "hub",
      "connectionStrings",
      "tlsConnectionStrings",
      "inbox",
    ]);
    assert.equal(info.hub, "releases");
    assert.deepEqual(Object.keys(info.connectionStrings), ["full", "send", "listen"]);
    assert.match(
      info.tlsConnectionStrings.full,
      /^Endpoint=sb:\/\/localhost:\d+\/;SharedAccessKeyName=\w+;SharedAccessKey=[^;]+$/,
    );
    assert.match(await (await fetch(`${info.inbox}_emulator/inbox/view`)).text(), /"tier":"basic"/);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`${signal} ends it with 0 and leaves nothing behind`, async () => {
      const child = run("--json", "--tls-port", "0");
      const { certificate } = JSON.parse(await output(child));
      assert.ok(existsSync(certificate));
      child.kill(signal);
      assert.deepEqual(await once(child, "exit"), [0, null]);
      assert.ok(!existsSync(certificate));
    });
  }

  it("--host beyond loopback is warned of, and loopback is not", async () => {
    const open = run("--host", "0.0.0.0");
    assert.match(await output(open, "stderr"), /^warning: beyond loopback, .* takes no credentials/);
    const child = run("--host", "127.0.0.1");
    let warned = "";
    child.stderr!.on("data", (chunk) => {
      warned += String(chunk);
    });
    await output(child);
    assert.equal(warned, "");
  });

  it("--state names a file, and one that is no state is refused with 2", async () => {
    const child = run("--state", __filename);
    assert.match(await output(child, "stderr"), /^error: state: .* is not a state of the emulator; remove it/);
    assert.deepEqual(await once(child, "exit"), [2, null]);
  });

  it("without --json it prints a short text with the connection strings", async () => {
    const text = await output(run());
    assert.match(text, /^Notification hub "hub" is running, in memory\. Stop it with Ctrl-C\.\n/);
    assert.match(text, /\n {2}full {4}Endpoint=http:\/\/127\.0\.0\.1:\d+\/;.*UseDevelopmentEmulator=true\n/);
    assert.doesNotMatch(text, /TLS/);
  });

  const posix = process.platform === "win32" ? it.skip : it;
  posix("without --json it prints what its page shows", async () => {
    const page = readFileSync(join(__dirname, "../../../../docs/emulator.md"), "utf8");
    const [, shown] = /```text\n\$ npx pulumi-broadcast emulator\n(.*?)```/s.exec(page)!;
    const text = await output(run());
    assert.equal(
      text.replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:40123").replace(/SharedAccessKey=[^;]+/g, "SharedAccessKey=…"),
      shown,
    );
  });

  posix("without --json it ends with a line to paste into the shell of a program", async () => {
    const text = await output(run("--hub", "releases"));
    const [, line] = /\nIn the shell of a program:\n {2}(.*)\n$/.exec(text)!;
    const shell = spawn("sh", ["-c", `${line}; printenv NOTIFICATIONHUBS_CONNECTION_STRING NOTIFICATION_HUB_NAME`]);
    children.push(shell);
    const [, full] = /\n {2}full {4}(.*)\n/.exec(text)!;
    assert.equal(await output(shell), `${full}\nreleases\n`);
  });

  it("a port that is taken is one sentence and exit 1", async () => {
    const { endpoint } = JSON.parse(await output(run("--json")));
    const { port } = new URL(endpoint);
    const child = run("--port", port);
    assert.equal(
      await output(child, "stderr"),
      `error: port ${port} is taken; choose another one, or 0 for a free one\n`,
    );
    assert.deepEqual((await once(child, "exit"))[0], 1);
  });

  for (const flags of [
    ["--port", "x"],
    ["--port", "65536"],
    ["--tls-port", "-1"],
    ["--tier", "gold"],
    ["--hub", "a b"],
  ]) {
    it(`${flags.join(" ")} is refused`, async () => {
      const child = run(...flags);
      assert.match(await output(child, "stderr"), /^error: /);
      assert.notEqual((await once(child, "exit"))[0], 0);
    });
  }

  it("the official SDK trusts it through NODE_EXTRA_CA_CERTS", async () => {
    const info = JSON.parse(await output(run("--json", "--tls-port", "0")));
    const script = `const sdk = require("@azure/notification-hubs");
      const hub = new sdk.NotificationHubsClient(${JSON.stringify(info.tlsConnectionStrings.send)}, "hub");
      hub.sendBroadcastNotification(sdk.createAppleNotification({ body: { aps: {} } })).then(({ state }) => console.log(state));`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: info.certificate };
    const child = spawn(process.execPath, ["-e", script], { env, stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    assert.equal(await output(child), "Enqueued\n");
  });
});
