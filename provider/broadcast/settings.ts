import { type Cloud, clouds, tryCloud } from "../client/cloud";
import { type ConnectionString, parseConnectionString } from "../client/connectionString";
import type { HubAddress } from "../client/hubAccess";
import { parseResourceId } from "../client/resourceId";
import type { Resolutions } from "../journal/memory";

/** How sends are made: for real, as the hub's test sends, or not at all. */
export type Mode = "live" | "test" | "off";

/** The `hub` argument of a broadcast. */
export type HubArgument = string | KeyedHub | KeylessHub;

interface KeyedHub {
  connectionString: string;
  hub?: string;
}

interface KeylessHub {
  resourceId: string;
  rule?: string;
}

/** A connection to a hub. */
export interface Connection {
  /** How a client reaches it. */
  reach: Pick<HubAddress, "connectionString" | "hub" | "resourceId" | "cloud">;
  /** The connection string as it was given, or the id of the access rule, to be kept beside a scheduled send. */
  text: string;
  hub: string;
  /** The hub's address, by which records name it: host and hub name. */
  at: string;
}

/** A setting that cannot be used. The message is one sentence that begins with where the setting was given. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** Why nothing can be posted, and what to do about it. */
export const noHub =
  "no hub is configured; set hub, run `pulumi config set --secret broadcast:connectionString`, or set NOTIFICATIONHUBS_CONNECTION_STRING";

/** Settings from stack configuration and the environment; arguments of a resource take precedence over both. */
export class Settings {
  constructor(
    private readonly config: (key: string) => string | undefined,
    readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** @default live */
  get mode(): Mode {
    const fromConfig = this.config("broadcast:send");
    const value = fromConfig ?? (this.env.BROADCAST_SEND || "live");
    if (value === "live" || value === "test" || value === "off") return value;
    throw new SettingError(
      `${fromConfig === undefined ? "BROADCAST_SEND" : "broadcast:send"}: must be live, test or off`,
    );
  }

  /** URL of the optional ledger. */
  get ledger(): string | undefined {
    return this.config("broadcast:ledger") ?? (this.env.BROADCAST_LEDGER || undefined);
  }

  /** How long one request to the hub may take, in seconds. @default 30 */
  get timeoutSeconds(): number {
    const text = this.config("broadcast:timeoutSeconds") ?? this.env.BROADCAST_TIMEOUT_SECONDS;
    if (text === undefined || text === "") return 30;
    const seconds = Number(text);
    if (seconds > 0 && seconds <= 300) return seconds;
    throw new SettingError("broadcast:timeoutSeconds: must be a number of seconds, at most 300");
  }

  /** Whether a preview of many broadcasts shows the card of each. @default false */
  get fullPlan(): boolean {
    const value = this.config("broadcast:plan");
    if (value === undefined || value === "full") return value === "full";
    throw new SettingError("broadcast:plan: must be full, or left out for cards of at most five broadcasts");
  }

  get resolutions(): Resolutions {
    const text = this.config("broadcast:resolve");
    if (text === undefined || text === "") return {};
    const wrong = new SettingError(
      'broadcast:resolve: must be a JSON object such as {"digest@run": "sent"} with the values sent or not-sent; `pulumi-broadcast resolve` writes it',
    );
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw wrong;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong;
    for (const [key, word] of Object.entries(value)) {
      if (!/^[0-9a-f]{16}@[0-9a-f]{8}$/.test(key) || (word !== "sent" && word !== "not-sent")) throw wrong;
    }
    return value as Resolutions;
  }

  /** @throws SettingError when one of them cannot be used. */
  validate(): void {
    void [this.mode, this.timeoutSeconds, this.fullPlan, this.resolutions];
  }

  /** Azure's cloud that hubs without a key are in. @default public */
  get cloud(): Cloud {
    const name = this.config("azure-native:environment") || this.env.ARM_ENVIRONMENT || "public";
    const cloud = tryCloud(name);
    if (cloud !== undefined) return cloud;
    const where = this.config("azure-native:environment") ? "azure-native:environment" : "ARM_ENVIRONMENT";
    throw new SettingError(`${where}: must be ${Object.keys(clouds).join(", ")}`);
  }

  /** The hub to post to, or `undefined` when nothing names one. */
  connection(argument: HubArgument | undefined): Connection | undefined {
    const { where, hub } = argument === undefined ? this.#configured() : { where: "hub", hub: argument };
    if (hub === undefined) return undefined;
    const said: Partial<KeyedHub & KeylessHub> = typeof hub === "string" ? { connectionString: hub } : hub;
    try {
      if (said.resourceId !== undefined && said.connectionString === undefined)
        return this.#keyless(said as KeylessHub);
      if (said.connectionString !== undefined && said.resourceId === undefined)
        return this.#keyed(where, said as KeyedHub, argument !== undefined);
    } catch (error) {
      throw error instanceof SettingError ? error : new SettingError(`${where}: ${(error as Error).message}`);
    }
    throw new SettingError(`${where}: expected a connection string, { connectionString, hub } or { resourceId, rule }`);
  }

  /** The hub that configuration names, else the environment. */
  #configured(): { where: string; hub?: HubArgument } {
    for (const [string, id, value] of [
      ["broadcast:connectionString", "broadcast:resourceId", this.config],
      ["NOTIFICATIONHUBS_CONNECTION_STRING", "NOTIFICATION_HUB_RESOURCE_ID", (key: string) => this.env[key]],
    ] as const) {
      const [connectionString, resourceId] = [value(string) || undefined, value(id) || undefined];
      if (connectionString !== undefined && resourceId !== undefined)
        throw new SettingError(`${string} and ${id} both name a hub; remove one of them`);
      if (connectionString !== undefined) return { where: string, hub: { connectionString } };
      if (resourceId !== undefined) return { where: id, hub: { resourceId } };
    }
    return { where: "" };
  }

  #keyless({ resourceId, rule }: KeylessHub): Connection {
    const { cloud } = this;
    const { ruleId, host, hub } = parseResourceId(resourceId, rule, cloud);
    return { reach: { resourceId: ruleId, cloud }, text: ruleId, hub, at: placeOf(host, hub) };
  }

  #keyed(where: string, said: KeyedHub, argued: boolean): Connection {
    const connection: ConnectionString = parseConnectionString(said.connectionString);
    const hub =
      said.hub ??
      (argued ? connection.hub : undefined) ??
      this.config("broadcast:hub") ??
      connection.hub ??
      this.env.NOTIFICATION_HUB_NAME;
    if (!hub) {
      throw new SettingError(
        `${where}: names no hub; add ;EntityPath=<hub> to it, or set broadcast:hub or NOTIFICATION_HUB_NAME`,
      );
    }
    const text = said.connectionString;
    return { reach: { connectionString: connection, hub }, text, hub, at: placeOf(connection.host, hub) };
  }
}

const placeOf = (host: string, hub: string): string => `${host}/${hub}`.toLowerCase();

/** The value, or `undefined` if getting it throws. */
export function quietly<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
