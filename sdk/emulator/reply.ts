import { randomUUID } from "node:crypto";
import type { Writable } from "node:stream";
import { escapeText } from "./xmlText";

/** What an operation answers; an absent body is an empty one. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** Goes on writing after the head, instead of a body. */
  stream?(outgoing: Writable): void;
}

/** A request the hub refuses. An undefined detail answers with an empty body, as the service does for a missing right. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly detail?: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(detail ?? `refused with ${status}`);
    this.name = "Refusal";
  }
}

export function refusalReply(refusal: Refusal, trackingId: string, now: number): Reply {
  if (refusal.detail === undefined) return { status: refusal.status, headers: refusal.headers };
  const detail = `${refusal.detail}.TrackingId:${trackingId}_G0,TimeStamp:${timeStamp(now)}`;
  return {
    status: refusal.status,
    headers: { "Content-Type": "application/xml; charset=utf-8", ...refusal.headers },
    body: `<Error><Code>${refusal.status}</Code><Detail>${escapeText(detail)}</Detail></Error>`,
  };
}

/** The service echoes a caller's tracking id when it is a UUID. */
export function trackingIdOf(header: string | string[] | undefined): string {
  return typeof header === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(header)
    ? header
    : randomUUID();
}

function timeStamp(now: number): string {
  return new Date(now).toLocaleString("en-US", { timeZone: "UTC" }).replace(",", "").replaceAll("\u202f", " ");
}
