import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "../../sdk/emulator";
import { engineBinary, root } from "../support/engine";
import { type PackageManager, packageManager } from "./packageManager";

const execute = promisify(execFile);

/** A project as somebody would make it: what it installs and how, and how its program is written and started. */
export interface Consumer {
  name: string;
  manager: PackageManager;
  /** Files of the project by path; an object is written as JSON. package.json has no dependencies yet. */
  files: Record<string, string | object>;
  /** What it installs beside the package. */
  dependencies: Record<string, string>;
  /** Folder of the program, where it is not the project's root. */
  program?: string;
  /** Called with Node in place of the Pulumi CLI: `FILE preview` and `FILE up`. */
  driver?: string;
  /** Its SDK is too old for the language host of an engine that was built here to start a policy pack. */
  withoutPolicies?: true;
  /** Further checks of the installed project. */
  check?(run: (file: string, ...args: string[]) => Promise<string>, folder: string): Promise<void>;
}

/** The package as the registry would hold it. */
export async function packed(folder: string): Promise<string> {
  await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], root, process.env);
  const [tarball] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  return path.join(folder, tarball!);
}

/** Makes the project outside the checkout; previews with the policy pack, `up`, `up` again: the hub receives 0, 1, 1 posts. */
export async function tryConsumer(consumer: Consumer, tarball: string): Promise<void> {
  const manager = await packageManager(consumer.manager);
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "consumer-")));
  const emulator = await startEmulator();
  try {
    const directory = path.join(folder, consumer.program ?? "");
    const binary = await engineBinary();
    const env = {
      ...process.env,
      // Nothing of this checkout but its Node.
      PATH: [path.dirname(process.execPath), path.dirname(binary), outerPath()].join(path.delimiter),
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send,
      NOTIFICATION_HUB_NAME: emulator.hub,
      ...manager.env,
    };
    await write(folder, consumer, tarball);
    await run(manager.command, manager.install, folder, env);

    const inside = (file: string, ...args: string[]) => {
      const [command, ...rest] = manager.exec(file, args);
      return run(command!, rest, directory, env);
    };
    const posted = () => emulator.sends().length;
    const pack = (await inside("pulumi-broadcast", "policy-pack")).trim();
    if (consumer.driver === undefined) {
      const pulumi = (...args: string[]) => inside(binary, ...args, "--non-interactive");
      await pulumi("stack", "init", "dev");
      const preview = await pulumi("preview", ...(consumer.withoutPolicies ? [] : ["--policy-pack", pack]));
      assert.match(preview, /posts to apple/, "the preview shows the card");
      if (!consumer.withoutPolicies) assert.match(preview, /pulumi-broadcast/, "the preview ran the policy pack");
      assert.equal(posted(), 0, "a preview posts nothing");
      await pulumi("up", "--yes", "--skip-preview");
      assert.equal(posted(), 1, "the first up posts");
      await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    } else {
      await inside("node", consumer.driver, "preview");
      assert.equal(posted(), 0, "a preview posts nothing");
      await inside("node", consumer.driver, "up");
      assert.equal(posted(), 1, "the first up posts");
      await inside("node", consumer.driver, "up");
    }
    assert.equal(posted(), 1, "the second up posts nothing");
    await consumer.check?.(inside, directory);
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The PATH without what npm scripts put before it: a project must find what it has installed, not what this one has. */
export const outerPath = (): string =>
  (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((each) => !each.startsWith(root) && !each.includes("node_modules"))
    .join(path.delimiter);

async function write(folder: string, { files, dependencies, program = "" }: Consumer, tarball: string): Promise<void> {
  const manifest = path.posix.join(program, "package.json");
  const all: Consumer["files"] = {
    ...files,
    [manifest]: {
      ...(files[manifest] as object),
      dependencies: { "pulumi-broadcast": `file:${tarball}`, ...dependencies },
    },
  };
  for (const [name, content] of Object.entries(all)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" ? content : `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

async function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return (await execute(command, args, { cwd, env, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { stdout = "", stderr = "", code } = error as Error & { stdout?: string; stderr?: string; code?: unknown };
    throw new Error(`${[path.basename(command), ...args].join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  }
}
