// The main job with the commands that a user types: preview, up, up again, an edit, a rotated key, destroy.
// A local emulator takes the place of the hub, and the state is in a temporary folder.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { getEngine } from "./engine/engine.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { startEmulator } = createRequire(import.meta.url)("../dist/sdk/emulator/index.js");
const color = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (style, text) => (color ? styleText(style, text) : text);
const quiet = process.argv.includes("--quiet");

const binary = await getEngine(console.log);
const keep = process.argv.includes("--keep");
const emulator = await startEmulator({ devices: keep ? "demo" : undefined });
await mkdir(path.join(root, ".cache"), { recursive: true });
const project = await mkdtemp(path.join(root, ".cache", "demo-"));
const state = await mkdtemp(path.join(os.tmpdir(), "pulumi-broadcast-demo-"));
await cp(path.join(root, "examples/01-release-announcement"), project, {
  recursive: true,
  filter: (file) => !/Pulumi\..+\.yaml$|node_modules/.test(path.basename(file)),
});

const env = {
  ...process.env,
  PATH: [path.dirname(binary), path.join(root, "node_modules/.bin"), process.env.PATH].join(path.delimiter),
  PULUMI_BACKEND_URL: `file://${state}`,
  PULUMI_CONFIG_PASSPHRASE: "demo",
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  NOTIFICATION_HUB_NAME: emulator.hub,
  NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send,
};

/** Runs one command as a user would, and shows its output indented. */
function pulumi(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, [...args, "--non-interactive"], {
      cwd: project,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`)),
    );
  });
}

const failures = [];
let seen = 0;

/** The card that a preview shows, without the engine's margins and its heading. */
function cardIn(output) {
  const [, diagnostics] = /^Diagnostics:\n([\s\S]*?)\n(?=\S)/m.exec(output) ?? [];
  if (!diagnostics) return [];
  const lines = diagnostics.split("\n").filter((line) => !/^ {2}\S.*\):$/.test(line));
  return lines
    .map((line) => line.replace(/^ {4}/, ""))
    .join("\n")
    .trim()
    .split("\n");
}

/** One step: what it does, how many posts the hub must receive, and why. */
async function step(title, command, expected, why) {
  process.stdout.write(`\n${paint("bold", title)}\n${paint("dim", `  $ pulumi ${command.join(" ")}`)}\n`);
  const started = Date.now();
  const output = await pulumi(...command);
  if (!quiet) for (const line of cardIn(output)) console.log(`  ${line}`);
  const sends = emulator.sends();
  const fresh = sends.slice(seen);
  seen = sends.length;
  const right = fresh.length === expected;
  const verdict = `${fresh.length} ${fresh.length === 1 ? "post" : "posts"}`;
  console.log(
    `  ${paint(right ? "green" : "red", `${right ? "✓" : "✗"} the hub received ${verdict}`)}: ${why} ${paint("dim", `(${((Date.now() - started) / 1000).toFixed(1)} s)`)}`,
  );
  for (const send of fresh)
    console.log(`    → ${send.format}, tags ${send.tags || "(everyone)"}: ${send.body.slice(0, 110)}`);
  if (!right) failures.push(`${title}: ${verdict} instead of ${expected}`);
}

async function edit(change) {
  const file = path.join(project, "index.ts");
  const before = await readFile(file, "utf8");
  const after = change(before);
  if (before === after) throw new Error("the edit changed nothing");
  await writeFile(file, after);
}

const started = Date.now();
try {
  console.log(`A hub on this machine: ${emulator.endpoint}`);
  await pulumi("stack", "init", "demo");
  await step("Preview", ["preview"], 0, "a preview never posts");
  await step("Deploy", ["up", "--yes"], 1, "declared, signed, posted and recorded");
  await step("Deploy again", ["up", "--yes"], 0, "the stack's own state remembers it");
  await edit((text) => text.replace("Dark mode, at last", "Dark mode, at last. And it is fast."));
  await step(
    "Edit the text",
    ["up", "--yes"],
    1,
    "new content is a new post, which replaces the earlier one on the device",
  );
  env.NOTIFICATIONHUBS_CONNECTION_STRING = emulator.rotateKeys().send;
  await step("Rotate the key", ["up", "--yes"], 0, "the key is not part of what is announced");
  await step("Destroy", ["destroy", "--yes"], 0, "what was sent stays sent, and nothing else is posted");
} catch (error) {
  failures.push(error.message);
} finally {
  if (!keep) await emulator.close();
  await rm(project, { recursive: true, force: true });
  await rm(state, { recursive: true, force: true });
}
for (const failure of failures) console.error(paint("red", `\n${failure}`));
console.log(
  `\n${failures.length === 0 ? "All counts are right" : "Something is wrong"}, ${((Date.now() - started) / 1000).toFixed(1)} s.`,
);
if (keep) {
  console.log(`\nThe inbox stays open until Ctrl-C: ${emulator.inbox}`);
  process.once("SIGINT", () => void emulator.close());
}
process.exitCode = failures.length === 0 ? 0 : 1;
