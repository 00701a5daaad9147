import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Door, through } from "./door";

/** The repository: tests run from dist/test/support. */
export const root = path.resolve(__dirname, "../../..");

/** The package that programs load: this one, or another built checkout, whose behavior the same tests then show. */
export const packageRoot = process.env.PACKAGE_UNDER_TEST ?? root;

/** The flags with which a preview fails for anything that the pack `strict` finds, as every example's does not. */
export const strictPack = ["--policy-pack", path.join(root, "policy-pack/strict")];

let engine: Promise<string> | undefined;

/** The CLI that `npm run engine` found or built; a missing one fails the test. */
export function engineBinary(): Promise<string> {
  engine ??= (import(path.join(root, "tools/engine/engine.mjs")) as Promise<{ getEngine(): Promise<string> }>).then(
    ({ getEngine }) => getEngine(),
  );
  return engine;
}

/** Makes sure that the engine runs programs in a language. */
export async function languageHost(language: "yaml" | "python" | "go"): Promise<void> {
  await engineBinary();
  const engine: { getLanguageHost(language: string): Promise<string> } = await import(
    path.join(root, "tools/engine/engine.mjs")
  );
  await engine.getLanguageHost(language);
}

/** How many steps of each kind a run took, the stack and its providers left out. */
export interface Operations {
  create: number;
  update: number;
  delete: number;
  replace: number;
  same: number;
}

export interface RunResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Standard output and error as a person sees them. */
  output: string;
  operations: Operations;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** Called once with the engine's process. */
  onStart?: (pid: number) => void;
}

/** A stack without resources, which every `copied` stack starts from. */
let blank: Promise<TestStack> | undefined;

/** A Pulumi project in a folder of its own, with its state in files beside it. */
export class TestStack {
  /** How its programs announce. */
  door: Door = "package";

  private constructor(
    readonly directory: string,
    readonly backend: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /** A project that starts as a copy of an example, or with one program text (JavaScript, CommonJS). */
  static async create(
    program: { example: string } | { source: string },
    env: NodeJS.ProcessEnv = {},
  ): Promise<TestStack> {
    const stack = await TestStack.#folders(env);
    const { directory } = stack;
    if ("example" in program) {
      // A stack that somebody made in the example's folder is theirs.
      const filter = (file: string) => !/Pulumi\..+\.yaml$|node_modules/.test(path.basename(file));
      await cp(path.join(root, "examples", program.example), directory, { recursive: true, filter });
    } else {
      await writeFile(
        path.join(directory, "Pulumi.yaml"),
        "name: releases\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      );
      await writeFile(path.join(directory, "package.json"), '{ "name": "releases", "main": "index.js" }\n');
      await stack.write(program.source);
    }
    await stack.must("stack", "init", "dev");
    return stack;
  }

  /** The project that `create` makes for one program text, made faster: its stack is a copy of an empty one. */
  static async copied(source: string, env: NodeJS.ProcessEnv = {}, door: Door = "package"): Promise<TestStack> {
    blank ??= TestStack.create({ source: "" }).then((stack) => {
      process.once("exit", () => {
        for (const folder of [stack.directory, stack.backend]) rmSync(folder, { recursive: true, force: true });
      });
      return stack;
    });
    const faster = { PULUMI_STACK: "dev", NODE_COMPILE_CACHE: path.join(root, ".cache/compiled") };
    const stack = await TestStack.#folders({ ...faster, ...env });
    stack.door = door;
    const { directory, backend } = await blank;
    await Promise.all([
      cp(directory, stack.directory, { recursive: true }),
      cp(backend, stack.backend, { recursive: true }),
    ]);
    await stack.write(source);
    return stack;
  }

  static async #folders(env: NodeJS.ProcessEnv): Promise<TestStack> {
    await mkdir(path.join(packageRoot, ".cache"), { recursive: true });
    const directory = await mkdtemp(path.join(packageRoot, ".cache", "stack-"));
    const backend = await mkdtemp(path.join(os.tmpdir(), "pulumi-state-"));
    const binary = await engineBinary();
    const {
      NOTIFICATIONHUBS_CONNECTION_STRING: _,
      NOTIFICATION_HUB_NAME: __,
      BROADCAST_SEND: ___,
      BROADCAST_LEDGER: ____,
      ...inherited
    } = process.env;
    return new TestStack(directory, backend, {
      ...inherited,
      // On PATH the engine finds the plugin as an installed one.
      PATH: [
        path.dirname(binary),
        path.join(root, "plugin"),
        path.join(root, "node_modules/.bin"),
        process.env.PATH,
      ].join(path.delimiter),
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...env,
    });
  }

  /** Replaces the program. */
  write(source: string, file = "index.js"): Promise<void> {
    return writeFile(path.join(this.directory, file), through(this.door, source));
  }

  /** Runs a command of the CLI, without questions. */
  async run(args: string[], options: RunOptions = {}): Promise<RunResult> {
    const binary = await engineBinary();
    const events = path.join(this.backend, `events-${process.hrtime.bigint()}.jsonl`);
    const deploys = ["up", "preview", "refresh", "destroy"].includes(args[0]!);
    const flags = deploys
      ? ["--non-interactive", "--event-log", events, ...(args[0] === "preview" ? [] : ["--yes"])]
      : ["--non-interactive"];
    const given = args.map((arg) => through(this.door, arg));
    const { code, signal, output } = await this.execute(binary, [...given, ...flags], options);
    const operations = deploys ? await operationsOf(events) : { create: 0, update: 0, delete: 0, replace: 0, same: 0 };
    await rm(events, { force: true });
    return { code, signal, output, operations };
  }

  /** Runs a program in the project's folder and environment. */
  async execute(
    file: string,
    args: string[],
    { env, onStart }: RunOptions = {},
  ): Promise<Pick<RunResult, "code" | "signal" | "output">> {
    const child = spawn(file, args, {
      cwd: this.directory,
      env: { ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onStart?.(child.pid!);
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (...ended) => resolve(ended));
    });
    return { code, signal, output };
  }

  /** Runs a command that has to succeed. */
  async must(...args: string[]): Promise<RunResult> {
    const result = await this.run(args);
    if (result.code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${result.code}:\n${result.output}`);
    return result;
  }

  /** `up` that has to succeed, without the preview before it. */
  up(...args: string[]): Promise<RunResult> {
    return this.must("up", "--skip-preview", ...args);
  }

  /** Where the checkpoint is. */
  get stateFile(): string {
    return path.join(this.backend, ".pulumi/stacks/releases", `${this.env.PULUMI_STACK ?? "dev"}.json`);
  }

  /** Every byte of state, backups and history that the engine wrote. */
  async rawState(): Promise<string> {
    const files = await readdir(this.backend, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(path.join(file.parentPath, file.name), "utf8")),
    );
    return texts.join("\n");
  }

  /** The resources of the present checkpoint. */
  async resources(): Promise<any[]> {
    const { output } = await this.must("stack", "export");
    return JSON.parse(output).deployment.resources;
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    await rm(this.backend, { recursive: true, force: true });
  }
}

async function operationsOf(events: string): Promise<Operations> {
  const counts: Operations = { create: 0, update: 0, delete: 0, replace: 0, same: 0 };
  const text = await readFile(events, "utf8").catch(() => "");
  for (const line of text.split("\n")) {
    if (!line) continue;
    const metadata = JSON.parse(line).resourcePreEvent?.metadata;
    if (!metadata || metadata.type.startsWith("pulumi:")) continue;
    if (metadata.op in counts) counts[metadata.op as keyof Operations]++;
  }
  return counts;
}
