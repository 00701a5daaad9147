// Bundles the plugin and packs it for every system, as `pulumi plugin install resource broadcast VERSION --file` asks for it.
import { execFile } from "node:child_process";
import { copyFile, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = createRequire(import.meta.url)("../package.json");
const name = "pulumi-resource-broadcast";
const out = path.join(root, "dist-plugin");

/**
 * Modules that a plugin does not need: those of the SDK that serialize functions or run the CLI, undici except for its agent, and zod's
 * messages in other languages.
 */
const left = /typescript-shim|[\\/]closure[\\/]|@npmcli[\\/]arborist|^\.\/automation$|^undici$|\/locales\/index\.cjs$/;

const withoutUnused = {
  name: "without-unused",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: left }, (args) => ({ path: args.path, namespace: "left-out" }));
    onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
};

const starters = {
  unix: { file: name, text: '#!/bin/sh\nexec node "$(dirname "$0")/index.js" "$@"\n' },
  windows: { file: `${name}.cmd`, text: '@node "%~dp0index.js" %*\r\n' },
};

await rm(out, { recursive: true, force: true });
const bundle = path.join(out, "index.js");
await build({
  entryPoints: [path.join(root, "dist/plugin/plugin.js")],
  outfile: bundle,
  bundle: true,
  platform: "node",
  target: "node22",
  // Errors and resources are known by the names of their classes.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  external: ["@azure/*", "@pulumi/azure-native"],
  plugins: [withoutUnused],
  logLevel: "warning",
});
for (const [system, { file, text }] of Object.entries(starters)) {
  const folder = path.join(out, system);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, file), text, { mode: 0o755 });
  for (const [from, to] of [
    [bundle, "index.js"],
    [path.join(root, "plugin/schema.json"), "schema.json"],
    [path.join(root, "LICENSE"), "LICENSE"],
  ])
    await copyFile(from, path.join(folder, to));
}
for (const system of ["linux", "darwin", "windows"]) {
  const folder = path.join(out, system === "windows" ? "windows" : "unix");
  for (const cpu of ["amd64", "arm64"]) {
    const archive = path.join(out, `${name}-v${version}-${system}-${cpu}.tar.gz`);
    await execute("tar", ["-czf", archive, "-C", folder, "."]);
    console.log(`${path.relative(root, archive)}  ${Math.ceil((await stat(archive)).size / 1024)} KB`);
  }
}
