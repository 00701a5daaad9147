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

/** What the examples of docstrings leave out; what an example declares itself is left out here. */
const given = {
  app: "pulumi.Resource",
  config: "pulumi.Config",
  group: "{ name: pulumi.Output<string> }",
  connectionString: "string",
  handles: "string[]",
  client: "HubClient",
  emulator: "Emulator",
};
const imports = `import * as pulumi from "@pulumi/pulumi";
import { Broadcast } from "pulumi-broadcast";
import { AmbiguousSendError, HubClient } from "pulumi-broadcast/client";
import { type Emulator, startEmulator } from "pulumi-broadcast/emulator";
import { BroadcastHub, BroadcastLedger } from "pulumi-broadcast/hub";
`;

/** The public names whose docstrings carry examples, and where they are. */
const withExamples: Record<string, string> = {
  Broadcast: "sdk/broadcast.ts",
  BroadcastHub: "sdk/hub/broadcastHub.ts",
  BroadcastLedger: "sdk/hub/broadcastLedger.ts",
  HubClient: "provider/client/hubClient.ts",
  startEmulator: "sdk/emulator/startEmulator.ts",
};

/** The `@example`s of a docstring. */
const examplesOf = (node: ts.Node): string[] =>
  ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === "example")
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "");

const ladders = Object.entries(withExamples).map(([name, file]) => {
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.ES2022, true);
  const found = source.statements.find(
    (node) => (ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name?.text === name,
  );
  const members = found && ts.isClassDeclaration(found) ? [...found.members] : [];
  return {
    name,
    own: found ? examplesOf(found) : [],
    all: [...(found ? [found] : []), ...members].flatMap(examplesOf),
  };
});

const docstringPrograms = ladders.flatMap(({ name, all }) =>
  all.map((code, index) => ({
    file: path.join(root, "docs", `${name}.example.${index + 1}.ts`),
    text: [
      imports,
      ...Object.entries(given)
        .filter(([variable]) => !code.includes(`const ${variable} =`))
        .map(([variable, type]) => `declare const ${variable}: ${type};`),
      code,
    ].join("\n"),
  })),
);

describe("the programs in the README, the docs and the docstrings", () => {
  for (const { name, own } of ladders) {
    it(`lead up to ${name} in three to five examples`, () => {
      assert.ok(own.length >= 3 && own.length <= 5, `${own.length} examples`);
    });
  }

  it("are several, and compile under strict rules", function () {
    this.timeout(60_000);
    assert.ok(programs.length >= 4, `${programs.length} programs`);
    const texts = new Map([...programs, ...docstringPrograms].map(({ file, text }) => [file, text]));
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

  it("are, in every language, the examples that the engine runs", () => {
    // Without the comment that says how to run it from its folder.
    const example = (file: string) =>
      readFileSync(path.join(root, "examples", file), "utf8").replace(/^((#|\/\/).*\n)+/, "");
    const blocks = (page: string, language: string) =>
      [
        ...readFileSync(path.join(root, page), "utf8").matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs")),
      ].map(([, code]) => code);
    const yaml = example("09-yaml/Pulumi.yaml");
    assert.deepEqual(blocks("README.md", "yaml"), [yaml]);
    assert.deepEqual(blocks("docs/_index.md", "yaml"), [yaml]);
    assert.deepEqual(blocks("docs/_index.md", "typescript"), [example("01-release-announcement/index.ts")]);
    assert.deepEqual(blocks("docs/_index.md", "python"), [example("10-python/__main__.py")]);
    assert.deepEqual(blocks("docs/_index.md", "go"), [example("11-go/main.go")]);
  });

  it("configure what the schema configures", () => {
    const { config } = JSON.parse(readFileSync(path.join(root, "plugin/schema.json"), "utf8"));
    const page = readFileSync(path.join(root, "docs/installation-configuration.md"), "utf8");
    for (const [key, { description, secret }] of Object.entries<any>(config.variables))
      assert.ok(page.includes(`| \`${secret ? "--secret " : ""}broadcast:${key}\` | ${description} |`), key);
  });
});
