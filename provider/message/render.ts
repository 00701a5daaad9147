import { hash } from "node:crypto";
import { PayloadError } from "../client/errors/payloadError";
import { parseInstant } from "../client/instant";
import { checkPayload } from "./checkPayload";
import type { Content } from "./content";
import type { Payload, Platform, RenderInput } from "./definePlatform";
import { contentFor, sourceOf } from "./locale";
import { mergePatch } from "./mergePatch";
import { type Message, maxTtlSeconds } from "./message";
import { cut } from "./overflow";
import { joinPath } from "./path";
import { type MessagePlatform, platforms } from "./platforms";

/** How long a message waits for a device that is off by default, in seconds: three days. */
export const defaultTtlSeconds = 259_200;

/** A message as one platform receives it. */
export interface Rendered {
  platform: MessagePlatform;
  locale?: string;
  /** The value of ServiceBusNotification-Format. */
  format: MessagePlatform;
  /** The payload exactly as sent. */
  body: string;
  /** The payload's headers: push type, priority, expiry, collapse id. */
  headers: Record<string, string>;
  /** Length of the body in bytes of UTF-8. */
  bytes: number;
  /** The most bytes that the platform accepts. */
  limitBytes: number;
  /** Texts that were cut to fit: `body`, `subtitle`, `title`. */
  truncated: string[];
}

export interface RenderOptions {
  locale?: string;
  /** The identity of the announcement, any string. A later notification with the same identity replaces this one on the device. */
  collapseId?: string;
  /** When the message is sent, in milliseconds since 1970; `ttlSeconds` counts from then. Left out, the expiry is not judged. */
  now?: number;
}

/**
 * Renders a valid message for one platform.
 *
 * @throws PayloadError when it does not fit, expires before `now` or more than 28 days later, or the platform cannot show it.
 */
export function render(message: Message, platform: MessagePlatform, options: RenderOptions): Rendered {
  const expiry = expiryOf(message, options.now);
  const silent = message.silent === true;
  const delivery = {
    silent,
    priority: message.priority ?? (silent ? "normal" : "high"),
    ...expiry,
    collapseId: options.collapseId === undefined ? undefined : collapseIdOf(options.collapseId),
    locale: options.locale,
  } as const;
  const facts: Platform = platforms[platform];
  const limitBytes = facts.maxPayloadBytes;
  const write = (content: Content) => written(message, platform, { ...delivery, content });

  let content = contentFor(message, options.locale);
  let truncated: string[] = [];
  let result = write(content);
  if (!fits(content, result.bytes, facts)) {
    const shorter =
      message.overflow === "truncate" ? cut(content, facts, (each) => fits(each, write(each).bytes, facts)) : undefined;
    if (!shorter) throw tooLong(message, options.locale, content, result.bytes, facts);
    ({ content, truncated } = shorter);
    result = write(content);
  }
  const rendered: Rendered = { platform, format: platform, ...result, limitBytes, truncated };
  if (options.locale !== undefined) rendered.locale = options.locale;
  if (message.overrides?.[platform]) refuseSpoiled(rendered);
  return rendered;
}

function written(message: Message, platform: MessagePlatform, delivery: RenderInput) {
  const { payload, headers, write = JSON.stringify }: Payload = platforms[platform].render(delivery);
  const override = message.overrides?.[platform];
  const body = write(override?.payload ? mergePatch(payload, override.payload) : payload);
  return {
    body,
    headers: override?.headers ? withHeaders(headers, override.headers) : headers,
    bytes: Buffer.byteLength(body),
  };
}

/** Rendered payloads are valid by construction, but an override may break them. */
function refuseSpoiled({ platform, body, headers }: Rendered): void {
  const errors = checkPayload({ format: platform, body, headers }).filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  throw new PayloadError(
    errors.map(({ path, message }) => ({
      path: `overrides.${platform}`,
      message: path ? `makes a payload whose ${path} ${message}` : `makes a payload that is refused: ${message}`,
    })),
  );
}

function withHeaders(headers: Record<string, string>, added: Record<string, string>): Record<string, string> {
  const names = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...added };
}

/** How long a message that is sent at `now` (milliseconds) waits, and until when. */
function expiryOf({ ttlSeconds = defaultTtlSeconds, expiresAt }: Message, now?: number) {
  const sentAt = Math.floor((now ?? 0) / 1000);
  if (expiresAt === undefined) return { ttlSeconds, expiresAtSeconds: sentAt + ttlSeconds };
  const expiresAtMs = parseInstant(expiresAt)!;
  if (now === undefined) return { ttlSeconds: maxTtlSeconds, expiresAtSeconds: Math.floor(expiresAtMs / 1000) };
  const waits = Math.floor((expiresAtMs - now) / 1000);
  if (waits < 0) throw PayloadError.at("expiresAt", "is earlier than the time of the send; choose a later time");
  if (waits > maxTtlSeconds) {
    throw PayloadError.at("expiresAt", "is more than 28 days after the time of the send; choose an earlier time");
  }
  return { ttlSeconds: waits, expiresAtSeconds: sentAt + waits };
}

function fits(content: Content, bytes: number, facts: Platform): boolean {
  return bytes <= facts.maxPayloadBytes && overlongField(content, facts) === undefined;
}

/** Finds a text with more characters than the platform accepts. */
function overlongField(content: Content, { maxLength }: Platform): "title" | "body" | undefined {
  const fields = ["title", "body"] as const;
  return maxLength && fields.find((field) => (content[field]?.length ?? 0) > maxLength[field]);
}

function tooLong(
  message: Message,
  locale: string | undefined,
  content: Content,
  bytes: number,
  facts: Platform,
): PayloadError {
  const { name, maxPayloadBytes: limit } = facts;
  const cuts = message.overflow === "truncate";
  const advice = cuts
    ? "it does not fit even with its text cut; shorten it"
    : 'shorten it, or set overflow: "truncate"';
  const at = (field: keyof Content, ...rest: string[]) => {
    const from = sourceOf(message, locale, field);
    return joinPath(...(from === undefined ? [] : ["locales", from]), field, ...rest);
  };
  const field = bytes > limit ? undefined : overlongField(content, facts);
  if (field === undefined) {
    const reason = `makes ${bytes} bytes for ${name}, ${bytes - limit} more than the ${limit} it takes; ${advice}`;
    return PayloadError.at(at(...longest(content, cuts)), reason);
  }
  const most = facts.maxLength![field];
  return PayloadError.at(at(field), `is too long for ${name}, which takes ${most} characters; ${advice}`);
}

/** The property to shorten first; if texts were already cut, one of the others. */
function longest({ title, subtitle, body, link, image, data }: Content, cuts: boolean): [keyof Content, ...string[]] {
  const property = (text: string | undefined, ...at: [keyof Content, ...string[]]) => ({ at, text: text ?? "" });
  const texts = [property(body, "body"), property(title, "title"), property(subtitle, "subtitle")];
  const properties = [
    ...(cuts ? [] : texts),
    ...[property(link, "link"), property(image, "image")],
    ...Object.entries(data ?? {}).map(([key, text]) => property(text, "data", key)),
  ];
  return properties.sort((a, b) => b.text.length - a.text.length)[0]!.at;
}

function collapseIdOf(identity: string): string {
  return hash("sha256", identity, "hex").slice(0, 32);
}
