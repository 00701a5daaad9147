import { type ConnectionString, parseConnectionString } from "../client/connectionString";
import type { Resolutions } from "../journal/memory";

/** How sends are made: for real, as the hub's test sends, or not at all. */
export type Mode = "live" | "test" | "off";

/** The `hub` argument of a broadcast. */
export type HubArgument = string | { connectionString: string; hub?: string };

/** A connection to a hub. */
export interface Connection {
  connection: ConnectionString;
  /** The connection string as it was given, to be kept beside a scheduled send. */
  text: string;
  hub: string;
  /** The hub's address, by which records name it: host and hub name. */
  at: string;
}

/** A setting that cannot be used. The message is one sentence that begins with where the setting was given. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** Settings from stack configuration and the environment; arguments of a resource take precedence over both. */
export class Settings {
  constructor(
    private readonly config: (key: string) => string | undefined,
    readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** @default live */
  get mode(): Mode {
    const fromConfig = this.config("broadcast:send");
    const value = fromConfig ?? this.env.BROADCAST_SEND ?? "live";
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

  /** The hub to post to, or `undefined` when nothing names one. */
  connection(argument: HubArgument | undefined): Connection | undefined {
    const said = typeof argument === "string" ? { connectionString: argument } : argument;
    const configured = this.config("broadcast:connectionString");
    const text = said ? said.connectionString : configured || this.env.NOTIFICATIONHUBS_CONNECTION_STRING || undefined;
    if (text === undefined) return undefined;
    const where = said ? "hub" : configured ? "broadcast:connectionString" : "NOTIFICATIONHUBS_CONNECTION_STRING";
    let connection: ConnectionString;
    try {
      connection = parseConnectionString(text);
    } catch (error) {
      throw new SettingError(`${where}: ${(error as Error).message}`);
    }
    const hub =
      said?.hub ??
      (said ? connection.hub : undefined) ??
      this.config("broadcast:hub") ??
      connection.hub ??
      this.env.NOTIFICATION_HUB_NAME;
    if (!hub) {
      throw new SettingError(
        `${where}: names no hub; add ;EntityPath=<hub> to it, or set broadcast:hub or NOTIFICATION_HUB_NAME`,
      );
    }
    return { connection, text, hub, at: `${connection.host}/${hub}`.toLowerCase() };
  }
}

/** The value, or `undefined` if getting it throws. */
export function quietly<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
