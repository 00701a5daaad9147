// Removes files from dist that must be neither tested nor packed: output of sources that no longer exist, and declarations
// that no entry of the package imports.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const compiled = (pattern) =>
  // The page is bundled by page.mjs.
  globSync(pattern, { cwd: root, exclude: ["dist/sdk/emulator/inbox/page/**"] });
const remove = (file) => rm(path.join(root, file));

for (const file of compiled("dist/{provider,sdk,plugin,test}/**/*.{js,d.ts}")) {
  const source = path.relative("dist", file).replace(/(\.d)?\.[jt]s$/, ".ts");
  if (!existsSync(path.join(root, source))) await remove(file);
}

/** The declarations that the entries import, directly or not; undefined if one is missing. */
function reachable() {
  const { exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const files = Object.values(exports).flatMap(({ types }) => (types ? [path.normalize(types)] : []));
  // The loop adds to the list.
  for (const file of files) {
    if (!existsSync(path.join(root, file))) return undefined;
    for (const [, name] of readFileSync(path.join(root, file), "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)) {
      const base = path.join(path.dirname(file), name);
      const source = path.relative("dist", base);
      const found = existsSync(path.join(root, `${source}.ts`)) ? `${base}.d.ts` : path.join(base, "index.d.ts");
      if (!files.includes(found)) files.push(found);
    }
  }
  return files;
}

let needed = reachable();
if (!needed) {
  // An earlier run removed a declaration that is needed now; the incremental compiler does not write it again.
  await rm(path.join(root, "dist/.tsbuildinfo"), { force: true });
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.json"], { cwd: root, stdio: "inherit" });
  needed = reachable();
}
for (const file of compiled("dist/{provider,sdk,plugin}/**/*.d.ts"))
  if (needed && !needed.includes(file)) await remove(file);
