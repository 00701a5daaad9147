import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "../provider/broadcast/provider";
import { servedByPlugin } from "../sdk/host";
import { Configuration } from "./configuration";
import { pluginServer } from "./server";

async function main(): Promise<void> {
  const { version } = require("pulumi-broadcast/package.json") as { version: string };
  const configuration = new Configuration();
  configuration.listen();
  servedByPlugin(version, (key) => configuration.get(key));
  let loading: Promise<Provider> | undefined;
  const load = () => {
    loading ??= loadProvider(configuration);
    return loading;
  };
  await pulumi.provider.main(pluginServer(load, version), process.argv.slice(2));
  // The engine waits for the server's port only: the rest is loaded while it connects.
  void load();
}

async function loadProvider(config: Configuration): Promise<Provider> {
  const { provider } = require("../provider/broadcast/provider") as typeof import("../provider/broadcast/provider");
  await provider.configure({ config });
  return provider;
}

void main();
