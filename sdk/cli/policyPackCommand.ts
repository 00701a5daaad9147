import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";

/** Adds `policy-pack`, which prints the path of the policy pack. */
export function policyPackCommand(program: Command): void {
  const { Option } = require("commander") as typeof import("commander");
  const command = program
    .command("policy-pack")
    .description("print the path of the policy pack, for pulumi preview --policy-pack")
    .addOption(
      new Option("--preset <name>", "rules to apply").choices(["recommended", "strict", "all"]).default("recommended"),
    )
    .option("--json", "print JSON");
  command.action(({ preset, json }: { preset: string; json?: boolean }) => {
    const pack = folderOf(preset);
    process.stdout.write(json ? `${JSON.stringify({ preset, path: pack })}\n` : `${pack}\n`);
  });
}

/** Resolves symbolic links, because the engine starts the pack from this folder. */
function folderOf(preset: string): string {
  const root = realpathSync(path.dirname(require.resolve("pulumi-broadcast/package.json")));
  const pack = path.join(root, "policy-pack", preset === "recommended" ? "" : preset);
  if (/\.zip[\\/]/.test(pack) || !existsSync(pack))
    throw new Error(
      `${pack} is not a folder that the engine can read; run \`yarn unplug pulumi-broadcast\`, then try again.`,
    );
  return path.normalize(pack).replace(/[\\/]$/, "");
}
