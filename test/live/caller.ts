import { parseConnectionString } from "../../provider/client/connectionString";
import { createSasToken } from "../../provider/client/sas";

/** What a hub answered, as far as two hubs should agree. */
export interface Answer {
  status: number;
  contentType: string;
  /** The way in the header Location or Content-Location, with `{hub}` and `{id}` in place of names. */
  location: string;
  /** Names of the headers that clients read. */
  headers: string[];
  /** Element names of XML, paths of JSON, `text` or `empty`. */
  shape: string[];
  /** What the last part of that way names, for the requests that follow. */
  id?: string;
}

export interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Another hub than the one that is tried. */
  hub?: string;
  signature?: "none" | "wrong key" | "expired";
  apiVersion?: string;
}

export type Caller = (path: string, call: Call) => Promise<Answer>;

const read = [
  "location",
  "content-location",
  "trackingid",
  "x-ms-correlation-request-id",
  "etag",
  "retry-after",
  "x-ms-continuationtoken",
];

/** Calls one hub as it is, without the client's care. */
export function callerOf(connectionString: string, name: string): Caller {
  const { endpoint, sharedAccessKeyName: keyName, sharedAccessKey: key } = parseConnectionString(connectionString);
  return async (path, { method = "GET", headers = {}, body, hub = name, signature, apiVersion = "2020-06" }) => {
    const resourceUri = `${endpoint}${hub}`;
    const now = signature === "expired" ? () => Date.now() - 3_600_000 : Date.now;
    const token = createSasToken({ resourceUri, keyName, key: signature === "wrong key" ? "wrong" : key, now });
    const reply = await fetch(`${resourceUri}${path}${path.includes("?") ? "&" : "?"}api-version=${apiVersion}`, {
      method,
      headers: { ...headers, ...(signature === "none" ? {} : { Authorization: token }) },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    }).catch((error: Error & { cause?: { code?: string } }) => {
      const why = error.name === "TimeoutError" ? "does not answer within 30 s" : "cannot be reached";
      throw new Error(`${new URL(endpoint).host} ${why}${error.cause?.code ? ` (${error.cause.code})` : ""}`);
    });
    const text = await reply.text();
    const location = new URL(reply.headers.get("location") ?? reply.headers.get("content-location") ?? "", endpoint);
    const parts = location.pathname.split("/").slice(1);
    const id = parts.pop();
    return {
      status: reply.status,
      contentType: (reply.headers.get("content-type") ?? "").split(";")[0]!,
      location: id ? `${["", "{hub}", ...parts.slice(1), "{id}"].join("/")}${location.search}` : "",
      headers: read.filter((each) => reply.headers.has(each)),
      shape: shapeOf(text),
      ...(id ? { id } : {}),
    };
  };
}

function shapeOf(text: string): string[] {
  if (text.trim() === "") return ["empty"];
  if (text.trimStart().startsWith("<"))
    return [...new Set([...text.matchAll(/<([A-Za-z][\w:.-]*)/g)].map(([, name]) => name!))].sort();
  try {
    return [...new Set(pathsOf(JSON.parse(text)))].sort();
  } catch {
    return ["text"];
  }
}

function pathsOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path || "value"];
  const children = Object.entries(value).map(([key, each]) =>
    pathsOf(each, Array.isArray(value) ? `${path}[]` : `${path}.${key}`),
  );
  return [path || "value", ...children.flat()];
}
