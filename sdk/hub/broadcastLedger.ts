import type { GetClientConfigResult, RoleAssignment } from "@pulumi/azure-native/authorization";
import type { BlobContainer, StorageAccount } from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { load } from "./azureNative";
import type { BroadcastLedgerArgs, LedgerWriter } from "./broadcastLedgerArgs";
import { readLedgerNames } from "./ledgerNames";
import { nameOfResource } from "./nameOfResource";

/** Storage Blob Data Contributor: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage */
const roleId = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

/**
 * The storage of a ledger, which remembers what was sent beyond one stack's state. The account and the container are protected, and they stay
 * in Azure when you remove them from the program, because without them a new stack would announce again.
 *
 * @example
 * const ledger = new BroadcastLedger("ledger", { resourceGroupName: group.name, accountName: "contosoledger" });
 * // once: pulumi config set broadcast:ledger azblob://contosoledger/broadcast-ledger
 * new Broadcast("v2-4-0", {
 *   message: { title: "2.4.0 is here" },
 *   platforms: ["apple"],
 *   audience: { everyone: true },
 * }, { dependsOn: [ledger] });
 * @example
 * // The pipeline posts, and the person who runs this program only creates the storage.
 * new BroadcastLedger("ledger", {
 *   resourceGroupName: group.name,
 *   accountName: "contosoledger",
 *   writers: [{ principalId: config.require("pipelineObjectId"), principalType: "ServicePrincipal" }],
 * });
 * @example
 * // For a trial stack, whose storage is deleted with the stack.
 * new BroadcastLedger("trial", { resourceGroupName: group.name }, { protect: false, retainOnDelete: false });
 */
export class BroadcastLedger extends pulumi.ComponentResource {
  /** The type of the component in state. */
  static readonly __pulumiType = "broadcast:index:BroadcastLedger";
  /** `azblob://account/container`, for the configuration `broadcast:ledger`. */
  readonly url: pulumi.Output<string>;
  /** The resources behind the ledger. */
  readonly nodes: {
    readonly account: StorageAccount;
    readonly container: BlobContainer;
    readonly roleAssignments: readonly RoleAssignment[];
  };

  constructor(name: string, args: BroadcastLedgerArgs, opts?: pulumi.ComponentResourceOptions) {
    const storage = load(
      "storage",
      () => require("@pulumi/azure-native/storage") as typeof import("@pulumi/azure-native/storage"),
    );
    const authorization = load(
      "authorization",
      () => require("@pulumi/azure-native/authorization") as typeof import("@pulumi/azure-native/authorization"),
    );
    const { accountName, containerName } = readLedgerNames(name, args);
    super(BroadcastLedger.__pulumiType, name, {}, opts);
    const { resourceGroupName, location, tags } = args;
    const kept = { parent: this, protect: opts?.protect ?? true, retainOnDelete: opts?.retainOnDelete ?? true };

    const account = new storage.StorageAccount(
      name,
      {
        resourceGroupName,
        location,
        accountName,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        minimumTlsVersion: "TLS1_2",
        enableHttpsTrafficOnly: true,
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        tags,
      },
      kept,
    );
    const container = new storage.BlobContainer(
      name,
      { resourceGroupName, accountName: nameOfResource(account), containerName, publicAccess: "None" },
      kept,
    );
    const self = authorization.getClientConfig({ parent: this });
    const writers = args.writers ?? [writerOf(self)];
    const roleAssignments = writers.map((writer, i) => assignRole(this, writer, i));
    this.nodes = { account, container, roleAssignments };
    this.url = pulumi.interpolate`azblob://${nameOfResource(account)}/${nameOfResource(container)}`;
    this.registerOutputs({ url: this.url });

    function assignRole(parent: BroadcastLedger, writer: LedgerWriter, i: number): RoleAssignment {
      return new authorization.RoleAssignment(
        `${name}-writer-${i}`,
        { ...writer, scope: container.id, roleDefinitionId: container.id.apply(roleDefinitionId) },
        { parent, hooks: hasHooks() ? { afterCreate: [awaitOwnRole] } : undefined },
      );
    }

    /** A new role takes minutes to work; a broadcast that depends on the ledger waits for it here. */
    async function awaitOwnRole({ newInputs }: pulumi.ResourceHookArgs): Promise<void> {
      const { principalId, scope } = newInputs as { principalId: string; scope: string };
      if (principalId !== (await self).objectId) return;
      const { awaitLedgerAccess } = require("./ledgerAccess") as typeof import("./ledgerAccess");
      const [, account, container] = /\/storageAccounts\/([^/]+)\/.*\/([^/]+)$/.exec(scope)!;
      const fault = await awaitLedgerAccess(account!, container!);
      if (fault) pulumi.log.warn(`${name}: the role is assigned, but not usable yet: ${fault}`);
    }
  }
}

/** A sign-in with `az login` has no client id or that of the Azure CLI; any other belongs to a service principal. */
const azureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

const writerOf = (self: Promise<GetClientConfigResult>): LedgerWriter => ({
  principalId: self.then(({ objectId }) => objectId),
  principalType: self.then(({ clientId }) => (clientId && clientId !== azureCli ? "ServicePrincipal" : "User")),
});

const roleDefinitionId = (id: string) =>
  `${/^\/subscriptions\/[^/]+/.exec(id)?.[0] ?? ""}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;

/** Pulumi's mocks have no hooks. */
function hasHooks(): boolean {
  const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
  return typeof monitor?.registerResourceHook === "function";
}
