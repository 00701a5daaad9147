import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { StackResource } from "../../../sdk/cli/stackBroadcasts";
import { theStack } from "./aStack";

const main = path.join(__dirname, "../../../sdk/cli/main.js");

/** What a Pulumi CLI would answer for one stack, from files beside it; it notes how it was called. */
const script = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const here = (name) => path.join(__dirname, name);
const args = process.argv.slice(2);
appendFileSync(here("calls"), JSON.stringify(args) + "\\n");
const fail = (text) => { console.error("error: " + text); process.exit(255); };
const [verb, noun, key, value] = args;
if (verb === "stack" && noun === "export") {
  if (!existsSync(here("state"))) fail("no stack selected; please use \`pulumi stack select --stack <stack>\` to choose one");
  process.stdout.write(readFileSync(here("state")));
} else if (verb === "config" && noun === "get") {
  if (existsSync(here("broken"))) fail("could not decrypt the stack's configuration");
  if (!existsSync(here("config"))) fail("configuration key '" + key + "' not found for stack 'dev'");
  console.log(readFileSync(here("config"), "utf8"));
} else if (verb === "config" && noun === "set") writeFileSync(here("config"), value);
else fail("unknown command");
`;

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** The command line of this package beside a Pulumi CLI that answers from a state. */
export class FakePulumi {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "fake-pulumi-"));

  constructor() {
    const file = path.join(this.#folder, "pulumi");
    writeFileSync(file, `#!${process.execPath}\n${script}`);
    chmodSync(file, 0o755);
  }

  /** The stack's resources, and the text of `broadcast:resolve`. */
  given(resources: StackResource[], words?: string): void {
    const deployment = { manifest: { time: "2026-11-24T10:43:16Z" }, resources: [theStack, ...resources] };
    this.#write("state", JSON.stringify({ version: 3, deployment }));
    if (words !== undefined) this.#write("config", words);
  }

  /** No configuration can be read. */
  givenBrokenConfig(): void {
    this.#write("broken", "");
  }

  async run(...args: string[]): Promise<Ended> {
    const { npm_command: _, ...env } = process.env;
    const child = spawn(process.execPath, [main, ...args], { env: { ...env, PATH: this.#folder } });
    child.stdin.end();
    const ended: Ended = { code: null, out: "", err: "" };
    child.stdout.on("data", (chunk) => (ended.out += chunk));
    child.stderr.on("data", (chunk) => (ended.err += chunk));
    ended.code = await new Promise((resolve) => child.on("close", resolve));
    return ended;
  }

  get words(): unknown {
    const file = path.join(this.#folder, "config");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  }

  /** How the Pulumi CLI was called. */
  get calls(): string[][] {
    const lines = readFileSync(path.join(this.#folder, "calls"), "utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #write(name: string, text: string): void {
    writeFileSync(path.join(this.#folder, name), text);
  }
}
