import * as pulumi from "@pulumi/pulumi";
import { provider } from "../provider/broadcast";
import { servedByPlugin } from "../sdk/host";
import { pluginServer } from "./server";

/** The stack's configuration, fresh for every command; the engine leaves the package's name out of the keys. */
function stackConfiguration(): (key: string) => string | undefined {
  const config: Record<string, string> = JSON.parse(process.env.PULUMI_CONFIG || "{}");
  return (key) => config[key] ?? config[key.replace(/^broadcast:/, "")];
}

async function main(): Promise<void> {
  const { version } = require("pulumi-broadcast/package.json") as { version: string };
  servedByPlugin(version);
  await provider.configure({ config: { get: stackConfiguration() } });
  await pulumi.provider.main(pluginServer(provider, version), process.argv.slice(2));
}

void main();
