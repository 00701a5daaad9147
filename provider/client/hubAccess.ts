import { AzureSignIn, type TokenCredential } from "./azureSignIn";
import type { Cloud } from "./cloud";
import { type ConnectionString, parseConnectionString } from "./connectionString";
import { ConnectionStringError } from "./errors/connectionStringError";
import type { ExchangeOptions } from "./exchange";
import { HandedOutKey } from "./handedOutKey";
import { parseResourceId } from "./resourceId";
import type { KeySource } from "./tokenSource";

/** Names the hub and how to get its key: exactly one of `connectionString` and `resourceId`. */
export interface HubAddress {
  /** Connection string of the namespace or hub, as the portal shows it. */
  connectionString?: string | ConnectionString;
  /** Name of the hub, only with `connectionString`. @default the connection string's EntityPath */
  hub?: string;
  /**
   * Id of the hub, `/subscriptions/…/notificationHubs/…`, or of one of its access rules. The key is fetched from Azure Resource Manager
   * when it is needed, with the current Azure sign-in, and kept only in memory.
   */
  resourceId?: string;
  /** Name of the access rule whose primary key signs the requests, only with `resourceId`. @default DefaultFullSharedAccessSignature, which every hub has */
  rule?: string;
  /** The Azure cloud of the hub, only with `resourceId`. @default public */
  cloud?: Cloud;
  /** The credential that fetches the key, only with `resourceId`. @default a DefaultAzureCredential of `@azure/identity` */
  credential?: TokenCredential;
}

/** A hub, and where the key that signs its requests comes from. */
interface HubAccess {
  endpoint: string;
  host: string;
  hub: string;
  keys: KeySource;
}

/** @throws ConnectionStringError or HubKeyError when the connection string, the hub's name or the resource id is missing or malformed. */
export function accessOf(
  { connectionString, hub, resourceId, rule, cloud = "public", credential }: HubAddress,
  transport: Pick<ExchangeOptions, "dispatcher" | "now" | "maxWaitMs" | "timeoutMs">,
): HubAccess {
  if ((connectionString === undefined) === (resourceId === undefined))
    throw new ConnectionStringError("expected exactly one of connectionString and resourceId");
  if (resourceId !== undefined) {
    const resource = parseResourceId(resourceId, rule, cloud);
    const key = new HandedOutKey(resource, new AzureSignIn(cloud, credential), transport);
    return { ...resource, endpoint: `https://${resource.host}/`, keys: (refused) => key.get(refused) };
  }
  const connection = typeof connectionString === "string" ? parseConnectionString(connectionString) : connectionString!;
  const { endpoint, host } = connection;
  return { endpoint, host, hub: hubOf(hub ?? connection.hub), keys: () => connection };
}

/** The resource provider's rules for a hub's name, which becomes part of the path. */
function hubOf(name: string | undefined): string {
  if (!name)
    throw new ConnectionStringError(
      "hub: expected the hub's name; set hub, or use a connection string with EntityPath",
    );
  if (!/^[A-Za-z0-9][\w.-]{0,259}$/.test(name)) {
    throw new ConnectionStringError(
      "hub: expected letters, digits, hyphens, dots and underscores, at most 260 characters",
    );
  }
  return name;
}
