import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Command } from "commander";
import ts from "typescript";
import { parse } from "yaml";
import { openLedger } from "../../provider/journal/ledger/ledger";
import { emulatorCommand } from "../../sdk/cli/emulatorCommand";
import { activate } from "../../sdk/policy/policyConfig";
import { anEntry } from "./ledger/builders";

const root = path.resolve(__dirname, "../../..");
const text = (file: string) => readFileSync(path.join(root, file), "utf8");
/** The client's page is run as a whole by a test of its own. */
const pages = ["README.md", ...readdirSync(path.join(root, "docs")).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md") && name !== "docs/client.md",
);

/** What examples leave to their reader; what an example declares itself is left out here. */
const given = {
  app: 'import("@pulumi/pulumi").Resource',
  config: 'import("@pulumi/pulumi").Config',
  group: '{ name: import("@pulumi/pulumi").Output<string> }',
  args: 'import("pulumi-broadcast/hub").BroadcastHubArgs',
  message: 'import("pulumi-broadcast").Message',
  hub: 'import("pulumi-broadcast/hub").BroadcastHub',
  connectionString: "string",
  handles: "string[]",
  client: 'import("pulumi-broadcast/client").HubClient',
  emulator: 'import("pulumi-broadcast/emulator").Emulator',
  ours: 'import("@pulumi/policy").ResourceValidationPolicy',
};
const imports = `import * as pulumi from "@pulumi/pulumi";
import { PolicyPack } from "@pulumi/policy";
import { Broadcast } from "pulumi-broadcast";
import { AmbiguousSendError, HubClient } from "pulumi-broadcast/client";
import { startEmulator } from "pulumi-broadcast/emulator";
import { BroadcastHub, BroadcastLedger } from "pulumi-broadcast/hub";
import { broadcastPolicies } from "pulumi-broadcast/policy";
`;

/** An example as a module: with the imports that a docstring or a part of a program leaves out, and with what is given. */
function moduleOf(code: string): string {
  const declared = Object.entries(given)
    .filter(
      ([name]) => !new RegExp(`const ${name} =|const \\{.*\\b${name}\\b.*\\} =|import .*\\b${name}\\b`).test(code),
    )
    .map(([name, type]) => `declare const ${name}: ${type};`);
  return [code.startsWith("import ") ? "" : imports, ...declared, code].join("\n");
}

/** The programs of the pages, each a module beside its page. */
const programs = pages.flatMap((page) => {
  const blocks = readFileSync(path.join(root, page), "utf8").matchAll(/```ts\n(.*?)```/gs);
  return [...blocks].map(([, code], index) => ({
    file: path.join(root, path.dirname(page), `${path.basename(page, ".md")}.${index + 1}.ts`),
    text: moduleOf(code!),
  }));
});

