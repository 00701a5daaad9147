import type * as pulumi from "@pulumi/pulumi";
import type { HubCredentials } from "./hubCredentials";

/** Pricing tier of a namespace. Free: 500 devices. Basic: 200,000. Standard: scheduled sends and telemetry. */
export type Tier = "Free" | "Basic" | "Standard";

/** Which of a rule's two keys is used. */
export type KeyName = "primary" | "secondary";

/** What a BroadcastHub takes. */
export interface BroadcastHubArgs {
  /** The resource group to create in. A change replaces everything. */
  resourceGroupName: pulumi.Input<string>;
  /** Azure region of namespace and hub. A change replaces them. @default the resource group's */
  location?: pulumi.Input<string>;
  /** Name of the namespace, unique in all of Azure: 6 to 50 characters. A change replaces it. @default the resource's name and random digits */
  namespaceName?: pulumi.Input<string>;
  /** Puts the hub into a namespace that is already there, instead of a new one. */
  existingNamespaceName?: pulumi.Input<string>;
  /** Name of the hub: 1 to 260 characters. A change replaces it. @default the resource's name */
  hubName?: pulumi.Input<string>;
  /** Pricing tier of the new namespace. @default Standard when `schedules`, else Free */
  tier?: pulumi.Input<Tier>;
  /** Broadcasts of this hub have a `schedule`, which needs the Standard tier. @default false */
  schedules?: boolean;
  /** What the hub needs to reach each platform. */
  credentials?: HubCredentials;
  /** Which key the connections use. To rotate without a gap: switch to the other one, regenerate, switch back. A change posts nothing. @default primary */
  key?: pulumi.Input<KeyName>;
  /** Tags of namespace and hub. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
