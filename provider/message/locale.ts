import type { Content, LocalizedContent } from "./content";

/** The tag of devices that use a locale, unless the message sets another. */
export const defaultLocaleTag = "locale:{locale}";

/** The tag of the devices that use a locale. */
export function localeTagOf(locale: string, pattern: string = defaultLocaleTag): string {
  return pattern.replace("{locale}", () => locale);
}

/** Why a key of `locales` is not a locale; undefined if it is one in the spelling of BCP 47. */
export function checkLocale(locale: string): string | undefined {
  try {
    const [canonical] = Intl.getCanonicalLocales(locale.replaceAll("_", "-"));
    if (canonical === locale) return undefined;
    return canonical ? `is not spelled as in BCP 47; write "${canonical}"` : "is not a locale; write fr or pt-BR";
  } catch {
    return "is not a locale; write a BCP 47 name such as fr or pt-BR";
  }
}

/**
 * The locales of a message by precedence for a device that has several of their tags: longer names first, then alphabetically. `undefined`,
 * the message itself, comes last, unless `untagged` is "skip".
 */
export function localesOf(message: { locales?: object; untagged?: unknown }): (string | undefined)[] {
  const locales = inOrder(Object.keys(message.locales ?? {}));
  return locales.length > 0 && message.untagged === "skip" ? locales : [...locales, undefined];
}

/** Longer names first, so that `pt-BR` wins over `pt`; then alphabetically, so that the order of declaration does not matter. */
export function inOrder(locales: readonly string[]): string[] {
  const parts = (locale: string) => locale.split("-").length;
  return [...locales].sort((a, b) => parts(b) - parts(a) || (a < b ? -1 : a > b ? 1 : 0));
}

/** The locales that a locale takes content from, in order: `pt-BR`, then `pt`, if the message has them. */
export function chainOf({ locales }: Pick<LocalizedContent, "locales">, locale: string | undefined): string[] {
  const chain: string[] = [];
  for (let name = locale; name; name = name.slice(0, Math.max(0, name.lastIndexOf("-")))) {
    if (locales && Object.hasOwn(locales, name)) chain.push(name);
  }
  return chain;
}

/** The locale from which `locale` gets a field; undefined for the message itself. */
export function sourceOf(
  message: LocalizedContent,
  locale: string | undefined,
  field: keyof Content,
): string | undefined {
  return chainOf(message, locale).find((name) => message.locales![name]![field] !== undefined);
}

/** The fields that a locale can replace. Their order affects digests, so add new ones at the end. */
// biome-ignore format: a list to read at a glance
export const contentFields: readonly (keyof Content)[] = [
  "title", "subtitle", "body", "link", "image", "badge", "sound", "category", "data",
  "actions", "interruption", "threadId", "relevance", "channel", "color", "icon",
];

/** The content declared for a locale: its own fields, then those of the shorter locale (`pt` for `pt-BR`), then the message's. */
export function contentFor(message: LocalizedContent, locale?: string): Content {
  const sources = [...chainOf(message, locale).map((name) => message.locales![name]!), message];
  const content: Record<string, unknown> = {};
  for (const field of contentFields) {
    const value = sources.find((source) => source[field] !== undefined)?.[field];
    if (value !== undefined) content[field] = value;
  }
  return content;
}
