import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { outerPath, packed } from "../consumers/consumer";
import { engineBinary, root } from "../support/engine";

const execute = promisify(execFile);

describe("the README", () => {
  let folder: string;
  let emulator: ChildProcess | undefined;
  before(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "readme-")));
  });
  after(async () => {
    if (emulator?.exitCode === null) {
      process.kill(-emulator.pid!, "SIGTERM");
      await once(emulator, "exit");
    }
    await rm(folder, { recursive: true, force: true });
  });

  // Its commands are for a POSIX shell.
  const posix = process.platform === "win32" ? it.skip : it;
  posix("leads in five minutes from npm to devices that show the message, once", async () => {
    const [, section] = /^## In five minutes(.*?)^## /ms.exec(readFileSync(path.join(root, "README.md"), "utf8"))!;
    const block = (language: string) =>
      [...section!.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, text]) => text!);
    const [first, second] = block("sh") as [string, string];
    const [install, start] = first.trim().split("\n") as [string, string];
    const env = {
      ...process.env,
      PATH: [path.dirname(process.execPath), path.dirname(await engineBinary()), outerPath()].join(path.delimiter),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const shell = (script: string, cwd: string) =>
      execute("bash", ["-euc", script], { cwd, env, maxBuffer: 2 ** 26 }).catch(
        (error: Error & { stdout: string; stderr: string }) => {
          throw new Error(`${script}\n${error.message}\n${error.stdout}${error.stderr}`);
        },
      );

    const tarball = await packed(folder);
    assert.match(install, / npm install pulumi-broadcast /);
    await shell(install.replace("install pulumi-broadcast", `install --prefer-offline --no-audit ${tarball}`), folder);
    const project = path.join(folder, "announce");

    emulator = spawn("bash", ["-c", start], {
      cwd: project,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    for await (const chunk of emulator.stdout!) {
      printed += String(chunk);
      if (/\n +export .*\n/.test(printed)) break;
    }
    const [, line] = /\n +(export .*)\n/.exec(printed)!;
    const [, inbox] = / inbox +(\S+)\n/.exec(printed)!;

    await writeFile(path.join(project, "index.js"), block("js")[0]!);
    const placeholder = /^export NOTIFICATIONHUBS_CONNECTION_STRING='Endpoint=…' NOTIFICATION_HUB_NAME=hub .*$/m;
    assert.match(second, placeholder);
    assert.equal(second.match(/^pulumi up/gm)?.length, 2);
    const commands = second.replace(placeholder, () => line!).replace(/^pulumi up/gm, "pulumi up --yes");
    const { stdout } = await shell(commands, project);
    assert.match(stdout, /posts to apple, fcmv1, windows, browser for devices tagged release/);

    const asked = async (what: string) =>
      (await fetch(new URL(`_emulator/${what}`, inbox))).json() as Promise<object[]>;
    assert.equal((await asked("sends")).length, 4, "one post for each platform, and none by the second up");
    const devices = (await asked("devices")) as { tray: object[] }[];
    assert.deepEqual(
      devices.map(({ tray }) => tray.length),
      [1, 1, 1, 1],
    );
    for (const { tray } of devices) assert.match(JSON.stringify(tray), /2\.4\.0 is here/);
  });
});
