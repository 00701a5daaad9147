// Finds a Pulumi engine, or gets one: on PATH, in the launcher's cache, by the official download, or by building
// the CLI from its published Go modules into that same cache.
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const version = "3.259.0";
const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const execute = promisify(execFile);
const windows = process.platform === "win32";
const executable = windows ? "pulumi.exe" : "pulumi";

/** The launcher of the npm package `pulumi` looks in this folder first. */
export const cachedBin = path.join(
  process.env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi"),
  "versions",
  version,
  "bin",
);

async function answers(binary) {
  try {
    const { stdout } = await execute(binary, ["version"], {
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return /^v?\d+\.\d+\.\d+/.test(stdout.trim());
  } catch {
    return false;
  }
}

/** An installed CLI. The npm launcher does not count, because it only looks into the cache. */
async function onPath() {
  for (const directory of (process.env.PATH ?? "").split(path.delimiter)) {
    if (!directory || path.resolve(directory) === cachedBin) continue;
    const candidate = path.join(directory, executable);
    const real = await realpath(candidate).catch(() => undefined);
    if (!real || /node_modules[\\/]pulumi[\\/]/.test(real)) continue;
    if (await answers(candidate)) return candidate;
  }
  return undefined;
}

async function download() {
  try {
    await execute(process.execPath, [require.resolve("pulumi/run.js"), "version"], { timeout: 300_000 });
    return await answers(path.join(cachedBin, executable));
  } catch {
    return false;
  }
}

/** Builds a program of this folder's Go modules into the cache. */
async function build(say, { module, source, file, flags, what, lasts, otherwise }) {
  const go = await execute("go", ["version"]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  if (!go)
    throw new Error(
      `${otherwise} and there is no Go to build it with; install the Pulumi CLI or Go 1.25 and run \`npm run engine\` again.`,
    );
  await mkdir(cachedBin, { recursive: true });
  const target = path.join(cachedBin, `.building-${file}-${process.pid}`);
  const started = Date.now();
  say(`building ${what} with ${go.replace("go version ", "")}: once, about ${lasts} on 2 cores`);
  const ticker = setInterval(() => say(`  still building, ${Math.round((Date.now() - started) / 1000)} s`), 20_000);
  try {
    await new Promise((resolve, reject) => {
      const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", target, source];
      const child = spawn("go", args, {
        cwd: path.join(here, module),
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, CGO_ENABLED: "0" },
      });
      let tail = "";
      const keep = (chunk) => {
        tail = (tail + chunk).slice(-4000);
      };
      child.stdout.on("data", keep);
      child.stderr.on("data", keep);
      child.on("error", reject);
      child.on("close", (code) =>
        code === 0 ? resolve() : reject(new Error(`${what} did not build (go ended with ${code}):\n${tail}`)),
      );
    });
    await rename(target, path.join(cachedBin, file));
  } finally {
    clearInterval(ticker);
    await rm(target, { force: true });
  }
  say(`built in ${Math.round((Date.now() - started) / 1000)} s`);
}

const cli = {
  module: "build",
  source: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  file: executable,
  flags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
  what: `the Pulumi engine ${version}`,
  lasts: "4 minutes",
  otherwise: "no Pulumi engine: there is no `pulumi` on PATH, its download cannot be reached",
};

/** Language hosts to build for a CLI that was built from its modules. */
const hostOf = (language) => ({
  ...(language === "yaml"
    ? { module: "yaml", source: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml" }
    : { module: "hosts", source: "." }),
  file: `pulumi-language-${language}${windows ? ".exe" : ""}`,
  flags: "-s -w",
  what: `the host of programs in ${language}`,
  lasts: "1 minute",
  otherwise: `no host of programs in ${language}: the Pulumi CLI came without one`,
});

async function writeWhenDifferent(file, text) {
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) return;
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, text, { mode: 0o755 });
  await rename(temporary, file);
}

/** Adds the two programs that run JavaScript to a CLI built from its modules; an official CLI has its own. */
async function addHosts() {
  const sdk = path.dirname(require.resolve("@pulumi/pulumi/package.json"));
  await writeWhenDifferent(
    path.join(cachedBin, "pulumi-language-nodejs.cjs"),
    await readFile(path.join(here, "language-host.cjs"), "utf8"),
  );
  const script = `#!/bin/sh\nPULUMI_LANGUAGE_HOST_SDK="\${PULUMI_LANGUAGE_HOST_SDK:-${sdk}}" exec node "$(dirname "$0")/pulumi-language-nodejs.cjs" "$@"\n`;
  await writeWhenDifferent(path.join(cachedBin, "pulumi-language-nodejs"), script);
  await copyFile(
    path.join(sdk, "pulumi-resource-pulumi-nodejs"),
    path.join(cachedBin, "pulumi-resource-pulumi-nodejs"),
  );
  await chmod(path.join(cachedBin, "pulumi-resource-pulumi-nodejs"), 0o755);
}

/** @returns {Promise<string>} the path of a CLI that answers */
export async function getEngine(say = () => {}) {
  const installed = await onPath();
  if (installed) return installed;
  const cached = path.join(cachedBin, executable);
  if (!(await answers(cached)) && !(await download())) await build(say, cli);
  if (await hostsAreOurs()) await addHosts();
  return cached;
}

/** Makes sure that the engine runs programs in yaml, python or go. An official CLI has these hosts. */
export async function getLanguageHost(language, say = () => {}) {
  const engine = await realpath(await getEngine(say));
  const host = hostOf(language);
  // A hash of the sources that a host was built from; an official host has none.
  const note = path.join(cachedBin, `${host.file}.txt`);
  const sources = await Promise.all(
    ["main.go", "run.py", "go.mod"].map((file) => readFile(path.join(here, host.module, file), "utf8").catch(() => "")),
  );
  const hash = createHash("sha256").update(sources.join()).digest("hex");
  for (const folder of [path.dirname(engine), cachedBin]) {
    const there = await realpath(path.join(folder, host.file)).catch(() => undefined);
    if (there && (await readFile(note, "utf8").catch(() => hash)) === hash) return there;
  }
  await build(say, host);
  await writeFile(note, hash);
  return path.join(cachedBin, host.file);
}

/** Whether the folder is of an official CLI, which has a language host without our script beside it. */
async function hostsAreOurs() {
  const there = (name) =>
    realpath(path.join(cachedBin, name)).then(
      () => true,
      () => false,
    );
  return !(await there("pulumi-language-nodejs")) || (await there("pulumi-language-nodejs.cjs"));
}
