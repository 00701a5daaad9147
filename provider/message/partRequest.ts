import type { Audience } from "../client/audience";
import type { Format } from "../client/format";
import type { Notification } from "../client/notification";
import { splitByLocale } from "./audienceRules";
import { audienceIn, type Declaration } from "./declaration";
import { tagList } from "./declared";
import type { MessagePlatform } from "./platforms";
import { render } from "./render";
import { instantOf } from "./schedule";

/** The notification that a part posts, rendered as of `now` (milliseconds). */
export function notificationOf(
  declaration: Declaration,
  { name }: { name: string },
  part: { platform: Format; locale?: string },
  now: number,
): Notification {
  const { platform, locale } = part;
  const headers = declaration.headers?.[platform];
  if (declaration.message) {
    const rendered = render(declaration.message, platform as MessagePlatform, {
      locale,
      // The name by which a correction replaces the earlier notification of the same announcement.
      collapseId: declaration.announcement ?? name,
      now: declaration.schedule === undefined ? now : instantOf(declaration.schedule),
    });
    return { format: platform, body: rendered.body, headers: { ...rendered.headers, ...headers } };
  }
  const body = declaration.template ?? declaration.payloads![platform]!;
  return { format: platform, body, headers };
}

/** Who receives a part. */
export function audienceOf(declaration: Declaration, part: { platform: Format; locale?: string }): Audience {
  const { audience, message } = declaration;
  if (audience.devices) return { devices: audience.devices.filter(({ platform }) => platform === part.platform) };
  const base = audience.tags === undefined ? audienceIn(audience)! : { tags: tagList(audience.tags) };
  if (!message?.locales || Object.keys(message.locales).length === 0) return base;
  const split = splitByLocale(base, Object.keys(message.locales), message).find(
    ({ locale }) => locale === part.locale,
  )!;
  return split.tagExpression === undefined ? { everyone: true } : { tagExpression: split.tagExpression };
}
