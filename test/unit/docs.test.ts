import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.resolve(__dirname, "../../..");
/** The client's page is run as a whole by a test of its own. */
const pages = ["README.md", ...readdirSync(path.join(root, "docs")).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md") && name !== "docs/client.md",
);

/** The program of a page that a reader can take as it is: one that imports what it uses. Each is a module beside its page. */
const programs = pages.flatMap((page) => {
  const blocks = readFileSync(path.join(root, page), "utf8").matchAll(/```ts\n(import .*?)```/gs);
  return [...blocks].map(([, code], index) => ({
    file: path.join(root, path.dirname(page), `${path.basename(page, ".md")}.${index + 1}.ts`),
    // What a page's program leaves to its reader: the resource that is announced.
    text: `declare const app: import("@pulumi/pulumi").Resource;\n${code}`,
  }));
});

describe("the programs in the README and the docs", () => {
  it("are several, and compile under strict rules", function () {
    this.timeout(60_000);
    assert.ok(programs.length >= 4, `${programs.length} programs`);
    const texts = new Map(programs.map(({ file, text }) => [file, text]));
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: ["node"],
    };
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (name) => texts.has(path.normalize(name)) || fileExists(name);
    host.readFile = (name) => texts.get(path.normalize(name)) ?? readFile(name);
    host.getSourceFile = (name, ...rest) => {
      const text = texts.get(path.normalize(name));
      return text === undefined
        ? getSourceFile(name, ...rest)
        : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
    };
    const faults = ts.getPreEmitDiagnostics(ts.createProgram([...texts.keys()], options, host));
    const sentences = faults.map(
      ({ file, messageText }) =>
        `${file && path.relative(root, file.fileName)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
    assert.deepEqual(sentences, []);
  });

  it("are, in YAML, the example that the engine runs", () => {
    const [, code] = /```yaml\n(.*?)```/s.exec(readFileSync(path.join(root, "README.md"), "utf8"))!;
    assert.equal(code, readFileSync(path.join(root, "examples/09-yaml/Pulumi.yaml"), "utf8"));
  });
});
