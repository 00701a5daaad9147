// Gets the engine, then runs the suites one after the other and adds up their counts. Arguments choose suites: `npm test unit contract`.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { getEngine } from "./engine/engine.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const suites = ["unit", "contract", "browser", "engine"];
const chosen = process.argv.slice(2).filter((argument) => suites.includes(argument));
let runs = 0;
let passed = 0;
let failed = 0;

try {
  console.log(`Pulumi engine: ${await getEngine(console.log)}`);
} catch (error) {
  console.error(error.message);
  failed++;
}

for (const suite of failed > 0 ? [] : chosen.length > 0 ? chosen : suites) {
  const files = globSync(`dist/test/${suite}/**/*.test.js`, { cwd: root });
  if (suite === "browser" && !getBrowser()) continue;
  console.log(`\n${suite}: ${files.length} files`);
  const before = passed + failed;
  const seconds = {};
  // The engine suite mostly waits for processes, so its files run side by side, each in a process of its own.
  const queue = suite === "engine" ? files.map((file) => [file]) : [files];
  const lanes = Array.from({ length: Math.min(queue.length, 2) }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await run(next, suite === "engine", seconds);
  });
  await Promise.all(lanes);
  // Files may skip all of their tests, a suite may not.
  if (passed + failed === before) failed++;
  const slowest = Object.entries(seconds).sort(([, one], [, other]) => other - one);
  for (const [file, took] of slowest.slice(0, 10).filter(([, took]) => took >= 10))
    console.log(`${String(Math.round(took)).padStart(6)} s  ${file}`);
}
console.log(`\n${passed} tests passed, ${failed} tests failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs files in one mocha. Beside another one, its output is shown at its end. */
async function run(files, beside, seconds) {
  const report = path.join(os.tmpdir(), `mocha-${process.pid}-${runs++}.json`);
  const flags = ["--reporter", path.join(root, "tools/reporter.cjs"), "--reporter-option", `output=${report}`];
  const timeout = ["--timeout", beside ? "300000" : "60000"];
  const child = spawn(
    process.execPath,
    [path.join(root, "node_modules/mocha/bin/mocha.js"), ...flags, ...timeout, ...files],
    { cwd: root, stdio: beside ? ["ignore", "pipe", "pipe"] : "inherit" },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (beside) console.log(`\n${path.relative("dist/test", files[0])}\n  ${output.trim()}`);
  const counts = await readFile(report, "utf8").then(JSON.parse, () => undefined);
  await rm(report, { force: true });
  if (!counts) {
    failed++;
    return;
  }
  passed += counts.passes;
  failed += counts.failures;
  Object.assign(seconds, counts.seconds);
  // A hook or a crash that mocha does not count as a test is a failure all the same.
  if (code !== 0 && counts.failures === 0) failed++;
}

/** Installs Debian's Chromium if possible; without it the browser suite is skipped. */
function getBrowser() {
  const browser = "/usr/bin/chromium";
  if (!existsSync(browser) && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("\ninstalling Debian's package chromium");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const words of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]])
      spawnSync("apt-get", ["-qq", ...words], { env, stdio: "ignore", timeout: 240_000 });
  }
  if (existsSync(browser)) return true;
  console.log(`\nbrowser: skipped, there is no ${browser} and it could not be installed; install the package chromium`);
  return false;
}
