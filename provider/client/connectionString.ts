import { ConnectionStringError } from "./errors/connectionStringError";

/** A parsed connection string of a namespace or hub. */
export interface ConnectionString {
  /** `https://host/`, or `http://host:port/` for an emulator. Always ends in a slash. */
  endpoint: string;
  /** Host of the endpoint, with the port if it is not the default one. */
  host: string;
  /** Name of the access rule that the key belongs to. */
  sharedAccessKeyName: string;
  /** The key, exactly as the portal shows it. Secret. */
  sharedAccessKey: string;
  /** Name of the hub, from `EntityPath`, which is present if the portal shows the string for one hub. */
  hub?: string;
  /** Whether the endpoint is an emulator: `UseDevelopmentEmulator=true`, or plain http. */
  development: boolean;
}

const required = ["Endpoint", "SharedAccessKeyName", "SharedAccessKey"] as const;
/** The parts that are used, by their names in lower case. */
const known = new Map([...required, "EntityPath", "UseDevelopmentEmulator"].map((name) => [name.toLowerCase(), name]));
const expected = "expected Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…";

/**
 * Reads a connection string as the Azure portal shows it. The order does not matter, the names of the parts are not
 * case-sensitive, unknown parts are ignored, and `EntityPath` is the hub.
 *
 * @throws ConnectionStringError that names the missing or malformed part and never quotes the key.
 */
export function parseConnectionString(text: string): ConnectionString {
  const parts = splitParts(text);
  const missing = required.filter((name) => !parts.get(name));
  if (missing.length > 0) {
    throw new ConnectionStringError(`connection string: ${missing.join(" and ")} missing; ${expected}`);
  }
  const sharedAccessKeyName = parts.get("SharedAccessKeyName")!;
  const sharedAccessKey = parts.get("SharedAccessKey")!;
  // The service's limit (NotificationHubConnectionStringBuilder of the .NET SDK).
  if (sharedAccessKeyName.length > 256 || sharedAccessKey.length > 256) {
    throw new ConnectionStringError(
      "connection string: SharedAccessKeyName and SharedAccessKey can have at most 256 characters each",
    );
  }
  const emulator = parts.get("UseDevelopmentEmulator")?.toLowerCase() === "true";
  const url = parseEndpoint(parts.get("Endpoint")!, emulator);
  const hub = parts.get("EntityPath");
  return {
    endpoint: url.href,
    host: url.host,
    sharedAccessKeyName,
    sharedAccessKey,
    ...(hub ? { hub } : {}),
    development: emulator || url.protocol === "http:",
  };
}

function splitParts(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(";")) {
    const trimmed = part.trim();
    if (trimmed === "") continue;
    // Keys end in "=", so only the first one separates name and value.
    const at = trimmed.indexOf("=");
    if (at < 1) throw new ConnectionStringError(`connection string: a part has no name before "="; ${expected}`);
    const name = known.get(trimmed.slice(0, at).trim().toLowerCase());
    if (name === undefined) continue;
    if (parts.has(name)) throw new ConnectionStringError(`connection string: ${name} appears twice; keep one of them`);
    parts.set(name, trimmed.slice(at + 1).trim());
  }
  return parts;
}

function parseEndpoint(text: string, emulator: boolean): URL {
  // sb:// does not say which transport: TLS, except for Azure's emulators.
  const web = text.replace(/^sb:/i, emulator ? "http:" : "https:");
  const url = /^https?:\/\//i.test(web) ? URL.parse(web) : null;
  if (!url || url.username || url.password || url.search || url.hash) {
    throw new ConnectionStringError(
      "connection string: Endpoint must be sb://, https:// or http:// and a host; copy it from the portal",
    );
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
