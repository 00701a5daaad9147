import * as pulumi from "@pulumi/pulumi";
import { provider } from "../provider/broadcast/provider";
import { servedByPlugin } from "../sdk/host";
import { Configuration } from "./configuration";
import { pluginServer } from "./server";

async function main(): Promise<void> {
  const { version } = require("pulumi-broadcast/package.json") as { version: string };
  const configuration = new Configuration();
  configuration.listen();
  servedByPlugin(version, (key) => configuration.get(key));
  await provider.configure({ config: configuration });
  await pulumi.provider.main(pluginServer(provider, version), process.argv.slice(2));
}

void main();
