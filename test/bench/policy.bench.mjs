// What the policies cost: a preview of 500 broadcasts and the start of the pack, beside an empty pack of the SDK; and
// the linter on 1,000 files, beside reading them. Prints ratios, best of several runs that take turns.
// Also what the rules on content find in the corpus, by group, beside secretlint alone.
//   node test/bench/policy.bench.mjs [preview] [start] [lint] [content]
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { getEngine } from "../../tools/engine/engine.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(path.join(root, "package.json"));
const wanted = process.argv.slice(2);
await mkdir(path.join(root, ".cache"), { recursive: true });
const folder = await mkdtemp(path.join(root, ".cache", "policy-bench-"));
const state = await mkdtemp(path.join(os.tmpdir(), "policy-bench-"));

async function write(file, text) {
  const whole = path.join(folder, file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, text);
}

/** Two packs on the SDK: one with nothing in it, one with the recommended rules as a pack of one's own has them. */
async function packs() {
  const policies = { empty: "[]", own: 'require("pulumi-broadcast/policy").broadcastPolicies()' };
  for (const [name, list] of Object.entries(policies)) {
    await write(`${name}/PulumiPolicy.yaml`, "runtime: nodejs\n");
    await write(`${name}/package.json`, `{ "name": "${name}", "version": "1.0.0", "main": "index.js" }\n`);
    const pack = `new (require("@pulumi/policy").PolicyPack)("${name}", { policies: ${list} });\n`;
    await write(`${name}/index.js`, pack);
  }
}

async function preview() {
  const binary = await getEngine();
  await write("program/Pulumi.yaml", "name: bench\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n");
  await write("program/package.json", '{ "name": "bench", "main": "index.js" }\n');
  await write(
    "program/index.js",
    `const { Broadcast } = require("pulumi-broadcast");
for (let i = 0; i < 500; i++) {
  new Broadcast("b" + i, {
    message: { title: "Release " + i + " is here", body: "Dark mode, at last, and a calmer start page", link: "https://contoso.com/" + i },
    platforms: ["apple", "fcmv1", "windows"],
    audience: { tags: ["release"] },
  });
}
`,
  );
  const env = {
    ...process.env,
    PATH: `${path.dirname(binary)}${path.delimiter}${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const pulumi = (...args) => run(binary, args, { cwd: path.join(folder, "program"), env });
  await pulumi("stack", "init", "dev");
  const previewWith = (pack) => pulumi("preview", "--non-interactive", "--policy-pack", pack);
  const best = await turns(3, {
    empty: () => previewWith(path.join(folder, "empty")),
    pack: () => previewWith(path.join(root, "policy-pack")),
    own: () => previewWith(path.join(folder, "own")),
  });
  console.log(`preview of 500 broadcasts: empty pack ${seconds(best.empty)}`);
  console.log(
    `  recommended set, our pack          ${seconds(best.pack)}  x${ratio(best.pack, best.empty)}  (at most 1.15)`,
  );
  console.log(`  recommended set, pack of one's own ${seconds(best.own)}  x${ratio(best.own, best.empty)}`);
}

/** From the start of the process to the port, as the engine waits for it. */
async function start() {
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack/index.js");
  const portOf = (pack) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [runner, "127.0.0.1:1", pack], {
        cwd: pack,
        stdio: ["ignore", "pipe", "inherit"],
      });
      child.stdout.once("data", () => child.kill());
      child.on("error", reject);
      child.on("exit", resolve);
    });
  const best = await turns(7, {
    empty: () => portOf(path.join(folder, "empty")),
    pack: () => portOf(path.join(root, "policy-pack")),
    own: () => portOf(path.join(folder, "own")),
  });
  console.log(`start: empty pack ${milliseconds(best.empty)}`);
  console.log(`  our pack          ${milliseconds(best.pack)}  x${ratio(best.pack, best.empty)}  (at most 1.2)`);
  console.log(`  pack of one's own ${milliseconds(best.own)}  x${ratio(best.own, best.empty)}`);
}

