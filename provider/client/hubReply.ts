import type { IncomingHttpHeaders } from "node:http";

/** A hub's answer to one request. */
export interface HubReply {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether the whole body was read; false if it broke off or was too long. */
  readonly complete: boolean;
}

/** First value of a header. */
export function headerOf(reply: HubReply, name: string): string | undefined {
  const value = reply.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Seconds of `Retry-After`, which is a number or a date. */
export function retryAfterSecondsOf(reply: HubReply, now = Date.now): number | undefined {
  const text = headerOf(reply, "retry-after")?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now()) / 1000));
}

/** The last path segment of `Location`. An id is never read from anywhere else; a batch has `$batch` before it. */
export function idOf(reply: HubReply): string | undefined {
  const location = headerOf(reply, "location");
  const segment = location?.split(/[?#]/, 1)[0]?.split("/").filter(Boolean).at(-1);
  if (!segment) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
