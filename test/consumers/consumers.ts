import type { Consumer } from "./consumer";

const args = `{
  message: { title: "Hello", body: "from a fresh project" },
  platforms: ["apple"],
  audience: { tags: new Set(["release"]) },
}`;

const commonJs = `const { Broadcast } = require("pulumi-broadcast");
exports.status = new Broadcast("hello", ${args}).status;
`;
const esm = `import { Broadcast } from "pulumi-broadcast";
export const status = new Broadcast("hello", ${args}).status;
`;
const typeScript = `import { Broadcast, type BroadcastArgs } from "pulumi-broadcast";
import { parseConnectionString } from "pulumi-broadcast/client";
import type { Emulator } from "pulumi-broadcast/emulator";

const args: BroadcastArgs = ${args};
export type Local = Emulator;
parseConnectionString(process.env.NOTIFICATIONHUBS_CONNECTION_STRING!);
export const status = new Broadcast("hello", args).status;
`;

const newest = { "@pulumi/pulumi": "^3.270.0" };
const forTypeScript = { typescript: "~5.9.0", "@types/node": "^22.0.0" };
const withTsNode = { ...newest, ...forTypeScript, "ts-node": "^10.9.2" };

const project = (options?: object) => ({
  name: "consumer",
  runtime: options === undefined ? "nodejs" : { name: "nodejs", options },
});
// JSON is YAML.
const pulumiYaml = (options?: object) => ({ "Pulumi.yaml": project(options) });
const manifest = (main: string, more: object = {}) => ({
  "package.json": { name: "consumer", private: true, main, ...more },
});
const tsconfig = (compilerOptions: object) => ({ "tsconfig.json": { compilerOptions, files: ["index.ts"] } });

const classicFiles = {
  ...pulumiYaml(),
  ...manifest("index.ts"),
  ...tsconfig({ module: "commonjs", target: "es2022", strict: true }),
  "index.ts": typeScript,
};

/** Pulumi's own template for TypeScript, type-checked as it is, dependencies' types and all. */
export const classic: Consumer = {
  name: "the classic template",
  manager: "npm",
  files: {
    ...classicFiles,
    "tsconfig.template.json": {
      compilerOptions: {
        target: "es2020",
        module: "commonjs",
        moduleResolution: "node",
        strict: true,
        types: ["node"],
        skipLibCheck: false,
        noEmit: true,
      },
      files: ["index.ts"],
    },
  },
  dependencies: withTsNode,
  check: async (run) => {
    await run("tsc", "-p", "tsconfig.template.json");
  },
};

const esmTypeScript = (how: string, options: object | undefined, more: Record<string, string>): Consumer => ({
  name: `ESM TypeScript, ${how}`,
  manager: "npm",
  files: {
    ...pulumiYaml(options),
    ...manifest("index.ts", { type: "module" }),
    ...tsconfig({ module: "nodenext", target: "es2022", strict: true, allowImportingTsExtensions: true, noEmit: true }),
    "index.ts": typeScript,
  },
  dependencies: { ...newest, ...forTypeScript, ...more },
});

const plain = (name: string, manager: Consumer["manager"], more: Record<string, string> = {}): Consumer => ({
  name,
  manager,
  files: { ...pulumiYaml({ typescript: false }), ...manifest("index.js"), "index.js": commonJs, ...more },
  dependencies: newest,
});

const yarn = (nodeLinker: string): Consumer =>
  plain(`yarn, ${nodeLinker}`, "yarn", { ".yarnrc.yml": `nodeLinker: ${nodeLinker}\n`, "yarn.lock": "" });

const automation = (kind: string, stack: string, more: Consumer["files"] = {}): Consumer => ({
  name: `Automation API, ${kind}`,
  manager: "npm",
  files: {
    ...manifest("index.js"),
    ...more,
    "drive.js": `const { LocalWorkspace } = require("@pulumi/pulumi/automation");
(async () => {
  const stack = await LocalWorkspace.createOrSelectStack(${stack});
  const [verb] = process.argv.slice(2);
  await stack[verb]();
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`,
  },
  dependencies: newest,
  driver: "drive.js",
});

/** Every kind of project that the package has to work in. */
export const consumers: readonly Consumer[] = [
  classic,
  esmTypeScript("ts-node by default", undefined, { "ts-node": "^10.9.2" }),
  esmTypeScript("tsx", { typescript: false, nodeargs: "--import=tsx" }, { tsx: "^4.20.0" }),
  esmTypeScript("Node's type stripping", { typescript: false }, {}),
  plain("plain CommonJS", "npm"),
  {
    name: "plain ESM",
    manager: "npm",
    files: { ...pulumiYaml({ typescript: false }), ...manifest("index.js", { type: "module" }), "index.js": esm },
    dependencies: newest,
  },
  plain("pnpm, isolated", "pnpm"),
  yarn("node-modules"),
  yarn("pnp"),
  plain("bun", "bun"),
  {
    name: "npm workspace, hoisted",
    manager: "npm",
    files: {
      "package.json": { name: "company", private: true, workspaces: ["infra"] },
      "infra/Pulumi.yaml": project({ typescript: false }),
      "infra/package.json": { name: "infra", version: "1.0.0", private: true, main: "index.js" },
      "infra/index.js": commonJs,
    },
    dependencies: newest,
    program: "infra",
  },
  automation(
    "inline",
    `{ stackName: "dev", projectName: "consumer", program: async () => {
    const { Broadcast } = require("pulumi-broadcast");
    return { status: new Broadcast("hello", ${args}).status };
  } }`,
  ),
  automation("local", `{ stackName: "dev", workDir: __dirname }`, {
    ...pulumiYaml({ typescript: false }),
    "index.js": commonJs,
  }),
  {
    ...classic,
    name: "Pulumi's SDK 3.150",
    files: classicFiles,
    dependencies: { ...withTsNode, "@pulumi/pulumi": "3.150.0" },
    check: undefined,
    withoutPolicies: true,
  },
];
