import { contentFor, localesOf } from "./locale";
import type { Message } from "./message";
import type { MessagePlatform } from "./platforms";

export { localesOf };

/**
 * What was declared for one platform and locale, before defaults and rendering: the content of that locale, how it is
 * delivered, and the platform's own override. Nothing of other platforms or locales, so that adding or editing one of
 * those leaves this value as it was. How an overlong text is treated and who is skipped say nothing new to a device.
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

function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => {
      return each !== undefined && !(typeof each === "object" && each !== null && Object.keys(each).length === 0);
    }),
  );
}
