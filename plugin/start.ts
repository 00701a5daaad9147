import Module, { createRequire } from "node:module";

/** What the SDK loads to turn functions into text: most of its start, and a plugin has no use for it. The bundle comes without it. */
const unused = ["@pulumi/pulumi/typescript-shim", "@npmcli/arborist"];

const sdk = createRequire(require.resolve("@pulumi/pulumi"));
for (const name of unused) {
  try {
    const file = sdk.resolve(name);
    require.cache[file] = Object.assign(new Module(file), { loaded: true });
  } catch {
    // An SDK without it has nothing to leave out.
  }
}
require("./plugin");
