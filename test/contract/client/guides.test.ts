import assert from "node:assert/strict";
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

/** What a source can print: its texts, without its comments and its code. */
function textsOf(node: ts.Node): string[] {
  const own = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  const inner: string[] = [];
  ts.forEachChild(node, (child) => void inner.push(...textsOf(child)));
  return own ? [node.text, ...inner] : inner;
}

describe("the guides", () => {
  onEmulator("explain errors in the words that the sources print", () => {
    const texts = globSync("{provider,sdk}/**/*.ts", { cwd: root }).flatMap((file) =>
      textsOf(ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.ES2023)),
    );
    const quoted = [...pages[0]!.text.matchAll(/^### `(.*)`$/gm)].map(([, words]) => words!);
    assert.ok(quoted.length >= 20);
    for (const words of quoted)
      assert.ok(
        texts.some((text) => text.includes(words)),
        words,
      );
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
      assert.equal(declared.length, 4);
      for (const { name: _, ...args } of declared as { name: string }[])
        assert.deepEqual(validateDeclaration(args as unknown as Declaration), []);
      assert.equal(target.emulator.sends().length, 1);
    } finally {
      delete process.env.NOTIFICATIONHUBS_CONNECTION_STRING;
    }
  });
});
