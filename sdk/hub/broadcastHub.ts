import type {
  Namespace,
  NotificationHub,
  NotificationHubAuthorizationRule,
} from "@pulumi/azure-native/notificationhubs";
import * as pulumi from "@pulumi/pulumi";
import { loadNotificationHubs } from "./azureNative";
import type { BroadcastHubArgs } from "./broadcastHubArgs";
import { type ExistingHub, type ExistingHubArgs, lookUpHub } from "./existingHub";
import { credentialPlatforms } from "./hubCredentials";
import { connectionOf, connectionStringOf, type HubConnection, hubKeysOf } from "./hubKeys";
import { nameOfResource } from "./nameOfResource";
import { readHubArgs } from "./readHubArgs";

/**
 * A notification hub for broadcasts: a namespace, a hub with its platforms' credentials, an access rule that may only send, and one for apps
 * that may only listen.
 *
 * @example
 * const hub = new BroadcastHub("releases", { resourceGroupName: group.name });
 * new Broadcast("v2-4-0", {
 *   hub: hub.connection,
 *   message: { title: "2.4.0 is here" },
 *   platforms: ["apple"],
 *   audience: { everyone: true },
 * });
 * @example
 * new BroadcastHub("releases", {
 *   resourceGroupName: group.name,
 *   credentials: {
 *     apns: {
 *       endpoint: "production",
 *       key: config.requireSecret("apnsKey"),
 *       keyId: "ABC1234567",
 *       teamId: "DEF1234567",
 *       bundleId: "com.contoso.app",
 *     },
 *     fcmV1: config.requireSecret("firebaseServiceAccount"),
 *   },
 * });
 * @example
 * // Broadcasts with a schedule need the Standard tier.
 * new BroadcastHub("releases", { resourceGroupName: group.name, schedules: true });
 * @example
 * // In an existing namespace, with the second of the rule's two keys.
 * new BroadcastHub("releases", {
 *   resourceGroupName: "push",
 *   existingNamespaceName: "contoso-push",
 *   hubName: "releases",
 *   key: "secondary",
 * });
 */
export class BroadcastHub extends pulumi.ComponentResource {
  /** The type of the component in state. */
  static readonly __pulumiType = "broadcast:index:BroadcastHub";
  /** The value for `Broadcast.hub`: the connection string of the rule that may only send, and the hub's name. Secret. */
  readonly connection: pulumi.Output<HubConnection>;
  /** The connection string for apps, of the rule that may only listen. Secret. */
  readonly listenConnectionString: pulumi.Output<string>;
  readonly namespaceName: pulumi.Output<string>;
  readonly hubName: pulumi.Output<string>;
  /** The resources behind the hub; without `namespace` if it already existed. */
  readonly nodes: {
    readonly namespace?: Namespace;
    readonly hub: NotificationHub;
    readonly sendRule: NotificationHubAuthorizationRule;
    readonly listenRule: NotificationHubAuthorizationRule;
  };

  /**
   * The connection of an existing hub. Creates nothing.
   *
   * @example
   * const hub = BroadcastHub.existing({ resourceGroupName: "push", namespaceName: "contoso", hubName: "releases" });
   */
  static existing(args: ExistingHubArgs, opts?: pulumi.InvokeOptions): ExistingHub {
    return lookUpHub(args, opts);
  }

  constructor(name: string, args: BroadcastHubArgs, opts?: pulumi.ComponentResourceOptions) {
    const azure = loadNotificationHubs();
    const declared = readHubArgs(name, args);
    super(BroadcastHub.__pulumiType, name, {}, opts);
    const { resourceGroupName, location, tags } = args;

    const namespace =
      args.existingNamespaceName === undefined
        ? new azure.Namespace(
            name,
            {
              resourceGroupName,
              namespaceName: declared.namespaceName,
              location,
              namespaceType: "NotificationHub",
              sku: { name: declared.tier },
              tags,
            },
            { parent: this, additionalSecretOutputs: ["pnsCredentials"] },
          )
        : undefined;
    const namespaceName = namespace ? nameOfResource(namespace) : pulumi.output(args.existingNamespaceName!);
    const hub = new azure.NotificationHub(
      name,
      {
        resourceGroupName,
        namespaceName,
        notificationHubName: declared.hubName,
        location,
        tags,
        ...declared.credentials,
      },
      { parent: this, additionalSecretOutputs: ["authorizationRules", ...credentialOutputs] },
    );
    const place = { resourceGroupName, namespaceName, notificationHubName: nameOfResource(hub) };
    const createRule = (authorizationRuleName: string, right: "Send" | "Listen", dependsOn: pulumi.Resource[] = []) =>
      new azure.NotificationHubAuthorizationRule(
        `${name}-${right.toLowerCase()}`,
        { ...place, authorizationRuleName, rights: [right] },
        {
          parent: this,
          dependsOn,
          additionalSecretOutputs: ["primaryKey", "secondaryKey"],
          // Pending sends on a replaced hub are canceled with the key of its old rule.
          deleteBeforeReplace: false,
        },
      );
    const keys = (rule: pulumi.CustomResource) =>
      hubKeysOf({ ...place, authorizationRuleName: nameOfResource(rule) }, { parent: this });
    const sendRule = createRule("broadcast-send", "Send");
    // Azure refuses two operations on the rules of one hub at once (409).
    const listenRule = createRule("app-listen", "Listen", [sendRule]);

    this.nodes = { namespace, hub, sendRule, listenRule };
    this.namespaceName = namespaceName;
    this.hubName = place.notificationHubName;
    this.connection = connectionOf(keys(sendRule), declared.key, this.hubName);
    this.listenConnectionString = connectionStringOf(keys(listenRule), declared.key);
    const { connection, listenConnectionString, hubName } = this;
    this.registerOutputs({ connection, listenConnectionString, namespaceName, hubName });
    declared.warnings.apply((texts) => texts.map((text) => pulumi.log.warn(`${name}: ${text}`, this)));
  }
}

/** azure-native's outputs that may hold a platform's credential; it marks none of them secret. */
const credentialOutputs = credentialPlatforms.map((platform) => `${platform}Credential`);
