import { AzureSignIn, type TokenCredential } from "./azureSignIn";
import type { Cloud } from "./cloud";
import { type ConnectionString, parseConnectionString } from "./connectionString";
import { ConnectionStringError } from "./errors/connectionStringError";
import type { ExchangeOptions } from "./exchange";
import { HandedOutKey } from "./handedOutKey";
import { parseResourceId } from "./resourceId";
import type { KeySource } from "./tokenSource";

/** Which hub, and by which right: exactly one of `connectionString` and `resourceId`. */
export interface HubAddress {
  /** Connection string of the namespace or hub, as the portal shows it. */
  connectionString?: string | ConnectionString;
  /** Name of the hub, beside `connectionString`. @default the connection string's EntityPath */
  hub?: string;
  /**
   * Id of the hub, `/subscriptions/…/notificationHubs/…`, or of one of its access rules. The key is fetched from Azure Resource Manager
   * when it is needed, as whoever is signed in, and kept in memory only.
   */
  resourceId?: string;
  /** Name of the access rule whose primary key signs, beside `resourceId`. @default DefaultFullSharedAccessSignature, which every hub has */
  rule?: string;
  /** Azure's cloud that the hub is in, beside `resourceId`. @default public */
  cloud?: Cloud;
  /** Who asks for the key, beside `resourceId`. @default a DefaultAzureCredential of `@azure/identity` */
  credential?: TokenCredential;
}

/** A hub, and where the key that signs its requests comes from. */
interface HubAccess {
  endpoint: string;
  host: string;
  hub: string;
  keys: KeySource;
}

/** @throws ConnectionStringError or HubKeyError when what names the hub is missing or malformed. */
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

/** Rules of the resource provider for a hub's name; it becomes part of the path. */
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
