import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import { engineBinary, root } from "../support/engine";

const execute = promisify(execFile);

const program = `import { Broadcast, BroadcastArgs } from "pulumi-broadcast";
import { parseConnectionString } from "pulumi-broadcast/client";
import type { Emulator } from "pulumi-broadcast/emulator";

const args: BroadcastArgs = {
  message: { title: "Hello", body: "from a fresh project" },
  platforms: ["apple", "windows"],
  audience: { tags: new Set(["release"]) },
};
export type Local = Emulator;
parseConnectionString(process.env.NOTIFICATIONHUBS_CONNECTION_STRING!);
export const status = new Broadcast("hello", args).status;
`;

describe("the packed package in a fresh TypeScript project", () => {
  let emulator: Emulator;
  let folder: string;
  before(async () => {
    emulator = await startEmulator();
    folder = await mkdtemp(path.join(os.tmpdir(), "consumer-"));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await emulator.close();
  });

  it("previews and ups with ts-node's defaults and module commonjs", async () => {
    const npm = (...args: string[]) => execute("npm", args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    await execute("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: root });
    const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
    assert.ok(tarball);
    await writeFile(
      path.join(folder, "package.json"),
      JSON.stringify({ name: "consumer", private: true, main: "index.ts" }),
    );
    await writeFile(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { module: "commonjs", target: "es2022", strict: true }, files: ["index.ts"] }),
    );
    await writeFile(path.join(folder, "Pulumi.yaml"), "name: consumer\nruntime: nodejs\n");
    await writeFile(path.join(folder, "index.ts"), program);
    await npm(
      "install",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      `./${tarball}`,
      "@pulumi/pulumi@3",
      "typescript@5.9",
      "ts-node@10",
      "@types/node@22",
    );
    const template = { target: "es2020", module: "commonjs", moduleResolution: "node", strict: true, types: ["node"] };
    await writeFile(
      path.join(folder, "tsconfig.template.json"),
      JSON.stringify({ compilerOptions: { ...template, skipLibCheck: false, noEmit: true }, files: ["index.ts"] }),
    );
    await execute("npx", ["tsc", "-p", "tsconfig.template.json"], { cwd: folder });
    const installed = await readdir(path.join(folder, "node_modules/pulumi-broadcast/dist"));
    assert.equal(installed.includes("test"), false, "tests are not shipped");

    const binary = await engineBinary();
    const env = {
      ...process.env,
      PATH: [path.dirname(binary), path.join(root, "node_modules/.bin"), process.env.PATH].join(path.delimiter),
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send,
      NOTIFICATION_HUB_NAME: emulator.hub,
    };
    const pulumi = (...args: string[]) =>
      execute(binary, [...args, "--non-interactive"], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
    await pulumi("stack", "init", "dev");
    const preview = await pulumi("preview");
    assert.match(preview.stdout, /posts to apple, windows/);
    assert.equal(emulator.sends().length, 0);
    await pulumi("up", "--yes", "--skip-preview");
    assert.deepEqual(
      emulator.sends().map(({ format }) => format),
      ["apple", "windows"],
    );
    await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.equal(emulator.sends().length, 2);
  });
});
