import * as pulumi from "@pulumi/pulumi";
import type { KeyName } from "./broadcastHubArgs";
import { connectionOf, connectionStringOf, type HubConnection, keysOf } from "./hubKeys";

/** Which hub, and which of its rules. */
export interface ExistingHubArgs {
  resourceGroupName: pulumi.Input<string>;
  namespaceName: pulumi.Input<string>;
  hubName: pulumi.Input<string>;
  /** A rule with the right Send; one that has no other is better. @default DefaultFullSharedAccessSignature, which every hub has */
  sendRuleName?: pulumi.Input<string>;
  /** A rule with the right Listen, looked up only when `listenConnectionString` is read. @default DefaultListenSharedAccessSignature, which every hub has */
  listenRuleName?: pulumi.Input<string>;
  /** Which key the connections use. @default primary */
  key?: pulumi.Input<KeyName>;
}

/** A hub that was there before the program. */
export interface ExistingHub {
  /** What `Broadcast.hub` takes. Secret. */
  readonly connection: pulumi.Output<HubConnection>;
  /** What apps register with. Secret. */
  readonly listenConnectionString: pulumi.Output<string>;
  readonly namespaceName: pulumi.Output<string>;
  readonly hubName: pulumi.Output<string>;
}

export function lookUpHub(args: ExistingHubArgs, opts?: pulumi.InvokeOptions): ExistingHub {
  const { resourceGroupName, namespaceName, hubName, key = "primary" } = args;
  const keys = (authorizationRuleName: pulumi.Input<string>) =>
    keysOf({ resourceGroupName, namespaceName, notificationHubName: hubName, authorizationRuleName }, opts);
  return {
    connection: connectionOf(keys(args.sendRuleName ?? "DefaultFullSharedAccessSignature"), key, hubName),
    get listenConnectionString() {
      return connectionStringOf(keys(args.listenRuleName ?? "DefaultListenSharedAccessSignature"), key);
    },
    namespaceName: pulumi.output(namespaceName),
    hubName: pulumi.output(hubName),
  };
}
