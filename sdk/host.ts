import * as pulumi from "@pulumi/pulumi";
import { providerLine } from "../provider/broadcast/line";
import { dynamicTypes, pluginTypes, type ResourceTypes } from "./resourceTypes";

/** Who serves the resources that this process registers. */
interface Host {
  readonly types: ResourceTypes;
  /** The other host's types for the same resources, as aliases: a stack that moves keeps what it knows. */
  readonly aliases: ResourceTypes;
  /** Properties that each resource carries for its host. */
  readonly props: { readonly __provider?: string };
  /** Version of the plugin that serves a child. */
  readonly version?: string;
  /** Reads the stack's configuration and that of an explicit provider. */
  readonly config: (key: string) => string | undefined;
  /** Identifies the engine run, if one process serves the components of several programs. */
  readonly run?: object;
}

let host: Host = {
  types: dynamicTypes,
  aliases: pluginTypes,
  props: { __provider: providerLine },
  config: (key) => pulumi.runtime.getConfig(key),
};

export const presentHost = (): Host => host;

/** Called once by the plugin before it registers anything; its process is one engine run. */
export function servedByPlugin(version: string, config: Host["config"]): void {
  host = { types: pluginTypes, aliases: dynamicTypes, props: {}, version, config, run: {} };
}
