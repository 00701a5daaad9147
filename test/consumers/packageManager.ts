import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../support/engine";

const execute = promisify(execFile);

/** How a project is installed and how a program runs in it. */
export interface Manager {
  command: string;
  install: string[];
  /** The command line that runs a program as the manager's users do. */
  exec(file: string, args: string[]): string[];
  env?: NodeJS.ProcessEnv;
}

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** A manager that cannot be had here; what needs it is skipped aloud. */
export class NoPackageManager extends Error {}

const packages = { pnpm: "pnpm@10", yarn: "@yarnpkg/cli-dist@4", bun: "bun@1" };
const tools = path.join(root, ".cache/package-managers");

let installed: Promise<void> | undefined;

/** The managers come from the registry as packages, once. */
async function tool(name: keyof typeof packages): Promise<string> {
  installed ??= install();
  await installed;
  return path.join(tools, "node_modules/.bin", name);
}

async function install(): Promise<void> {
  if (Object.keys(packages).every((name) => existsSync(path.join(tools, "node_modules/.bin", name)))) return;
  await mkdir(tools, { recursive: true });
  const flags = ["--no-audit", "--no-fund", "--no-save", "--prefix", tools];
  await execute("npm", ["install", ...flags, ...Object.values(packages)], { cwd: tools }).catch((error: Error) => {
    throw new NoPackageManager(error.message.split("\n").slice(0, 3).join(" "));
  });
}

export async function packageManager(name: PackageManager): Promise<Manager> {
  if (name === "npm") {
    const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
    return {
      command: "npm",
      install: ["install", ...quiet],
      // npx would take a Node of npm's global folder before the one on PATH.
      exec: (file, args) => (file === "node" ? [file, ...args] : ["npx", "--no", "--", file, ...args]),
    };
  }
  const command = await tool(name);
  if (name === "pnpm")
    return {
      command,
      install: ["install", "--prefer-offline", "--ignore-scripts"],
      exec: (file, args) => [command, "exec", file, ...args],
    };
  // Yarn and bun read no registry from npm's user configuration; where one is set, they get it by their own variables.
  const { stdout } = await execute("npm", ["config", "get", "registry"]);
  const registry = stdout.trim().replace(/\/$/, "");
  if (name === "yarn")
    return {
      command,
      install: ["install", "--no-immutable"],
      exec: (file, args) => [command, "exec", file, ...args],
      env: {
        YARN_NPM_REGISTRY_SERVER: registry,
        ...(registry.startsWith("http:") ? { YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname } : {}),
        YARN_ENABLE_SCRIPTS: "false",
        YARN_ENABLE_TELEMETRY: "false",
        YARN_ENABLE_GLOBAL_CACHE: "true",
      },
    };
  return {
    command,
    install: ["install", "--no-save", "--ignore-scripts"],
    exec: (file, args) =>
      path.isAbsolute(file) || file === "node" ? [file, ...args] : [command, "x", "--no-install", file, ...args],
    env: { NPM_CONFIG_REGISTRY: `${registry}/` },
  };
}
