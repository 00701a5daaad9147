// What the plugin costs a program in YAML: `up` of one broadcast beside the same program in TypeScript, and beside a program in YAML with an
// empty component of a plugin that does nothing. And how soon the plugin from the archive listens, beside Node alone.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const { languageHost, root, TestStack } = require("../../dist/test/support/engine.js");
const { startEmulator } = require("../../dist/sdk/emulator/index.js");
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);

const broadcast = { message: { title: "News", body: "A text" }, platforms: ["apple"], audience: { tags: ["t"] } };
const yaml = (type, properties) =>
  JSON.stringify({ name: "releases", runtime: "yaml", resources: { news: { type, properties } } });
const programs = {
  "TypeScript, a broadcast": {
    source: `new (require("pulumi-broadcast").Broadcast)("news", ${JSON.stringify(broadcast)});`,
  },
  "YAML, a broadcast": { project: yaml("broadcast:Broadcast", broadcast) },
  "YAML, an empty component": { project: yaml("empty:Component", {}) },
};
const emptyPlugin = `#!/usr/bin/env node
const pulumi = require(${JSON.stringify(require.resolve("@pulumi/pulumi"))});
const type = "empty:index:Component";
pulumi.provider.main({
  version: "0.1.0",
  getSchema: async () => JSON.stringify({ name: "empty", version: "0.1.0", resources: { [type]: { isComponent: true } } }),
  construct: async (name, _type, _inputs, options) => ({ urn: new pulumi.ComponentResource(type, name, {}, options).urn, state: {} }),
}, process.argv.slice(2));
`;

await languageHost("yaml");
const emulator = await startEmulator();
const folder = path.join(root, ".cache/empty-plugin");
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, "pulumi-resource-empty"), emptyPlugin);
chmodSync(path.join(folder, "pulumi-resource-empty"), 0o755);

async function seconds({ source = "", project }) {
  const stack = await TestStack.create(
    { source },
    { NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send, NOTIFICATION_HUB_NAME: emulator.hub },
  );
  stack.env.PATH = [folder, stack.env.PATH].join(path.delimiter);
  try {
    if (project) await stack.write(project, "Pulumi.yaml");
    const started = performance.now();
    await stack.up();
    return (performance.now() - started) / 1000;
  } finally {
    await stack.close();
  }
}

/** Milliseconds until a process writes its first line. */
async function start(file, ...args) {
  const started = performance.now();
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const lasted = performance.now() - started;
  child.kill();
  await new Promise((resolve) => child.once("close", resolve));
  return lasted;
}

const best = (values) => Math.min(...values);
const ups = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const [name, program] of Object.entries(programs)) ups[name].push(await seconds(program));
await emulator.close();
for (const [name, values] of Object.entries(ups)) console.log(`up: ${name} ${best(values).toFixed(2)} s`);
const [typescript, plugin, empty] = Object.values(ups).map(best);
console.log(`a broadcast from YAML: ${(plugin / typescript).toFixed(2)} of the same from TypeScript`);
console.log(
  `a broadcast from YAML: ${(plugin / empty).toFixed(2)} of an empty component, a difference of ${(plugin - empty).toFixed(2)} s`,
);

execFileSync(process.execPath, [path.join(root, "tools/plugin.mjs")]);
const starts = { plugin: [], node: [] };
for (let round = 0; round < 3 * rounds; round++) {
  starts.plugin.push(await start(path.join(root, "dist-plugin/unix/pulumi-resource-broadcast"), "127.0.0.1:1"));
  starts.node.push(await start(process.execPath, "-e", "console.log(1)"));
}
const [listens, alone] = [best(starts.plugin), best(starts.node)];
console.log(
  `start: the plugin listens after ${listens.toFixed(0)} ms, Node alone writes after ${alone.toFixed(0)} ms, ratio ${(listens / alone).toFixed(1)}`,
);
