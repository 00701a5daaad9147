import { createHash } from "node:crypto";
import { PayloadError } from "../client/errors/payloadError";
import { adm } from "./adm";
import { apple } from "./apple";
import { browser } from "./browser";
import { type Delivery, type Payload, ttlOf } from "./delivery";
import { fcmv1 } from "./fcmv1";
import { contentFor } from "./locale";
import { mergePatch } from "./mergePatch";
import type { Content, Message } from "./message";
import { cut } from "./overflow";
import { type MessagePlatform, maxPayloadBytes, platformNames } from "./platform";
import { windows } from "./windows";
import { xiaomi, xiaomiLimits } from "./xiaomi";
import { writeXml, type XmlElement } from "./xml";

const renderers: Readonly<Record<MessagePlatform, (delivery: Delivery) => Payload>> = {
  apple,
  fcmv1,
  windows,
  browser,
  adm,
  xiaomi,
};

/** A message as one platform receives it. */
export interface Rendered {
  platform: MessagePlatform;
  locale?: string;
  /** What goes into ServiceBusNotification-Format. */
  format: MessagePlatform;
  /** The payload exactly as sent. */
  body: string;
  /** Headers that belong to the payload: push type, priority, expiry, collapse id. */
  headers: Record<string, string>;
  /** Length of the body in bytes of UTF-8. */
  bytes: number;
  /** Most bytes the platform takes. */
  limitBytes: number;
  /** Texts that were cut to fit: `body`, `subtitle`, `title`. */
  truncated: string[];
}

export interface RenderOptions {
  locale?: string;
  /** Identity of the announcement, any text: what a later notification must repeat to replace this one on the device. */
  collapseId?: string;
  /** When the message goes out, in milliseconds since 1970: what `ttlSeconds` counts from. */
  now: number;
}

/**
 * Renders a valid message for one platform.
 *
 * @throws PayloadError when it does not fit, has expired at `now`, or the platform cannot show it.
 */
export function render(message: Message, platform: MessagePlatform, options: RenderOptions): Rendered {
  const ttlSeconds = ttlOf(message, options.now);
  if (ttlSeconds < 0) {
    throw new PayloadError([
      { path: "expiresAt", message: "is earlier than when the message goes out; choose a later time" },
    ]);
  }
  const silent = message.silent === true;
  const delivery = {
    silent,
    priority: message.priority ?? (silent ? "normal" : "high"),
    ttlSeconds,
    expiresAtSeconds: Math.floor(options.now / 1000) + ttlSeconds,
    collapseId: options.collapseId === undefined ? undefined : collapseIdOf(options.collapseId),
    locale: options.locale,
  } as const;
  const limitBytes = maxPayloadBytes[platform]!;
  const write = (content: Content) => written(message, platform, { ...delivery, content });

  let content = contentFor(message, options.locale);
  let truncated: string[] = [];
  let result = write(content);
  if (!fits(content, result.bytes, platform)) {
    const shorter =
      message.overflow === "truncate" ? cut(content, (each) => fits(each, write(each).bytes, platform)) : undefined;
    if (!shorter) throw tooLong(message, content, result.bytes, platform);
    ({ content, truncated } = shorter);
    result = write(content);
  }
  return { platform, locale: options.locale, format: platform, ...result, limitBytes, truncated };
}

function written(message: Message, platform: MessagePlatform, delivery: Delivery) {
  let { payload, headers } = renderers[platform](delivery);
  const override = message.overrides?.[platform];
  if (override?.payload) payload = mergePatch(payload, override.payload) as Record<string, unknown>;
  if (override?.headers) headers = withHeaders(headers, override.headers);
  const body = platform === "windows" && "toast" in payload ? writeXml(payload as XmlElement) : JSON.stringify(payload);
  return { body, headers, bytes: Buffer.byteLength(body) };
}

function withHeaders(headers: Record<string, string>, added: Record<string, string>): Record<string, string> {
  const names = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...added };
}

function fits(content: Content, bytes: number, platform: MessagePlatform): boolean {
  if (bytes > maxPayloadBytes[platform]!) return false;
  if (platform !== "xiaomi") return true;
  return (content.title?.length ?? 0) <= xiaomiLimits.title && (content.body?.length ?? 0) <= xiaomiLimits.body;
}

function tooLong(message: Message, content: Content, bytes: number, platform: MessagePlatform): PayloadError {
  const limit = maxPayloadBytes[platform]!;
  const name = platformNames[platform];
  if (bytes <= limit) {
    const path = (content.title?.length ?? 0) > xiaomiLimits.title ? "title" : "body";
    const most = path === "title" ? xiaomiLimits.title : xiaomiLimits.body;
    return new PayloadError([
      {
        path,
        message: `is too long for ${name}, which takes ${most} characters; shorten it, or say overflow: "truncate"`,
      },
    ]);
  }
  const over = bytes - limit;
  const advice =
    message.overflow === "truncate"
      ? "even without its texts it does not fit; shorten link and data"
      : 'shorten it, or say overflow: "truncate"';
  return new PayloadError([
    {
      path: message.overflow === "truncate" ? "data" : "body",
      message: `makes ${bytes} bytes for ${name}, ${over} more than the ${limit} it takes; ${advice}`,
    },
  ]);
}

function collapseIdOf(identity: string): string {
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}
