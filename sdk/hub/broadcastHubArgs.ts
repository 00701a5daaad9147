import type * as pulumi from "@pulumi/pulumi";
import type { HubCredentials } from "./hubCredentials";

/** Pricing tier of a namespace. Free: 500 devices. Basic: 200,000. Standard: scheduled sends and telemetry. */
export type Tier = "Free" | "Basic" | "Standard";

/** One of a rule's two keys. */
export type KeyName = "primary" | "secondary";

/** The arguments of a BroadcastHub. */
export interface BroadcastHubArgs {
  /** The resource group to create everything in. A change replaces everything. */
  resourceGroupName: pulumi.Input<string>;
  /** Azure region of the namespace and the hub. A change replaces both. @default the resource group's */
  location?: pulumi.Input<string>;
  /** Name of the namespace, unique in all of Azure: 6 to 50 characters. A change replaces it. @default the resource's name and random digits */
  namespaceName?: pulumi.Input<string>;
  /** Name of an existing namespace to put the hub into. A change replaces the hub. @default a new namespace */
  existingNamespaceName?: pulumi.Input<string>;
  /** Name of the hub: 1 to 260 characters. A change replaces it. @default the resource's name */
  hubName?: pulumi.Input<string>;
  /** Pricing tier of the new namespace. A change updates it. @default Standard when `schedules`, else Free */
  tier?: pulumi.Input<Tier>;
  /** Whether broadcasts of this hub have a `schedule`, which needs the Standard tier. @default false */
  schedules?: boolean;
  /** Credentials of each platform. A change updates the hub and posts nothing. @default none */
  credentials?: HubCredentials;
  /** The key that the connections use. To rotate keys without a gap, switch to the other one, regenerate, and switch back. A change posts nothing. @default primary */
  key?: pulumi.Input<KeyName>;
  /** Azure tags of the namespace and the hub. @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
