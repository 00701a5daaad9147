import type {
  ListNotificationHubKeysOutputArgs,
  ListNotificationHubKeysResult,
} from "@pulumi/azure-native/notificationhubs";
import * as pulumi from "@pulumi/pulumi";
import { loadNotificationHubs } from "./azureNative";
import type { KeyName } from "./broadcastHubArgs";

/** The value for `Broadcast.hub`. */
export interface HubConnection {
  /** Connection string of the rule that may only send. */
  connectionString: string;
  /** The hub's name. */
  hub: string;
}

/**
 * Looks up the keys of a rule once its names are known. It does not use `listNotificationHubKeysOutput`, which prints an extra error with a
 * stack if a name fails.
 */
export function hubKeysOf(
  rule: ListNotificationHubKeysOutputArgs,
  opts?: pulumi.InvokeOptions,
): pulumi.Output<ListNotificationHubKeysResult> {
  const { listNotificationHubKeys } = loadNotificationHubs();
  return pulumi.output(rule).apply((rule) => listNotificationHubKeys(rule, opts));
}

/**
 * One of a rule's two connection strings, marked as a secret because the lookup does not do so. It has no `EntityPath`, because the hub's name
 * is passed separately, and the .NET and Android SDKs cannot read a string that ends with `;EntityPath=`.
 */
export function connectionStringOf(
  keys: pulumi.Output<ListNotificationHubKeysResult>,
  key: pulumi.Input<KeyName>,
): pulumi.Output<string> {
  const text = pulumi.all([keys, key]).apply(([keys, key]) => {
    const text = key === "primary" ? keys.primaryConnectionString : keys.secondaryConnectionString;
    if (text) return text.replace(/;EntityPath=[^;]*/i, "");
    throw new pulumi.RunError(
      `The rule ${keys.keyName} has no ${key} connection string; regenerate its keys and run again.`,
    );
  });
  return pulumi.secret(text);
}

/** The connection for a broadcast. Secret. */
export function connectionOf(
  keys: pulumi.Output<ListNotificationHubKeysResult>,
  key: pulumi.Input<KeyName>,
  hub: pulumi.Input<string>,
): pulumi.Output<HubConnection> {
  return pulumi.secret(pulumi.output({ connectionString: connectionStringOf(keys, key), hub }));
}
