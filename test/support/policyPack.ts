import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestStack } from "./engine";

/** A pack of somebody else's, whose one policy rewrites the text whatever was sent; `change` is the body of its remediation. */
export async function packOf(stack: TestStack, change: string): Promise<string> {
  const folder = path.join(stack.directory, "pack");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  await writeFile(path.join(folder, "package.json"), '{ "name": "pack", "version": "1.0.0", "main": "index.js" }\n');
  await writeFile(
    path.join(folder, "index.js"),
    `const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("house-style", { policies: [{
  name: "house-style", description: "Texts as we write them.", enforcementLevel: "remediate",
  remediateResource: ({ type, props }) => {
    if (!type.endsWith(":Announcement")) return;
    ${change}
  },
}] });`,
  );
  return folder;
}
