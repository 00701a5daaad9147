import { ConnectionStringError } from "./errors/connectionStringError";

/** A parsed connection string of a namespace or hub. */
export interface ConnectionString {
  /** `https://host/`, or `http://host:port/` for an emulator. Always ends in a slash. */
  endpoint: string;
  /** Host of the endpoint, with the port where it is not the default. */
  host: string;
  /** Name of the access rule that the key belongs to. */
  sharedAccessKeyName: string;
  /** The key, exactly as the portal shows it. Secret. */
  sharedAccessKey: string;
  /** Name of the hub, from `EntityPath`; a string that the portal shows for one hub has it. */
  hub?: string;
  /** The endpoint is an emulator: `UseDevelopmentEmulator=true`, or plain http. */
  development: boolean;
}

const required = {
  endpoint: "Endpoint",
  sharedaccesskeyname: "SharedAccessKeyName",
  sharedaccesskey: "SharedAccessKey",
};
const expected = "expected Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…";

/**
 * Reads a connection string as the Azure portal shows it. Order does not matter, part names are matched in any case,
 * unknown parts are ignored, `EntityPath` is the hub.
 *
 * @throws ConnectionStringError naming the part that is missing or malformed; never quoting the key.
 */
export function parseConnectionString(text: string): ConnectionString {
  const parts = new Map<string, string>();
  for (const part of text.split(";")) {
    const trimmed = part.trim();
    if (trimmed === "") continue;
    // Keys end in "=", so only the first one separates name and value.
    const at = trimmed.indexOf("=");
    if (at < 1) throw new ConnectionStringError(`connection string: a part has no name before "="; ${expected}`);
    const name = trimmed.slice(0, at).trim().toLowerCase();
    if (parts.has(name)) {
      throw new ConnectionStringError(`connection string: ${partName(name)} appears twice; keep one of them`);
    }
    parts.set(name, trimmed.slice(at + 1).trim());
  }
  const missing = Object.entries(required).flatMap(([key, name]) => (parts.get(key) ? [] : [name]));
  if (missing.length > 0) {
    throw new ConnectionStringError(`connection string: ${missing.join(" and ")} missing; ${expected}`);
  }
  const sharedAccessKeyName = parts.get("sharedaccesskeyname")!;
  const sharedAccessKey = parts.get("sharedaccesskey")!;
  // The service's limit (NotificationHubConnectionStringBuilder of the .NET SDK).
  if (sharedAccessKeyName.length > 256 || sharedAccessKey.length > 256) {
    throw new ConnectionStringError(
      "connection string: SharedAccessKeyName and SharedAccessKey hold at most 256 characters each",
    );
  }
  const url = parseEndpoint(parts.get("endpoint")!);
  const hub = parts.get("entitypath");
  const development = url.protocol === "http:" || parts.get("usedevelopmentemulator")?.toLowerCase() === "true";
  return {
    endpoint: url.href,
    host: url.host,
    sharedAccessKeyName,
    sharedAccessKey,
    ...(hub ? { hub } : {}),
    development,
  };
}

function parseEndpoint(text: string): URL {
  // Only for sb:// the transport is not named; an emulator's string says http:// itself.
  const web = text.replace(/^sb:/i, "https:");
  const url = /^https?:\/\//i.test(web) ? URL.parse(web) : null;
  if (!url || url.username || url.password || url.search || url.hash) {
    throw new ConnectionStringError(
      "connection string: Endpoint is not sb://, https:// or http:// and a host; copy it from the portal",
    );
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** Names of known parts only: what precedes "=" may be a fragment of a key. */
function partName(name: string): string {
  if (name === "entitypath") return "EntityPath";
  if (name === "usedevelopmentemulator") return "UseDevelopmentEmulator";
  return required[name as keyof typeof required] ?? "a part";
}
