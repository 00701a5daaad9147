import { type Cloud, clouds } from "./cloud";
import { HubKeyError } from "./errors/hubKeyError";

/** A hub in Azure Resource Manager, with the access rule whose key signs. */
export interface HubResource {
  /** Id of the rule. */
  ruleId: string;
  rule: string;
  hub: string;
  /** Host of the namespace. */
  host: string;
}

/** The rule that every hub has, with all rights. */
const defaultRule = "DefaultFullSharedAccessSignature";

const shape =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.NotificationHubs\/namespaces\/([A-Za-z0-9-]+)\/notificationHubs\/([\w.-]+)(?:\/authorizationRules\/([\w.-]+))?\/?$/i;

/**
 * Reads the id of a hub, or of one of its access rules.
 *
 * @throws HubKeyError when it is neither.
 */
export function parseResourceId(resourceId: string, rule?: string, cloud: Cloud = "public"): HubResource {
  const [id, namespace, hub, named] = shape.exec(resourceId.trim()) ?? [];
  if (id === undefined)
    throw new HubKeyError(
      "resourceId: expected /subscriptions/…/resourceGroups/…/providers/Microsoft.NotificationHubs/namespaces/…/notificationHubs/…; copy it from the hub's Properties in the portal",
    );
  if (named !== undefined && rule !== undefined && named.toLowerCase() !== rule.toLowerCase())
    throw new HubKeyError(`resourceId: is that of the rule ${named}, but rule is ${rule}; leave one of them out`);
  const signing = rule ?? named ?? defaultRule;
  if (!/^[\w.-]+$/.test(signing))
    throw new HubKeyError("rule: expected the name of an access rule: letters, digits, hyphens, dots and underscores");
  const hubId = id.replace(/\/authorizationRules\/[^/]+/i, "").replace(/\/$/, "");
  return {
    ruleId: `${hubId}/authorizationRules/${signing}`,
    rule: signing,
    hub: hub!,
    host: `${namespace}.${clouds[cloud].namespaceSuffix}`.toLowerCase(),
  };
}
