import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Writes a policy pack that rewrites the title of what is still to be sent; returns its folder. */
export async function writePolicyPack(project: string): Promise<string> {
  const folder = path.join(project, "policy");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: index.js\n");
  await writeFile(
    path.join(folder, "package.json"),
    '{ "name": "faults-policy", "version": "0.0.1", "main": "index.js" }\n',
  );
  await writeFile(
    path.join(folder, "index.js"),
    `const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("faults-policy", {
  policies: [
    {
      name: "one-title",
      description: "All news have one title.",
      enforcementLevel: "remediate",
      remediateResource({ type, props }) {
        if (!type.endsWith(":Announcement") || !props.posts?.length) return undefined;
        return { ...props, message: { ...props.message, title: "The news" } };
      },
    },
  ],
});
`,
  );
  return folder;
}
