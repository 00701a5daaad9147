import { STATUS_CODES } from "node:http";
import type { HubResponse } from "./errors/hubResponseError";
import { type HubReply, headerOf, retryAfterSecondsOf } from "./hubReply";
import { oneLine } from "./oneLine";
import { redact } from "./redact";

const maxDetail = 500;

/**
 * Reads a hub's explanation of a refusal. The body is an `Error` document, prose, or empty (as in many a 403), so it is searched, not parsed.
 */
export function readRefusal(
  reply: HubReply,
  secrets: readonly string[],
  now?: () => number,
  sentTrackingId?: string,
): HubResponse {
  const text = reply.body.slice(0, 16 * 1024);
  const found = /<(?:\w+:)?(?:Detail|Message)\b[^>]*>([^<]*)/i.exec(text)?.[1] ?? (/^\s*[<{[]/.test(text) ? "" : text);
  const prose = unescapeXml(found);
  const trackingId = headerOf(reply, "trackingid") ?? /TrackingId:([\w-]+)/i.exec(prose)?.[1];
  const detail = oneLine(prose.replace(/[.\s]*TrackingId:[\s\S]*$/i, ""));
  return {
    status: reply.status,
    reason: redact(oneLine(reply.reason), secrets) || STATUS_CODES[reply.status] || "",
    detail: redact(detail, secrets).slice(0, maxDetail) || undefined,
    trackingId: trackingId ? redact(oneLine(trackingId), secrets).slice(0, 128) : sentTrackingId,
    retryAfterSeconds: retryAfterSecondsOf(reply, now),
  };
}

const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name]!);
}
