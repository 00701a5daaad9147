import type { Audience } from "../client/audience";
import { PayloadError, type PayloadIssue } from "../client/errors/payloadError";
import {
  checkLimits,
  checkTag,
  contradictions,
  formatTagExpression,
  parseTagExpression,
  type TagExpression,
  TagExpressionError,
  tagExpression,
  tagLimits,
} from "../client/tagExpression";
import { defaultLocaleTag, inOrder, localeTagOf } from "./locale";

export type { Audience };

/** The part of an audience that gets one locale; everyone if it has no tag expression. */
export interface AudiencePart {
  readonly locale?: string;
  readonly tagExpression?: string;
}

/**
 * Splits an audience by locale tags. The parts have no device in common, and together they are the whole audience (with `untagged: "skip"`,
 * all devices with a locale tag). A device with several locale tags belongs only to the first of them in the order of `localesOf`.
 *
 * @throws PayloadError when a part needs more tags than the service accepts in one expression.
 */
export function splitByLocale(
  audience: Audience,
  locales: readonly string[],
  { localeTag = defaultLocaleTag, untagged = "default" }: { localeTag?: string; untagged?: "default" | "skip" } = {},
): AudiencePart[] {
  const expression = expressionOf(audience);
  if (locales.length === 0) return [{ tagExpression: expression && formatTagExpression(expression) }];
  if ("devices" in audience || "device" in audience) {
    const path = "devices" in audience ? "audience.devices" : "audience.device";
    throw new PayloadError([{ path, message: "has no tags to split by locale; send to tags, or leave locales out" }]);
  }
  const whole = expression ? [expression] : [];
  const served: TagExpression[] = [];
  const inTurn = untagged === "skip" ? inOrder(locales) : [...inOrder(locales), undefined];
  return inTurn.map((locale) => {
    const own = locale === undefined ? [] : [tagExpression.tag(localeTagOf(locale, localeTag))];
    const part = tagExpression.and(...whole, ...own, ...served);
    served.push(...own.map(tagExpression.not));
    const reason = checkLimits(part);
    if (reason) throw unsplittable(locale, reason);
    return { locale, tagExpression: formatTagExpression(part) };
  });
}

function unsplittable(locale: string | undefined, reason: string): PayloadError {
  const whose = locale === undefined ? "devices of no other locale" : locale;
  const advice = "use fewer locales or tags, or one template send whose registrations hold the text";
  return new PayloadError([{ path: "locales", message: `the part of the audience for ${whose} ${reason}; ${advice}` }]);
}

/** The audience as an expression; undefined for everyone and for devices. */
function expressionOf(audience: Audience): TagExpression | undefined {
  if ("tagExpression" in audience) return parseTagExpression(audience.tagExpression);
  if (!("tags" in audience)) return undefined;
  return tagExpression.or(...new Set(tagsIn(audience.tags)));
}

/** The tags of a set; a string may join them with `||`, as a header does. */
function tagsIn(tags: string | Iterable<string>): string[] {
  return typeof tags === "string" ? tags.split("||").map((tag) => tag.trim()) : [...tags];
}

/** What the service would refuse in an audience, and what is certainly a mistake; empty if nothing is wrong. */
export function checkAudience(audience: Audience): PayloadIssue[] {
  if ("tags" in audience) {
    const tags = [...new Set(tagsIn(audience.tags))];
    const reasons = tags.map(checkTag).filter((reason) => reason !== undefined);
    if (tags.length === 0) reasons.push("is empty; name a tag, or set everyone: true to reach every device");
    if (tags.length > tagLimits.or) {
      reasons.push(`has ${tags.length} tags; one send can have at most ${tagLimits.or}`);
    }
    return reasons.map((message) => ({ path: "audience.tags", message }));
  }
  if (!("tagExpression" in audience)) return [];
  const path = "audience.tagExpression";
  try {
    const expression = parseTagExpression(audience.tagExpression);
    const limit = checkLimits(expression);
    return (limit ? [limit] : contradictions(expression)).map((message) => ({ path, message }));
  } catch (error) {
    if (!(error instanceof TagExpressionError)) throw error;
    return [{ path, message: `column ${error.column}: ${error.reason}` }];
  }
}

/** The audience in words: "everyone", "devices tagged release or beta", "3 devices". */
export function describeAudience(audience: Audience): string {
  if ("device" in audience) return "1 device";
  if ("devices" in audience) return audience.devices.length === 1 ? "1 device" : `${audience.devices.length} devices`;
  const expression = expressionOf(audience);
  return expression ? `devices tagged ${inWords(expression)}` : "everyone";
}

function inWords(expression: TagExpression): string {
  switch (expression.kind) {
    case "tag":
      return expression.tag;
    case "not":
      return expression.operand.kind === "tag"
        ? `not ${inWords(expression.operand)}`
        : `not (${inWords(expression.operand)})`;
    case "and":
      return expression.operands
        .map((each) => (each.kind === "or" ? `(${inWords(each)})` : inWords(each)))
        .join(" and ");
    case "or":
      return expression.operands.map(inWords).join(" or ");
  }
}
