import * as pulumi from "@pulumi/pulumi";
import { providerLine } from "../provider/broadcast/line";

/** Types of the two resources, from which the engine knows who serves them. */
interface ResourceTypes {
  readonly announcement: string;
  readonly delivery: string;
}

/** The types of TypeScript and JavaScript programs, whose resources Pulumi's dynamic-provider host serves. */
export const dynamicTypes: ResourceTypes = {
  announcement: "pulumi-nodejs:dynamic/broadcast:Announcement",
  delivery: "pulumi-nodejs:dynamic/broadcast:Delivery",
};

/** The types of programs in other languages, whose resources the plugin serves. */
export const pluginTypes: ResourceTypes = {
  announcement: "broadcast:index:Announcement",
  delivery: "broadcast:index:Delivery",
};

/** Who serves the resources that this process registers. */
interface Host {
  readonly types: ResourceTypes;
  /** Under another host the same resource has another type: a stack that moves keeps what it knows. */
  readonly aliases: ResourceTypes;
  /** What every resource carries for its host. */
  readonly props: { readonly __provider?: string };
  /** Version of the plugin that serves a child. */
  readonly version?: string;
  /** What the stack's configuration says, and what a provider of the program's own does. */
  readonly config: (key: string) => string | undefined;
  /** Stands for the engine run where one process serves several programs' components. */
  readonly run?: object;
}

let host: Host = {
  types: dynamicTypes,
  aliases: pluginTypes,
  props: { __provider: providerLine },
  config: (key) => pulumi.runtime.getConfig(key),
};

export const presentHost = (): Host => host;

/** Said once, by the plugin, before it registers anything: its process is one engine run. */
export function servedByPlugin(version: string, config: Host["config"]): void {
  host = { types: pluginTypes, aliases: dynamicTypes, props: {}, version, config, run: {} };
}
