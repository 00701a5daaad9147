import * as pulumi from "@pulumi/pulumi";
import type { KeyName } from "./broadcastHubArgs";
import { connectionOf, connectionStringOf, type HubConnection, hubKeysOf } from "./hubKeys";

/** Names an existing hub and the rules to use. */
export interface ExistingHubArgs {
  resourceGroupName: pulumi.Input<string>;
  namespaceName: pulumi.Input<string>;
  hubName: pulumi.Input<string>;
  /** A rule with the Send right, preferably only that one. @default DefaultFullSharedAccessSignature, which every hub has */
  sendRuleName?: pulumi.Input<string>;
  /** A rule with the Listen right, looked up only if `listenConnectionString` is read. @default DefaultListenSharedAccessSignature, which every hub has */
  listenRuleName?: pulumi.Input<string>;
  /** The key that the connections use. @default primary */
  key?: pulumi.Input<KeyName>;
}

/** A hub that the program did not create. */
export interface ExistingHub {
  /** The value for `Broadcast.hub`. Secret. */
  readonly connection: pulumi.Output<HubConnection>;
  /** The connection string for apps. Secret. */
  readonly listenConnectionString: pulumi.Output<string>;
  readonly namespaceName: pulumi.Output<string>;
  readonly hubName: pulumi.Output<string>;
}

export function lookUpHub(args: ExistingHubArgs, opts?: pulumi.InvokeOptions): ExistingHub {
  const { resourceGroupName, namespaceName, hubName, key = "primary" } = args;
  const keys = (authorizationRuleName: pulumi.Input<string>) =>
    hubKeysOf({ resourceGroupName, namespaceName, notificationHubName: hubName, authorizationRuleName }, opts);
  return {
    connection: connectionOf(keys(args.sendRuleName ?? "DefaultFullSharedAccessSignature"), key, hubName),
    get listenConnectionString() {
      return connectionStringOf(keys(args.listenRuleName ?? "DefaultListenSharedAccessSignature"), key);
    },
    namespaceName: pulumi.output(namespaceName),
    hubName: pulumi.output(hubName),
  };
}
