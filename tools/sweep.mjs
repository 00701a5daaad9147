// Removes from dist what was compiled from a source that is no more: it would be tested and packed for ever.
import { existsSync, globSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
// The page is bundled by page.mjs.
const compiled = globSync("dist/{provider,sdk,plugin,test}/**/*.{js,d.ts}", {
  cwd: root,
  exclude: ["dist/sdk/emulator/inbox/page/**"],
});
for (const file of compiled) {
  const source = path.relative("dist", file).replace(/(\.d)?\.[jt]s$/, ".ts");
  if (!existsSync(path.join(root, source))) await rm(path.join(root, file));
}
