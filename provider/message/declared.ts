import type { Content } from "./content";
import { isRecord } from "./isRecord";
import { chainOf, contentFields, contentFor, localesOf, sourceOf } from "./locale";
import type { Message } from "./message";
import { type MessagePlatform, messagePlatforms } from "./platforms";

/** One post of a declaration: a platform, and a locale if the message has several. */
export interface DeclaredPart {
  readonly platform: string;
  readonly locale?: string;
}

/** The posts of a declaration, ordered by platform name. The declaration's properties may have any value. */
export function declaredParts(declaration: {
  message?: unknown;
  payloads?: unknown;
  template?: unknown;
  platforms?: unknown;
}): DeclaredPart[] {
  const { message } = declaration;
  const { locales: declared, untagged } = isRecord(message) ? message : {};
  const locales = isRecord(declared) ? localesOf({ locales: declared, untagged }) : [undefined];
  return declaredPlatforms(declaration)
    .sort()
    .flatMap((platform) => locales.map((locale) => ({ platform, locale })));
}

function declaredPlatforms({ payloads, template, platforms }: Parameters<typeof declaredParts>[0]): string[] {
  if (template !== undefined) return ["template"];
  if (isRecord(payloads)) return Object.keys(payloads);
  if (!Array.isArray(platforms)) return [...messagePlatforms];
  return [...new Set(platforms)].filter((each) => typeof each === "string");
}

/**
 * What was declared for one platform and locale, before defaults and rendering: the content of that locale, how it is delivered, and the
 * platform's own override. It has nothing from other platforms or locales, so adding or editing one of those does not change it. It also
 * leaves out how overlong text is treated and who is skipped, because these show nothing new on a device.
 */
export function declaredFor(message: Message, platform: MessagePlatform, locale?: string): Record<string, unknown> {
  return withoutEmpty({
    ...contentFor(message, locale),
    priority: message.priority,
    ttlSeconds: message.ttlSeconds,
    expiresAt: message.expiresAt,
    silent: message.silent,
    localeTag: locale === undefined ? undefined : message.localeTag,
    override: withoutEmpty({ ...message.overrides?.[platform] }),
  });
}

/** A message, valid or not, with only the content and overrides that the given parts use. */
export function messageFor(message: Record<string, unknown>, parts: readonly DeclaredPart[]): Record<string, unknown> {
  const { locales, overrides, ...own } = message;
  if (locales === undefined && overrides === undefined) return message;
  const used = (each: keyof DeclaredPart) => new Set(parts.map((part) => part[each]));
  const rest = isRecord(overrides)
    ? { ...own, overrides: only(overrides, used("platform")) }
    : without(message, "locales");
  if (locales === undefined) return rest;
  if (!isRecord(locales)) return { ...rest, locales };
  const entries = Object.entries(locales).filter(([, content]) => isRecord(content));
  const contents = Object.fromEntries(entries) as Record<string, Content>;
  const wanted = [...used("locale")];
  const kept = only(contents, new Set(wanted.flatMap((locale) => chainOf({ locales: contents }, locale))));
  const unused = contentFields.filter((field) =>
    wanted.every((locale) => sourceOf({ locales: contents }, locale, field)),
  );
  return { ...without(rest, ...unused), locales: kept };
}

/** The properties with these names. */
export function only(values: Record<string, unknown>, keys: ReadonlySet<unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
}

function without(values: Record<string, unknown>, ...keys: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => {
      return each !== undefined && !(typeof each === "object" && each !== null && Object.keys(each).length === 0);
    }),
  );
}

/** The tags of a set, sorted and without repeats. */
export function tagList(tags: string | readonly string[]): string[] {
  const list =
    typeof tags === "string"
      ? tags
          .split("||")
          .map((tag) => tag.trim())
          .filter((tag) => tag !== "")
      : tags;
  return [...new Set(list)].sort();
}
