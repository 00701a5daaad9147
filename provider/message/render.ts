import { hash } from "node:crypto";
import { PayloadError } from "../client/errors/payloadError";
import { adm } from "./adm";
import { apple } from "./apple";
import { browser } from "./browser";
import { type Delivery, type Payload, ttlOf } from "./delivery";
import { fcmv1 } from "./fcmv1";
import { contentFor, sourceOf } from "./locale";
import { mergePatch } from "./mergePatch";
import type { Content, Message } from "./message";
import { cut } from "./overflow";
import { joinPath } from "./path";
import { type MessagePlatform, maxPayloadBytes, platformNames } from "./platform";
import { checkPayload } from "./rules";
import { windows } from "./windows";
import { writeXml, type XmlElement } from "./writeXml";
import { xiaomi, xiaomiLimits } from "./xiaomi";

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
      message.overflow === "truncate"
        ? cut(content, limitBytes, (each) => fits(each, write(each).bytes, platform))
        : undefined;
    if (!shorter) throw tooLong(message, options.locale, content, result.bytes, platform);
    ({ content, truncated } = shorter);
    result = write(content);
  }
  const rendered: Rendered = { platform, format: platform, ...result, limitBytes, truncated };
  if (options.locale !== undefined) rendered.locale = options.locale;
  if (message.overrides?.[platform]) refuseSpoiled(rendered);
  return rendered;
}

function written(message: Message, platform: MessagePlatform, delivery: Delivery) {
  let { payload, headers } = renderers[platform](delivery);
  const override = message.overrides?.[platform];
  if (override?.payload) payload = mergePatch(payload, override.payload) as Record<string, unknown>;
  if (override?.headers) headers = withHeaders(headers, override.headers);
  const isXml = platform === "windows" && !delivery.silent;
  const body = isXml ? writeXml(payload as XmlElement) : JSON.stringify(payload);
  return { body, headers, bytes: Buffer.byteLength(body) };
}

/** A rendering is right by construction; what an override makes of it is not. */
function refuseSpoiled({ platform, body, headers }: Rendered): void {
  const errors = checkPayload({ format: platform, body, headers }).filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  throw new PayloadError(
    errors.map(({ path, message }) => ({
      path: `overrides.${platform}`,
      message: `makes a payload whose ${path || "whole"} ${message}`,
    })),
  );
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

function tooLong(
  message: Message,
  locale: string | undefined,
  content: Content,
  bytes: number,
  platform: MessagePlatform,
): PayloadError {
  const limit = maxPayloadBytes[platform]!;
  const name = platformNames[platform];
  const cuts = message.overflow === "truncate";
  const advice = cuts
    ? "even without its texts it does not fit; shorten it"
    : 'shorten it, or say overflow: "truncate"';
  const at = (field: keyof Content, ...rest: string[]) => {
    const from = sourceOf(message, locale, field);
    return joinPath(...(from === undefined ? [] : ["locales", from]), field, ...rest);
  };
  if (bytes > limit) {
    const reason = `makes ${bytes} bytes for ${name}, ${bytes - limit} more than the ${limit} it takes; ${advice}`;
    return new PayloadError([{ path: at(...longest(content, cuts)), message: reason }]);
  }
  const field = (content.title?.length ?? 0) > xiaomiLimits.title ? "title" : "body";
  const reason = `is too long for ${name}, which takes ${xiaomiLimits[field]} characters; ${advice}`;
  return new PayloadError([{ path: at(field), message: reason }]);
}

/** The property to shorten first; when texts are cut already, one of those that are not. */
function longest({ title, subtitle, body, link, image, data }: Content, cuts: boolean): [keyof Content, ...string[]] {
  const texts = cuts ? { link, image } : { body, title, subtitle, link, image };
  const properties = [
    ...Object.entries(texts).map(([field, text]) => ({ at: [field as keyof Content], text: text ?? "" })),
    ...Object.entries(data ?? {}).map(([key, text]) => ({ at: ["data", key], text })),
  ];
  const [first] = properties.sort((a, b) => b.text.length - a.text.length);
  return first!.at as [keyof Content, ...string[]];
}

function collapseIdOf(identity: string): string {
  return hash("sha256", identity, "hex").slice(0, 32);
}
