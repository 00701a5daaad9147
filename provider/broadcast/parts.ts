import type { Audience, Device } from "../client/audience";
import type { Format } from "../client/format";
import type { Notification } from "../client/notification";
import { digestOf } from "../journal/digest";
import { splitByLocale } from "../message/audience";
import { declaredFor, localesOf } from "../message/declared";
import type { MessagePlatform } from "../message/platform";
import { render } from "../message/render";
import { type AudienceDeclaration, type Declaration, tagList } from "./declaration";
import { instantOf } from "./schedule";

/** One post of a broadcast: a platform, and the locale when the message has several. */
export interface Part {
  /** `apple`, or `apple/fr`. */
  key: string;
  platform: Format;
  locale?: string;
  digest: string;
}

/** The declared audience in the form that is digested: a set has no order. */
function canonicalAudience(audience: AudienceDeclaration, platform: Format): unknown {
  if (audience.tags !== undefined) return { tags: tagList(audience.tags) };
  if (audience.devices) {
    return {
      devices: audience.devices.filter((device) => device.platform === platform).map((device) => device.handle),
    };
  }
  return audience;
}

/** A payload given as text counts as the JSON that it holds: white space does not make it another one. */
function canonicalPayload(body: unknown): unknown {
  if (typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function platformsOf(declaration: Declaration): Format[] {
  if (declaration.template) return ["template"];
  if (declaration.payloads) return (Object.keys(declaration.payloads) as Format[]).sort();
  return [...new Set(declaration.platforms)].sort();
}

/** What a declaration posts, each with its identity. `test` is true when sends are the hub's test sends. */
export function partsOf(declaration: Declaration, test: boolean): Part[] {
  return platformsOf(declaration).flatMap((platform) => {
    const locales = declaration.message ? localesOf(declaration.message) : [undefined];
    return locales.map((locale) => {
      const content = declaration.message
        ? { message: declaredFor(declaration.message, platform as MessagePlatform, locale) }
        : declaration.payloads
          ? { payload: canonicalPayload(declaration.payloads[platform]) }
          : { template: declaration.template };
      const key = locale ? `${platform}/${locale}` : platform;
      const digest =
        declaration.declaredAs?.[key] ??
        digestOf({
          platform,
          locale,
          announcement: declaration.announcement,
          content,
          audience: canonicalAudience(declaration.audience, platform),
          headers: declaration.headers?.[platform],
          schedule: declaration.schedule,
          revision: declaration.revision,
          test,
        });
      return { key, platform, locale, digest };
    });
  });
}

/** When the declaration is due, in milliseconds; `undefined` means at once. */
export const dueAt = (declaration: Declaration): number | undefined =>
  declaration.schedule === undefined ? undefined : instantOf(declaration.schedule);

/** A name by which devices recognise a correction of the same announcement. */
const collapseId = (declaration: Declaration): string => declaration.announcement ?? declaration.name;

/** The notification that a part posts, rendered as of `now` (milliseconds). */
export function notificationOf(declaration: Declaration, part: Part, now: number): Notification {
  const headers = declaration.headers?.[part.platform];
  if (declaration.message) {
    const rendered = render(declaration.message, part.platform as MessagePlatform, {
      locale: part.locale,
      collapseId: collapseId(declaration),
      now: dueAt(declaration) ?? now,
    });
    return { format: part.platform, body: rendered.body, headers: { ...rendered.headers, ...headers } };
  }
  const body = declaration.template ?? declaration.payloads![part.platform]!;
  return { format: part.platform, body, headers };
}

/** Who receives a part. */
export function audienceOf(declaration: Declaration, part: Part): Audience {
  const { audience, message } = declaration;
  if (audience.devices) {
    return { devices: audience.devices.filter((device) => device.platform === part.platform) as Device[] };
  }
  const base: Audience = audience.everyone
    ? { everyone: true }
    : audience.tags !== undefined
      ? { tags: tagList(audience.tags) }
      : { tagExpression: audience.tagExpression! };
  if (!message?.locales || Object.keys(message.locales).length === 0) return base;
  const split = splitByLocale(base, Object.keys(message.locales), message).find(
    ({ locale }) => locale === part.locale,
  )!;
  return split.tagExpression === undefined ? { everyone: true } : { tagExpression: split.tagExpression };
}
