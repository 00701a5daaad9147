import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = path.resolve(__dirname, "../../..");

const entries = [
  "pulumi-broadcast",
  ...["hub", "client", "policy", "emulator"].map((name) => `pulumi-broadcast/${name}`),
];
const program = `${entries.map((entry, index) => `import * as entry${index} from "${entry}";`).join("\n")}
export const all = [${entries.map((_, index) => `entry${index}`).join(", ")}];
`;

/** Pulumi's TypeScript template; `lib` is what its target implies, without the DOM that quarrels with @types/node. */
const compilerOptions = {
  strict: true,
  outDir: "bin",
  target: "es2020",
  lib: ["es2020"],
  module: "commonjs",
  moduleResolution: "node",
  ignoreDeprecations: "6.0",
  esModuleInterop: false,
  skipLibCheck: false,
  types: ["node"],
};

describe("the published types in Pulumi's TypeScript template", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "template-"));
    await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    await writeFile(path.join(folder, "index.ts"), program);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("compile without an error, and name no type of zod", async function () {
    this.timeout(120_000);
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    const run = await execute(process.execPath, [tsc, "-p", folder, "--noEmit", "--listFiles"], {
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: { stdout: string }) => error);
    const lines = run.stdout.split("\n");
    assert.deepEqual(
      lines.filter((line) => line.includes("error TS")),
      [],
    );
    for (const entry of ["index", "hub/index", "client", "policy/index", "emulator/index"]) {
      assert.ok(lines.includes(path.join(root, `dist/sdk/${entry}.d.ts`)), `${entry} was not read`);
    }
    // Whether zod's own types compile depends on the TypeScript and the options of the project that installs us.
    assert.deepEqual(
      lines.filter((line) => line.includes("/node_modules/zod/")),
      [],
    );
  });
});
