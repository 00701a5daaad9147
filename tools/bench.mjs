// Runs every benchmark, one after the other, each in a process of its own; each prints ratios within its own run.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const chosen = process.argv.slice(2);
let failed = false;
for (const file of globSync("test/bench/*.bench.mjs", { cwd: root }).sort()) {
  if (chosen.length > 0 && !chosen.some((name) => file.includes(name))) continue;
  console.log(`\n${file}`);
  failed = spawnSync(process.execPath, [file], { cwd: root, stdio: "inherit" }).status !== 0 || failed;
}
process.exitCode = failed ? 1 : 0;
