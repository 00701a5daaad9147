// Makes `pulumi-broadcast` resolve to this folder, so that the examples import it by the name that users write.
import { chmod, mkdir, readdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const modules = new URL("../node_modules/", import.meta.url);
const link = fileURLToPath(new URL("pulumi-broadcast", modules));
await rm(link, { force: true, recursive: true });
await symlink("..", link, "dir");

// The same for the command, because `npx pulumi-broadcast` looks into the folder of the example.
const command = fileURLToPath(new URL("../dist/sdk/cli/main.js", import.meta.url));
await chmod(command, 0o755);
for (const example of await readdir(new URL("../examples/", import.meta.url), { withFileTypes: true })) {
  if (!example.isDirectory()) continue;
  const own = fileURLToPath(new URL(`../examples/${example.name}/node_modules/`, import.meta.url));
  await mkdir(own, { recursive: true });
  // The YAML example names the plugin by its folder.
  await rm(path.join(own, "pulumi-broadcast"), { force: true, recursive: true });
  await symlink("../../..", path.join(own, "pulumi-broadcast"), "dir").catch(unlessWindows);
  const bin = fileURLToPath(new URL(`../examples/${example.name}/node_modules/.bin/`, import.meta.url));
  await mkdir(bin, { recursive: true });
  for (const [name, target] of [
    ["pulumi-broadcast", command],
    ["pulumi", fileURLToPath(new URL(".bin/pulumi", modules))],
  ]) {
    await rm(path.join(bin, name), { force: true });
    await symlink(path.relative(bin, target), path.join(bin, name)).catch(unlessWindows);
  }
}

/** On Windows, links need a privilege; without it, call node_modules/.bin of the checkout. */
function unlessWindows(error) {
  if (process.platform !== "win32") throw error;
}