async function lint() {
  const { activate } = require(path.join(root, "dist/sdk/policy/policyConfig.js"));
  const { lintFile } = require(path.join(root, "dist/sdk/lint/lintFile.js"));
  const { readMessageFile } = require(path.join(root, "dist/sdk/lint/messageFile.js"));
  const corpus = path.join(root, "test/corpus/policy/good");
  const { readdir } = await import("node:fs/promises");
  const names = (await readdir(corpus)).filter((name) => /\.(json|ya?ml)$/.test(name) && !name.startsWith("Pulumi"));
  const texts = await Promise.all(names.map((name) => readFile(path.join(corpus, name), "utf8")));
  const files = Array.from({ length: 1000 }, (_, index) => ({
    file: `${index}-${names[index % names.length]}`,
    text: texts[index % names.length],
    named: true,
  }));
  const active = activate("recommended");
  const options = { platforms: ["apple", "fcmv1", "windows", "browser"], now: Date.now() };
  const best = await turns(25, {
    parse: () => files.forEach(({ file, text }) => readMessageFile(text, file)),
    lint: () => files.forEach((source) => lintFile(source, active, options)),
  });
  console.log(`1,000 files: parse ${milliseconds(best.parse)}`);
  console.log(`  lint ${milliseconds(best.lint)}  x${ratio(best.lint, best.parse)}  (at most 4)`);
}

/** Recall by group, and false alarms on texts with nothing wrong; secrets with random parts of twenty seeds. */
function content() {
  const { goodTexts, personalTexts, secretTexts } = require(path.join(root, "dist/test/unit/policy/contents.js"));
  const { findSecrets } = require(path.join(root, "dist/sdk/policy/findSecrets.js"));
  const { findWithRules } = require(path.join(root, "dist/sdk/policy/secretRules.js"));
  const { findPersonalData, personalDataKinds } = require(path.join(root, "dist/sdk/policy/findPersonalData.js"));
  const ours = ({ text }) => findSecrets(text).length > 0;
  const library = ({ text }) => findWithRules(text) !== undefined;
  const personal = ({ text }) => findPersonalData(text, personalDataKinds).length > 0;
  // A title and a body are judged one by one.
  const good = goodTexts().map(({ text }) => text.split("|").map((part) => ({ text: part })));
  const secrets = Array.from({ length: 20 }, (_, seed) => secretTexts(seed + 1)).flat();
  const print = (title, samples, find, beside) => {
    const share = (these, by) => `${((100 * these.filter(by).length) / these.length).toFixed(0)} %`;
    const wrong = good.filter((parts) => parts.some(find)).length;
    const right = samples.filter(find).length;
    const precision = ((100 * right) / (right + wrong)).toFixed(1);
    const theirs = beside ? `, secretlint alone ${share(samples, beside)}` : "";
    console.log(
      `${title}: recall ${share(samples, find)}${theirs}; precision ${precision} % (${wrong} of ${good.length} good texts)`,
    );
    for (const [group, these] of Map.groupBy(samples, (sample) => sample.group)) {
      console.log(
        `  ${group.padEnd(14)} ${share(these, find).padStart(5)}${beside ? `  secretlint ${share(these, beside)}` : ""}`,
      );
    }
  };
  print("secrets", secrets, ours, library);
  print("personal data", personalTexts(), personal);
}

/** Runs each in turn, several times; the best time of each. */
async function turns(rounds, tasks) {
  const best = Object.fromEntries(Object.keys(tasks).map((name) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      const begun = performance.now();
      await task();
      best[name] = Math.min(best[name], performance.now() - begun);
    }
  }
  return best;
}

function run(binary, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(output) : reject(new Error(output.slice(-2000)))));
  });
}

const ratio = (a, b) => (a / b).toFixed(2);
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const milliseconds = (ms) => `${ms.toFixed(0)} ms`;

try {
  await packs();
  for (const [name, bench] of Object.entries({ preview, start, lint, content })) {
    if (wanted.length === 0 || wanted.includes(name)) await bench();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await rm(state, { recursive: true, force: true });
}