/** The public names whose docstrings carry examples, and where they are. */
const withExamples: Record<string, string> = {
  Broadcast: "sdk/broadcast.ts",
  BroadcastHub: "sdk/hub/broadcastHub.ts",
  BroadcastLedger: "sdk/hub/broadcastLedger.ts",
  HubClient: "provider/client/hubClient.ts",
  Installations: "provider/client/installations.ts",
  Registrations: "provider/client/registrations.ts",
  broadcastPolicies: "sdk/policy/broadcastPolicies.ts",
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
    text: moduleOf(code),
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

/** How each kind of block is tried. Whoever writes a block in another language says here how that is done. */
const tried: Record<string, string> = {
  typescript: "compared with the example above",
  python: "the same",
  go: "the same",
  ts: "compiled above; run by the tests of their pages, docs/client.md, docs/hub.md and the guides",
  js: "the README's is run by test/engine/readme.test.ts, the emulator's by its guide's test",
  yaml: "read below, and by the tests of their pages",
  json: "taken as a pack's configuration below",
  sh: "each command is looked up by test/engine/docsCommands.test.ts",
  console: "the same",
  http: "compared with what docs/client.md sends",
  text: "compared with what is printed below, or by the test of the page",
  mermaid: "compared with the imports by test/unit/architecture.test.ts",
  dockerfile: "its command is looked up below",
  diagram: "drawn, not run",
  swift: "the app's side, for a phone",
};

describe("the blocks of code in the README and the docs", () => {
  const all = [...pages, "docs/client.md", "CONTRIBUTING.md"].flatMap((page) =>
    [...text(page).matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, code]) => ({
      page,
      language: language!,
      code: code!,
    })),
  );
  const of = (page: string, language: string) =>
    all.filter((block) => block.page === page && block.language === language).map(({ code }) => code);

  it("are in languages that are tried", () => {
    for (const { page, language, code } of all)
      assert.ok(Object.hasOwn(tried, language), `${page}: \`\`\`${language}\n${code}`);
    for (const language of Object.keys(tried))
      assert.ok(
        all.some((block) => block.language === language),
        language,
      );
  });

  it("and the sentences name the policy pack by the command that finds it", () => {
    const files = [
      ...pages,
      ...globSync("examples/06-policy-in-ci/**/*.yml", { cwd: root, exclude: ["**/node_modules"] }),
    ];
    const named = [...files, "examples/06-policy-in-ci/.github/workflows/announce.yml"].flatMap((file) =>
      [...text(file).matchAll(/(?:preview|up) .*--policy-pack(?: |`)(.*)$/gm)].map(([, rest]) => ({
        file,
        rest: rest!,
      })),
    );
    assert.ok(named.length >= 5);
    // The page about the folders speaks of the flag itself.
    for (const { file, rest } of named)
      if (file !== "docs/architecture.md")
        assert.match(rest, /^"?\$\(npx pulumi-broadcast policy-pack\)/, `${file}: ${rest}`);
  });

  it("are YAML that can be read", () => {
    for (const { page, language, code } of all) if (language === "yaml") assert.doesNotThrow(() => parse(code), page);
  });

  it("configure policies that are there, with keys that they take", () => {
    const blocks = all.filter(({ language }) => language === "json");
    assert.deepEqual(
      blocks.map(({ page }) => page),
      ["docs/policies.md"],
    );
    assert.ok(activate("recommended", JSON.parse(blocks[0]!.code)).some(({ rule }) => rule.name === "quiet-hours"));
  });

  it("show the help, the findings and the ledger as they are printed", async () => {
    const cli = path.join(root, "dist/sdk/cli/main.js");
    const run = (args: string[], cwd = root) =>
      new Promise<string>((resolve) =>
        execFile(process.execPath, [cli, ...args], { cwd, env: { ...process.env, NO_COLOR: "1" } }, (_, stdout) =>
          resolve(stdout),
        ),
      );
    assert.equal(of("README.md", "text").at(-1), await run(["--help"]));

    const folder = await mkdtemp(path.join(os.tmpdir(), "docs-"));
    try {
      await mkdir(path.join(folder, "announcements"));
      const lines = ["# The release", "title: 2.4.0 is here", "body: Dark mode for {{name}}"];
      const link = "link: https://c0ntoso.com/2.4.0";
      await writeFile(path.join(folder, "announcements/v2-4-0.yaml"), `${[...lines, link].join("\n")}\n`);
      await writeFile(path.join(folder, "policy.json"), '{ "links-trusted": { "domains": ["contoso.com"] } }');
      assert.equal(await run(["lint", "announcements"], folder), of("docs/policies.md", "text")[0]);

      await mkdir(path.join(folder, "ledger"));
      const ledger = await openLedger(`file:${path.join(folder, "ledger")}`);
      await ledger.remember(anEntry({ state: "sent", sentAt: "2026-11-24T09:00:00.000Z" }));
      const [header, row] = (await run(["ledger", "list", "--ledger", `file:${path.join(folder, "ledger")}`])).split(
        "\n",
      );
      const shown = of("docs/ledger.md", "text")[0]!.split("\n");
      const columns = (line: string | undefined) => line!.split(/ {2,}/);
      assert.deepEqual(columns(shown[1]), columns(header));
      assert.equal(columns(shown[3]).length, columns(row).length);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("stand beside a table of what each example needs", () => {
    const [, section] = /## Which examples need configuration\n(.*?)\n## /s.exec(text("docs/recipes.md"))!;
    for (const name of readdirSync(path.join(root, "examples"))) {
      const [, number] = /^(\d\d)-/.exec(name) ?? [];
      if (!number) continue;
      const row = section!.split("\n").find((line) => new RegExp(`^\\| [^|]*\\b${number}\\b`).test(line));
      assert.ok(row, name);
      const project = text(`examples/${name}/Pulumi.yaml`);
      if (/runtime: nodejs/.test(project))
        for (const [, key] of text(`examples/${name}/index.ts`).matchAll(/\.require(?:Secret)?\("(\w+)"\)/g))
          assert.ok(
            row.includes(key!) || new RegExp(`${key}: .*default`).test(project),
            `${name} requires ${key}, which its row does not say`,
          );
    }
  });

  it("start the container's emulator with flags that it takes", async () => {
    const [, words] = /^CMD (\[.*\])$/m.exec(of("docs/emulator.md", "dockerfile")[0]!)!;
    const program = new Command("pulumi-broadcast");
    emulatorCommand(program);
    const [command] = program.commands;
    const flags = (JSON.parse(words!) as string[]).filter((word) => word.startsWith("--"));
    assert.deepEqual(flags, ["--host", "--port", "--state"]);
    for (const flag of flags)
      assert.ok(
        command!.options.some(({ long }) => long === flag),
        flag,
      );
  });
});
