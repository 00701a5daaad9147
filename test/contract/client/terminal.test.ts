import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe } from "mocha";
import { parseConnectionString } from "../../../provider/client/connectionString";
import { createSasToken } from "../../../provider/client/sas";
import { pushCertificates } from "../../unit/hub/pushCertificates";
import { onEmulator, useTarget } from "./target";

const target = useTarget();
const main = path.join(__dirname, "../../../sdk/cli/main.js");
const broadcast = JSON.stringify({
  message: { title: "2.4.0 is here", body: "Dark mode, at last" },
  platforms: ["apple"],
  audience: { tags: ["release"] },
});

describe("pulumi-broadcast at a terminal", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "terminal-"));
    writeFileSync(path.join(folder, "release.json"), broadcast);
    writeFileSync(path.join(folder, "package.json"), '{ "name": "anything" }');
  });
  after(() => rmSync(folder, { recursive: true }));

  function run(args: string[], { input = "", env = {}, node = [] }: Partial<Given> = {}): Promise<Run> {
    const { PATH } = process.env;
    const child = spawn(process.execPath, [...node, main, ...args], { cwd: folder, env: { PATH, ...env } });
    // A command may end without reading its input.
    child.stdin.on("error", () => {}).end(input);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
  }
  const to = (connection: "full" | "send" | "listen", hub = target.emulator.hub) => ({
    NOTIFICATIONHUBS_CONNECTION_STRING: target.emulator.connectionStrings[connection],
    NOTIFICATION_HUB_NAME: hub,
  });

  onEmulator("on an older Node says in one line what it needs; doctor says it too", async () => {
    writeFileSync(
      path.join(folder, "older.cjs"),
      'Object.defineProperty(process.versions, "node", { value: "20.20.2" });',
    );
    const node = ["--require", path.join(folder, "older.cjs")];
    for (const command of ["lint", "render", "send"]) {
      const { code, stderr } = await run([command, "release.json"], { node });
      assert.equal(code, 1);
      assert.match(stderr, /^error: \w+ needs Node 22\.19 or later and this is 20\.20\.2; install it[^\n]*\n$/);
    }
    assert.match((await run(["doctor"], { node })).stdout, /FAIL {2}Node +20\.20\.2; 22\.19 or later is needed/);
    assert.equal((await run(["policy-pack"], { node })).code, 0);
  });

  onEmulator("ends quietly when the reader of its output has gone", async () => {
    const { PATH } = process.env;
    const child = spawn(process.execPath, [main, "render", "release.json"], { cwd: folder, env: { PATH } });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(stderr, "");
    assert.equal(code, 0);
  });

  onEmulator("render and lint take standard input and folders", async () => {
    for (const command of ["render", "lint"]) {
      const piped = await run([command, "-"], { input: broadcast });
      assert.equal(piped.code, 0, piped.stderr);
      const whole = await run([command, "."]);
      assert.equal(whole.code, 0, whole.stderr);
    }
    assert.match((await run(["render", "-"], { input: broadcast })).stdout, /2\.4\.0 is here/);
    assert.match((await run(["render", "."])).stdout, /^release: posts/);
  });

  onEmulator("render --payload shows the very bytes and headers that a send has", async () => {
    target.emulator.reset();
    const { code, stdout, stderr } = await run(["render", "-", "--payload", "--json"], {
      input: JSON.stringify({ ...JSON.parse(broadcast), headers: { apple: { "apns-priority": "5" } } }),
    });
    assert.equal(code, 0, stderr);
    const [shown, ...others] = JSON.parse(stdout);
    assert.equal(others.length, 0);
    assert.equal(shown.headers["apns-priority"], "5");
    const own = Object.entries(shown.headers).filter(([name]) => name.startsWith("apns-"));
    const headers = own.flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
    await run(["send", "--format", "apple", "--body", shown.body, "--tag", "a", ...headers], { env: to("full") });
    const [sent] = target.emulator.sends();
    assert.equal(sent!.body, '{"aps":{"alert":{"title":"2.4.0 is here","body":"Dark mode, at last"}}}');
    assert.equal(sent!.headers["apns-priority"], "5");
    assert.match(
      (await run(["render", "release.json", "--payload"])).stdout,
      /^# release \(apple\)\nContent-Type: application\/json[^\n]*\n/,
    );
    assert.equal(target.emulator.sends().length, 1);
  });

  onEmulator("send takes a broadcast from a file or standard input, each platform and locale once", async () => {
    target.emulator.reset();
    const both = {
      message: { title: "Hello", body: "World", locales: { fr: { title: "Bonjour" } } },
      platforms: ["apple", "fcmv1"],
      audience: { tags: ["release"] },
    };
    const whole = await run(["send", "-", "--json"], { env: to("send"), input: JSON.stringify(both) });
    assert.equal(whole.code, 0, whole.stderr);
    const posts = whole.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      posts.map(({ post }) => post),
      ["-", "-", "-", "-"].map((name, index) => `${name} (${["apple/fr", "apple", "fcmv1/fr", "fcmv1"][index]})`),
    );
    assert.deepEqual(
      target.emulator.sends().map(({ tags }) => tags),
      ["release && locale:fr", "release && !locale:fr", "release && locale:fr", "release && !locale:fr"],
    );
    target.emulator.reset();
    const part = await run(["send", "release.json", "--format", "apple", "--tag", "mine"], { env: to("send") });
    assert.equal(part.code, 0, part.stderr);
    assert.match(part.stdout, /^release \(apple\)\n {2}Accepted by the hub\.\n/);
    const [sent] = target.emulator.sends();
    assert.equal(sent!.tags, "mine");
    const shown = JSON.parse((await run(["render", "release.json", "--payload", "--json"])).stdout);
    assert.equal(sent!.body, shown[0].body);
  });

  onEmulator("send says in one sentence why a file cannot be sent, and sends nothing", async () => {
    target.emulator.reset();
    const cases: [object | string, string[], number, RegExp][] = [
      [{ title: "Hi", body: "There" }, [], 2, /without platforms; add --format/],
      [{ title: "Hi", body: "There" }, ["--format", "apple"], 2, /say who receives it/],
      [broadcast, ["--format", "windows"], 2, /holds nothing for windows/],
      [broadcast, ["--body", "{}"], 2, /leave out --body/],
      [{ ...JSON.parse(broadcast), audience: { everyone: true } }, [], 2, /nobody is here to be asked; add --yes/],
      [
        { ...JSON.parse(broadcast), notAfter: "2020-01-01T00:00:00Z" },
        [],
        1,
        /notAfter \(2020-01-01T00:00:00Z\) has passed/,
      ],
      [{ ...JSON.parse(broadcast), adopt: { notificationId: "n-1" } }, [], 1, /adopt records an earlier send/],
      [{ ...JSON.parse(broadcast), platforms: ["apple", "nokia"] }, [], 1, /platforms/],
    ];
    for (const [input, args, code, why] of cases) {
      const text = typeof input === "string" ? input : JSON.stringify(input);
      const ended = await run(["send", "-", ...args], { env: to("send"), input: text });
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, why);
      assert.match(ended.stderr, /^error: [^\n]+\n(\(--help shows what it takes\)\n)?$/);
    }
    assert.equal((await run(["send", "nope.json"], { env: to("send") })).code, 2);
    assert.equal(target.emulator.sends().length, 0);
  });

  onEmulator("--help says the exit codes, and every error begins alike", async () => {
    assert.match((await run(["--help"])).stdout, /0 when it is done, 1 for findings or a failure, and 2\nwhen/);
    for (const args of [["nope"], ["send", "--nope"], ["outcome"], ["cancel", "x"], ["ledger", "list"], ["lint"]]) {
      const { code, stderr } = await run(args);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, /^error: (?!error)/, args.join(" "));
    }
  });

  onEmulator("render and lint end with 2 for what is not there, as a wrong call", async () => {
    for (const command of ["render", "lint"]) {
      const { code, stderr } = await run([command, "nope"]);
      assert.equal(code, 2);
      assert.match(stderr, /^error: nope: [^\n]+\n$/);
    }
  });

  onEmulator("a test send that reaches nobody ends with 1, unless it may", async () => {
    target.emulator.reset();
    const args = ["send", "--format", "apple", "--body", '{"aps":{"alert":"hi"}}', "--tag", "nobody", "--test"];
    const { code, stderr } = await run(args, { env: to("full") });
    assert.equal(code, 1);
    assert.match(stderr, /^error: no device matches, so the test send reached nobody; [^\n]*--allow-nobody\.\n$/);
    assert.equal((await run([...args, "--allow-nobody"], { env: to("full") })).code, 0);
  });

  onEmulator("outcome --follow shows how far the hub is", async () => {
    const sent = await run(["send", "--format", "apple", "--body", '{"aps":{"alert":"hi"}}', "--tag", "a", "--json"], {
      env: to("full"),
    });
    const { notificationId } = JSON.parse(sent.stdout);
    const { code, stdout, stderr } = await run(["outcome", notificationId, "--follow"], { env: to("full") });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^\[############\] NoTargetFound\n$/);
    assert.match(stdout, /^NoTargetFound\n/);
  });

  onEmulator("doctor finds out whether hub and key are right, and sends nothing", async () => {
    target.emulator.reset();
    const lines = async (env: Record<string, string>) =>
      (await run(["doctor"], { env })).stdout
        .split("\n")
        .filter((line) => /^\S+ +(hub|key) /.test(line))
        .join("\n");
    assert.match(
      await lines(to("full")),
      /^ok {4}hub +\S+\nok {4}key +DefaultFull\S+ may send, read telemetry and cancel$/,
    );
    const credential = `<NotificationHubDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><ApnsCredential><Properties><Property><Name>ApnsCertificate</Name><Value>${pushCertificates.production}</Value></Property><Property><Name>CertificateKey</Name><Value>open sesame</Value></Property></Properties></ApnsCredential></NotificationHubDescription>`;
    await described(
      to("full"),
      `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml">${credential}</content></entry>`,
    );
    const whole = (await run(["doctor"], { env: to("full") })).stdout;
    assert.match(whole, /^(ok {2}|FAIL) {2}certificate +Apple: expire[sd] on 2027-01-31/m);
    assert.doesNotMatch((await run(["doctor"], { env: to("send") })).stdout, /certificate/);
    assert.match(await lines(to("send")), /^ok {4}hub +\S+\nok {4}key +SendOnly\S+ may send$/);
    assert.match(await lines(to("listen")), /FAIL {2}key +DefaultListen\S+ may not send; use a rule with Send$/);
    assert.match(await lines(to("full", "nope")), /^FAIL {2}hub +there is no hub nope; set broadcast:hub/);
    const forged = {
      ...to("full"),
      NOTIFICATIONHUBS_CONNECTION_STRING: to("full").NOTIFICATIONHUBS_CONNECTION_STRING.replace(
        /SharedAccessKey=.{4}/,
        "SharedAccessKey=AAAA",
      ),
    };
    assert.match(await lines(forged), /^FAIL {2}key +\S+ is refused: copy the connection string again/);
    assert.equal(target.emulator.sends().length, 0);
  });
});

/** Puts a description on the hub. */
async function described(
  env: { NOTIFICATIONHUBS_CONNECTION_STRING: string; NOTIFICATION_HUB_NAME: string },
  body: string,
) {
  const {
    endpoint,
    sharedAccessKeyName: keyName,
    sharedAccessKey: key,
  } = parseConnectionString(env.NOTIFICATIONHUBS_CONNECTION_STRING);
  const resourceUri = `${endpoint}${env.NOTIFICATION_HUB_NAME}`;
  const headers = { Authorization: createSasToken({ resourceUri, keyName, key }), "If-Match": "*" };
  const reply = await fetch(`${resourceUri}?api-version=2020-06`, { method: "PUT", headers, body });
  assert.equal(reply.status, 200);
}

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Given {
  input: string;
  env: Record<string, string>;
  /** Node's own flags. */
  node: string[];
}
