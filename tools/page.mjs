// Bundles the emulator's inbox page into dist, together with Preact's license.
import { copyFile, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = new URL("../sdk/emulator/inbox/page/", import.meta.url);
const target = new URL("../dist/sdk/emulator/inbox/page/", import.meta.url);
const license = await readFile(new URL("../node_modules/preact/LICENSE", import.meta.url), "utf8");

await build({
  entryPoints: ["inbox.tsx", "inbox.css"].map((name) => fileURLToPath(new URL(name, source))),
  outdir: fileURLToPath(target),
  tsconfig: fileURLToPath(new URL("tsconfig.json", source)),
  bundle: true,
  minify: true,
  external: ["/_emulator/*"],
  format: "esm",
  target: "es2023",
  banner: { js: `/*! preact\n${license.trim()}\n*/` },
  logLevel: "warning",
});
for (const name of ["index.html", "icon.svg"]) await copyFile(new URL(name, source), new URL(name, target));
