import { hasUnknown, isUnknown } from "../../provider/broadcast/unknown";
import { contentFields, localesOf } from "../../provider/message/locale";
import type { Message } from "../../provider/message/message";
import { messagePlatforms } from "../../provider/message/platform";
import { isRecord } from "../../provider/message/record";

/** One post: a platform, and a locale where the message has several. */
export interface Part {
  readonly platform: string;
  readonly locale?: string;
}

/** When this process began: a pack runs in one of its own for each run of the engine. */
const began = Date.now() - process.uptime() * 1000;

/** What is still to be sent: all that is declared, unless `posts` says it in full. */
export function partsOf(declaration: Record<string, unknown>): Part[] {
  const { posts, plannedAt, message } = declaration;
  const locales = isRecord(message) && isRecord(message.locales) ? localesOf(message as Message) : [undefined];
  const parts = platformsOf(declaration).flatMap((platform) => locales.map((locale) => ({ platform, locale })));
  if (!Array.isArray(posts) || hasUnknown(posts)) return parts;
  // The inputs of an unchanged broadcast still hold the plan of the run that posted it.
  if (typeof plannedAt === "string" && !isUnknown(plannedAt) && Date.parse(plannedAt) < began) return [];
  return parts.filter(({ platform, locale }) => posts.includes(locale ? `${platform}/${locale}` : platform));
}

function platformsOf({ payloads, template, platforms }: Record<string, unknown>): string[] {
  if (template !== undefined) return ["template"];
  if (isRecord(payloads)) return Object.keys(payloads);
  if (!Array.isArray(platforms)) return [...messagePlatforms];
  return [...new Set(platforms.filter((each) => typeof each === "string" && !isUnknown(each)))];
}

/** The content of the parts alone: a typo in a text that went out yesterday is nobody's business today. */
export function withoutOthers(
  { message, payloads, template }: Record<string, unknown>,
  parts: readonly Part[],
): { message?: Message; payloads?: Record<string, unknown>; template?: Record<string, unknown> } {
  const platforms = new Set(parts.map(({ platform }) => platform));
  if (isRecord(payloads)) return { payloads: only(payloads, platforms) };
  if (isRecord(template)) return { template: parts.length > 0 ? template : {} };
  if (!isRecord(message)) return {};
  return { message: messageOf(message, parts, platforms) as Message };
}

function messageOf(message: Record<string, unknown>, parts: readonly Part[], platforms: ReadonlySet<string>) {
  const { locales, overrides, ...rest } = message;
  if (locales === undefined && overrides === undefined) return message;
  const kept: Record<string, unknown> = { ...rest };
  if (overrides !== undefined) kept.overrides = isRecord(overrides) ? only(overrides, platforms) : overrides;
  if (locales === undefined) return kept;
  if (!isRecord(locales)) return { ...kept, locales };
  const chains = [...new Set(parts.map(({ locale }) => locale))].map(chainOf);
  const used = new Set(chains.flat());
  kept.locales = Object.fromEntries(Object.entries(only(locales, used)).filter(([, content]) => isRecord(content)));
  for (const field of contentFields) {
    const needed = chains.some((chain) => chain.every((locale) => fieldOf(locales, locale, field) === undefined));
    if (!needed) delete kept[field];
  }
  return kept;
}

const fieldOf = (locales: Record<string, unknown>, locale: string, field: string): unknown => {
  const content = locales[locale];
  return isRecord(content) ? content[field] : undefined;
};

/** A locale and the shorter ones that it falls back to: `pt-BR`, `pt`. */
function chainOf(locale: string | undefined): string[] {
  const chain: string[] = [];
  for (let name = locale; name; name = name.slice(0, Math.max(0, name.lastIndexOf("-")))) chain.push(name);
  return chain;
}

function only(values: Record<string, unknown>, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
}
