import { parseConnectionString } from "../../provider/client/connectionString";
import { createSasToken } from "../../provider/client/sas";

/** What a hub answered, as far as two hubs should agree. */
export interface Answer {
  status: number;
  /** Names of the headers that clients read. */
  headers: string[];
  contentType: string;
  /** Element names of XML, paths of JSON, or `empty`. */
  shape: string[];
  /** For the case itself; ids differ. */
  location?: string;
}

export interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Another hub than the one that is tried. */
  hub?: string;
  signature?: "none" | "wrong key" | "expired";
}

export type Caller = (path: string, call: Call) => Promise<Answer>;

const read = ["location", "trackingid", "x-ms-correlation-request-id", "etag", "retry-after", "x-ms-continuationtoken"];
const apiVersion = "api-version=2020-06";

/** Calls one hub as it is, without the client's care. */
export function callerOf(connectionString: string, name: string): Caller {
  const { endpoint, sharedAccessKeyName: keyName, sharedAccessKey: key } = parseConnectionString(connectionString);
  return async (path, { method = "GET", headers = {}, body, hub = name, signature }) => {
    const resourceUri = `${endpoint}${hub}`;
    const now = signature === "expired" ? () => Date.now() - 3_600_000 : Date.now;
    const token = createSasToken({ resourceUri, keyName, key: signature === "wrong key" ? "wrong" : key, now });
    const reply = await fetch(`${resourceUri}${path}${path.includes("?") ? "&" : "?"}${apiVersion}`, {
      method,
      headers: { ...headers, ...(signature === "none" ? {} : { Authorization: token }) },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    });
    const text = await reply.text();
    const location = reply.headers.get("location");
    return {
      status: reply.status,
      headers: read.filter((each) => reply.headers.has(each)),
      contentType: (reply.headers.get("content-type") ?? "").split(";")[0]!,
      shape: shapeOf(text),
      ...(location === null ? {} : { location }),
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
