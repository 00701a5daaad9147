import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { parse } from "yaml";
import { type Declaration, validateDeclaration } from "../../../provider/message/declaration";
import * as client from "../../../sdk/client";
import { onEmulator, useTarget } from "./target";

const root = path.resolve(__dirname, "../../../..");
const target = useTarget({ hub: "releases" });
const pages = ["troubleshooting", "migration", "recipes"].map((name) => ({
  name,
  text: readFileSync(path.join(root, "docs", `${name}.md`), "utf8"),
}));
const blocks = (language: string) =>
  pages.flatMap(({ text }) =>
    [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, code]) => code!),
  );

describe("the guides", () => {
  onEmulator("explain errors in the words that the sources print", () => {
    const sources = globSync("{provider,sdk}/**/*.ts", { cwd: root }).map((file) =>
      readFileSync(path.join(root, file), "utf8"),
    );
    const quoted = [...pages[0]!.text.matchAll(/^### `(.*)`$/gm)].map(([, words]) => words!);
    assert.ok(quoted.length >= 12);
    for (const words of quoted)
      assert.ok(
        sources.some((source) => source.includes(words)),
        words,
      );
  });

  onEmulator("call commands that are there, with flags that they take", async () => {
    const main = path.join(root, "dist/sdk/cli/main.js");
    const help = (command: string) =>
      new Promise<string>((resolve, reject) =>
        execFile(process.execPath, [main, command, "--help"], (error, stdout) =>
          error ? reject(error) : resolve(stdout),
        ),
      );
    const calls = blocks("sh").flatMap((block) => [...block.matchAll(/^pulumi-broadcast ([\w-]+)(.*)$/gm)]);
    assert.ok(calls.length >= 6);
    for (const [line, command, rest] of calls) {
      const known = await help(command!);
      for (const [flag] of rest!.matchAll(/--[\w-]+/g)) assert.ok(known.includes(flag), `${line}: ${flag}`);
    }
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    for (const [, name] of blocks("sh")
      .join("\n")
      .matchAll(/npm run ([\w:]+)/g))
      assert.ok(scripts[name!], name);
  });

  onEmulator("show YAML that can be read, with configuration keys that are there", () => {
    assert.ok(blocks("yaml").length >= 3);
    const [environment] = blocks("yaml").map((text) => parse(text));
    assert.deepEqual(Object.keys(environment.values.pulumiConfig), ["broadcast:hub", "broadcast:connectionString"]);
  });

  onEmulator("show programs that run: broadcasts that are valid, and a script that sends", async () => {
    target.emulator.reset();
    process.env.NOTIFICATIONHUBS_CONNECTION_STRING = target.emulator.connectionStrings.send;
    try {
      const declared: object[] = [];
      class Broadcast {
        constructor(name: string, args: object) {
          declared.push({ name, ...args });
        }
      }
      const modules: Record<string, object> = { "pulumi-broadcast": { Broadcast }, "pulumi-broadcast/client": client };
      const AsyncFunction = (async () => {}).constructor as new (
        ...source: string[]
      ) => (...values: unknown[]) => Promise<void>;
      for (const program of blocks("ts")) {
        const { outputText } = ts.transpileModule(program, {
          compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
        });
        await new AsyncFunction("require", "exports", outputText)((name: string) => modules[name], {});
      }
      assert.equal(declared.length, 3);
      for (const { name: _, ...args } of declared as { name: string }[])
        assert.deepEqual(validateDeclaration(args as unknown as Declaration), []);
      assert.equal(target.emulator.sends().length, 1);
    } finally {
      delete process.env.NOTIFICATIONHUBS_CONNECTION_STRING;
    }
  });
});
