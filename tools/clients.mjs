// Runs every operation of third-party clients against the emulator, and prints which work. Known bugs of a library are listed
// with their reason; any other failure exits with 1. Libraries are installed into a folder that is kept between runs. What
// cannot be installed or run on this machine is reported as skipped.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const programs = path.join(root, "test/clients");
const home = path.join(root, "node_modules/.cache/clients");
const { startEmulator } = createRequire(import.meta.url)(path.join(root, "dist/sdk/emulator/index.js"));

const clients = [
  {
    name: "Java, Notification-Hubs-java-sdk 0.4.2",
    install: installJava,
    run: runJava,
    faults: {
      "sendNotification apple with headers": "drops the header that tells the format",
    },
  },
  {
    name: "Python, notificationhubs-rest-python 1.0.3",
    install: () => installPython("notificationhubs-rest-python==1.0.3"),
    run: (hub) => runPython("rest.py", hub),
    faults: {
      "send windows badge": "finds <badge> only without attributes, so X-WNS-Type is missing",
      "send windows raw": "sends no X-WNS-Type",
      "schedule apple": "writes the time with quotes around its T",
    },
  },
  {
    name: "Python, azure-notification-hub-unofficial 0.1.0",
    install: () => installPython("azure-notification-hub-unofficial==0.1.0"),
    run: (hub) => runPython("unofficial.py", hub),
    faults: {
      get_installation: "takes the answer for XML by its content type",
      get_feedback_container_url: "takes the answer for XML by its content type, and returns an empty text",
      "send_notification test": "asks by a header that the service does not know, so the send is a real one",
      "send_notification tells an id": "discards Location",
    },
  },
  {
    name: "JavaScript, @azure/notification-hubs",
    skip: "runs in npm test, test/contract/emulator/officialSdk.test.ts",
  },
  {
    name: "Java, azure-notificationhubs-java-backend 1.1.0",
    skip: "Maven Central does not have it, its newest is 0.4.2",
  },
  { name: "Go, azure-notificationhubs-go", skip: "the Go module proxy does not have it" },
];

const began = performance.now();
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const client of clients) await judge(client);
console.log(`\n${Math.round((performance.now() - began) / 1000)} s`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

async function judge({ name, install, run, faults = {}, skip }) {
  console.log(`\n${name}`);
  const missing =
    skip ??
    (await install().then(
      () => undefined,
      (error) => error.message,
    ));
  if (missing !== undefined) {
    counts.skipped++;
    console.log(`  skipped: ${missing}`);
    return;
  }
  const emulator = await startEmulator({ tlsPort: 0 });
  try {
    const results = (await run(emulator))
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    for (const { operation, ok, error } of results) say(operation, ok, error, faults[operation]);
    for (const operation of Object.keys(faults)) {
      if (!results.some((result) => result.operation === operation)) say(operation, false, "never ran");
    }
    if (results.length === 0) say("the program", false, "printed no results");
  } finally {
    await emulator.close();
  }
}

function say(operation, ok, error, fault) {
  const failed = fault === undefined ? !ok : ok;
  counts[failed ? "failed" : "passed"]++;
  const word = failed ? "FAILED" : fault === undefined ? "ok" : "its own";
  const why = fault === undefined ? (ok ? "" : error) : ok ? `works, although listed: ${fault}` : fault;
  console.log(`  ${word.padEnd(8)}${operation.padEnd(52)}${why}`.trimEnd());
}

async function installPython(requirement) {
  const folder = path.join(home, "python");
  const python = path.join(folder, "bin/python");
  if (!existsSync(python)) await execute("python3", ["-m", "venv", folder]);
  await execute(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]);
}

function runPython(program, { tlsConnectionStrings, hub, certificate }) {
  const env = { ...process.env, REQUESTS_CA_BUNDLE: certificate, SSL_CERT_FILE: certificate, PYTHONWARNINGS: "ignore" };
  const python = path.join(home, "python/bin/python");
  return execute(python, [path.join(programs, program), tlsConnectionStrings.full, hub], { env });
}

async function installJava() {
  const folder = path.join(home, "java");
  mkdirSync(folder, { recursive: true });
  const dependency = (group, artifact, version) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  const pom = `<project><modelVersion>4.0.0</modelVersion><groupId>judge</groupId><artifactId>judge</artifactId><version>1</version>
<dependencies>${dependency("com.windowsazure", "Notification-Hubs-java-sdk", "0.4.2")}${dependency("javax.xml.bind", "jaxb-api", "2.3.1")}</dependencies></project>`;
  writeFileSync(path.join(folder, "pom.xml"), pom);
  if (existsSync(path.join(folder, "jars"))) return;
  await execute("mvn", [
    "-q",
    "-B",
    "-f",
    path.join(folder, "pom.xml"),
    "dependency:copy-dependencies",
    "-DoutputDirectory=jars",
  ]);
}

async function runJava({ tlsConnectionStrings, hub, certificate }) {
  const storage = createServer((request, response) => request.resume().on("end", () => response.writeHead(201).end()));
  await new Promise((resolve) => storage.listen(0, "127.0.0.1", resolve));
  const folder = mkdtempSync(path.join(os.tmpdir(), "clients-"));
  const store = path.join(folder, "trust.p12");
  try {
    const trust = [
      "-importcert",
      "-noprompt",
      "-alias",
      "hub",
      "-file",
      certificate,
      "-keystore",
      store,
      "-storepass",
      "changeit",
    ];
    await execute("keytool", trust);
    return await execute("java", [
      `-Djavax.net.ssl.trustStore=${store}`,
      "-Djavax.net.ssl.trustStorePassword=changeit",
      ...["-cp", path.join(home, "java/jars/*"), path.join(programs, "Java.java")],
      ...[tlsConnectionStrings.full, hub, `http://127.0.0.1:${storage.address().port}/`],
    ]);
  } finally {
    storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The output of a command; rejects with its last lines if it fails or does not exist. */
function execute(command, args, { env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: 170_000 });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("error", () => reject(new Error(`${command} is not on this machine`)));
    child.on("close", (code) => {
      if (code === 0 || /^\{/m.test(out)) resolve(out);
      else reject(new Error(`${command} failed: ${(err || out).trim().split("\n").at(-1)?.slice(0, 200)}`));
    });
  });
}
