// What `import "pulumi-broadcast"` adds to `import "@pulumi/pulumi"`, each in processes of its own. Prints milliseconds and the ratio of the two.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const entry = createRequire(import.meta.url).resolve(path.join(root, "dist/sdk/index.js"));
const rounds = Number(process.env.BENCH_ROUNDS ?? 15);

/** Loads Pulumi, then the package; each process prints how long either took. */
const source = `
const begun = performance.now();
require("@pulumi/pulumi");
const pulumi = performance.now();
require(${JSON.stringify(entry)});
console.log(JSON.stringify([pulumi - begun, performance.now() - pulumi]));`;

const runs = Array.from({ length: rounds }, () =>
  JSON.parse(execFileSync(process.execPath, ["--eval", source], { cwd: root, encoding: "utf8" })),
);
const median = (column) => runs.map((run) => run[column]).sort((a, b) => a - b)[Math.floor(rounds / 2)];
const [pulumi, ours] = [median(0), median(1)];
console.log(
  `@pulumi/pulumi ${pulumi.toFixed(0)} ms, pulumi-broadcast ${ours.toFixed(0)} ms more (median of ${rounds}), ratio ${((pulumi + ours) / pulumi).toFixed(2)}`,
);
