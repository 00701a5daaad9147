import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { Refusal } from "./reply";

/** The service's limit for a request's entity: 64 KB (Microsoft Learn, "Send a native notification"). */
export const maxEntityBytes = 64 * 1024;
/** A batch carries up to 1000 handles besides its message, so its whole may be larger. */
export const maxBatchBytes = 4 * 1024 * 1024;
/** What a request over its limit may still send, unread, before its connection is cut. */
const maxDiscardedBytes = 16 * 1024 * 1024;

/** A request of HTTP/1.1 or HTTP/2. */
export type Incoming = IncomingMessage | Http2ServerRequest;

/** A request is whole by then, or answered with 408, over HTTP/2 with a reset. */
export const requestTimeoutMs = 30_000;

/** What a request is for. */
interface Target {
  /** Percent-encoded, as sent. */
  path: string;
  /** Decoded, without empty ones: `/messages/` and `/messages` are the same. */
  segments: readonly string[];
  /** Names in lower case: clients write `ContinuationToken` and `$Top` too. */
  query: URLSearchParams;
  /** As sent, for links that repeat it. */
  search: string;
}

export interface HubRequest extends Target {
  method: string;
  /** `http://127.0.0.1:8080`, as the caller addressed it. */
  origin: string;
  host: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A header's text; a repeated header is not a value. */
export function header(request: HubRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/** Everything but the body; 400 for a target that is not a path, or whose percent-encoding is invalid. */
export function readHead(incoming: Incoming, scheme: "http" | "https"): HubRequest {
  const { ":authority": authority, host: named } = incoming.headers;
  const host = authority || named || `127.0.0.1:${incoming.socket.localPort ?? 0}`;
  if (typeof host !== "string" || !/^[\w.:[\]-]{1,255}$/.test(host))
    throw new Refusal(400, "The Host header is not a host name");
  const { path, segments, query, search } = readTarget(incoming.url ?? "");
  return {
    ...{ path, segments, query, search, host, headers: incoming.headers, body: noBody },
    method: incoming.method ?? "GET",
    origin: `${scheme}://${host}`,
  };
}

const noBody = Buffer.alloc(0);

/** The targets read last: a client sends to the same one over and over. */
const targets = new Map<string, Target>();
const maxTargets = 100;

function readTarget(text: string): Target {
  const known = targets.get(text);
  if (known !== undefined) return known;
  if (!text.startsWith("/")) throw new Refusal(400, "The request's target is not a path");
  const [path = "", ...rest] = text.split("?");
  const search = rest.join("?");
  let segments: string[];
  try {
    segments = path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    throw new Refusal(400, "The request's path is not valid percent-encoding");
  }
  const target = { path, segments, query: readQuery(search), search };
  if (targets.size >= maxTargets) targets.clear();
  targets.set(text, target);
  return target;
}

function readQuery(search: string): URLSearchParams {
  const query = new URLSearchParams(search);
  if (!/[A-Z]/.test(search)) return query;
  return new URLSearchParams([...query].map(([name, value]): [string, string] => [name.toLowerCase(), value]));
}

/** The whole body; over `limit` nothing is kept and the answer is 413. Rejects when the caller goes away. */
export function readBody(incoming: Incoming, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    if ("stream" in incoming) cutWhenSlow(incoming);
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > maxDiscardedBytes) incoming.destroy();
    });
    incoming.on("end", () => {
      if (bytes > limit) reject(new Refusal(413, `The request's entity is larger than the ${limit} bytes allowed`));
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    // Every request closes in the end, and an error with its stack costs as much as a send.
    incoming.on("close", () => {
      if (!incoming.readableEnded) reject(new Error("the caller went away"));
    });
  });
}

/** What Node does for HTTP/1.1 by itself. */
function cutWhenSlow({ stream }: Http2ServerRequest): void {
  const timer = setTimeout(() => stream.close(), requestTimeoutMs);
  stream.once("end", () => clearTimeout(timer));
  stream.once("close", () => clearTimeout(timer));
}
