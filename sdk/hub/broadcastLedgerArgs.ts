import type * as pulumi from "@pulumi/pulumi";

/** An identity that may write to a ledger. */
export interface LedgerWriter {
  /** Its object id in Entra, not its client id. */
  principalId: pulumi.Input<string>;
  /** A pipeline's identity, managed or not, is a ServicePrincipal. */
  principalType: pulumi.Input<"User" | "Group" | "ServicePrincipal">;
}

/** The arguments of a BroadcastLedger. */
export interface BroadcastLedgerArgs {
  /** The resource group to create in. */
  resourceGroupName: pulumi.Input<string>;
  /** Azure region. @default the resource group's */
  location?: pulumi.Input<string>;
  /** Name of the storage account, unique in all of Azure: 3 to 24 lower-case letters and digits. @default the resource's name and random digits */
  accountName?: pulumi.Input<string>;
  /** Name of the blob container. @default broadcast-ledger */
  containerName?: pulumi.Input<string>;
  /** The identities that run `pulumi up`. @default the one that runs this program */
  writers?: LedgerWriter[];
  /** Tags of the storage account. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
