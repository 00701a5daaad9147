import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { engineBinary, root } from "../support/engine";

/** Programs of others that the pages call. */
const others = ["az", "cd", "docker", "export", "git", "go", "mkdir", "mktemp", "printf"];

const pages = ["README.md", "CONTRIBUTING.md", ...globSync("docs/*.md", { cwd: root })];

/** The commands of a page's blocks for a shell, without what is set before them, and without comments. */
const commandsOf = (page: string): string[] =>
  [...readFileSync(path.join(root, page), "utf8").matchAll(/^```(?:sh|console)\n(.*?)^```$/gms)]
    // A text between quotes may have lines of its own.
    .flatMap(([, block]) => block!.replace(/'[^']*'/g, (text) => text.replaceAll("\n", " ")).split("\n"))
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .flatMap((line) => [
      line.replace(/\$\(.*?\)/g, "X"),
      ...[...line.matchAll(/\$\((.*?)\)/g)].map(([, inner]) => inner!),
    ])
    .flatMap((line) => line.split(/ (?:&&|\|) /))
    .map((command) =>
      command
        .trim()
        .replace(/^([A-Z_]+=\S+ )+/, "")
        .replace(/^npx /, ""),
    )
    .filter((command) => command !== "");

describe("the commands in the README and the docs", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const helps = new Map<string, Promise<string>>();
  const helpOf = (file: string, words: string[]) => {
    const key = [file, ...words].join(" ");
    const asked =
      helps.get(key) ??
      new Promise<string>((resolve, reject) =>
        execFile(file, [...words, "--help"], (error, stdout) => (error ? reject(error) : resolve(stdout))),
      );
    helps.set(key, asked);
    return asked;
  };

  async function check(command: string): Promise<void> {
    const [program, ...words] = command.split(/\s+/) as [string, ...string[]];
    if (others.includes(program)) return;
    if (program === "npm") {
      const [verb, name] = words;
      if (verb === "run") assert.ok(Object.hasOwn(scripts, name!), command);
      else assert.ok(["ci", "init", "install", "test"].includes(verb!), command);
      return;
    }
    assert.ok(["pulumi", "pulumi-broadcast"].includes(program), command);
    const ours = path.join(root, "dist/sdk/cli/main.js");
    const [file, first] = program === "pulumi" ? [await engineBinary(), []] : [process.execPath, [ours]];
    // `config set`, `ledger list`: a word that the help of the first lists is a command of its own.
    const named = [words[0]!];
    const known = await helpOf(file, [...first, ...named]);
    const [, second = ""] = words;
    if (/^[a-z]/.test(second) && new RegExp(`^ +${second} `, "m").test(known)) named.push(second);
    const help = await helpOf(file, [...first, ...named]);
    assert.match(help, new RegExp(`^Usage:\\s+${program} ${named.join(" ")}\\b`, "m"), command);
    for (const [flag] of command.matchAll(/(?<= )--[\w-]+/g)) assert.ok(help.includes(flag), `${command}: ${flag}`);
  }

  for (const page of pages) {
    const commands = commandsOf(page);
    if (commands.length > 0)
      it(`${page}: ${commands.length} are there, with the flags that they are called with`, async () => {
        for (const command of commands) await check(command);
      });
  }
});
