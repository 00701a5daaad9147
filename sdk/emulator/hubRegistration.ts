import type { Registration, Template } from "./device";
import { ExpressionError, parseExpression } from "./expression";
import { type Platform, platforms } from "./platformFacts";
import { Refusal } from "./reply";
import { foldTag, isTag } from "./tagExpressionTree";
import { compileTemplate } from "./templateBody";

/** A registration before the hub gives it an id, a place and an ETag and finds its device. */
export type RegistrationDraft = Omit<Registration, "id" | "sequence" | "device" | "etag">;

/** The handle as one text: a browser is known by its endpoint, Baidu by user and channel. */
export function handleText({ platform, handle }: Pick<Registration, "platform" | "handle">): string {
  return platform === "baidu" ? handle.join("-") : handle[0]!;
}

export const neverExpires = "9999-12-31T23:59:59.999Z";
/** The longest serialized list of tags seen accepted (azure-docs#48743). */
const maxTagsLength = 8000;

export const invalidDescription = "The specified resource description is invalid.";

export function checkTags(tags: readonly string[]): void {
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong !== undefined) throw new Refusal(400, `An invalid tag(s) '${wrong}' was supplied`);
  if (tags.join(",").length > maxTagsLength) {
    throw new Refusal(400, `The list of tags is longer than ${maxTagsLength} characters`);
  }
}

export function foldTags(tags: readonly string[]): ReadonlySet<string> {
  return new Set(tags.map(foldTag));
}

/** Milliseconds of a W3C date and time; the service writes seven digits of a second. */
export function expiryMs(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const ms = Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
  if (Number.isNaN(ms)) throw new Refusal(400, `${invalidDescription} The expiration time is not a date and time`);
  return ms >= Date.parse("9999-12-31T00:00:00Z") ? Number.POSITIVE_INFINITY : ms;
}

/** Refuses a template whose body or headers the hub cannot fill. */
export function checkTemplate({ name, body, headers, expiry, priority }: Template): void {
  if (name !== undefined && name.length > 200) {
    throw new Refusal(400, `${invalidDescription} A template's name is longer than 200 characters`);
  }
  try {
    compileTemplate(body);
    for (const value of [...Object.values(headers), expiry, priority]) if (value !== undefined) parseExpression(value);
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new Refusal(400, `${invalidDescription} In a template, ${error.message}`);
    // A regular expression that runs out of stack, which only a hostile body makes it do.
    if (error instanceof RangeError) throw new Refusal(400, `${invalidDescription} A template is too large`);
    throw error;
  }
}

export function checkHandle(platform: Platform, handle: readonly string[]): void {
  const fields = platforms[platform].handle;
  for (const [index, field] of fields.entries()) {
    if (!handle[index]) throw new Refusal(400, `${invalidDescription} ${field} is missing`);
  }
  if (platform === "apple" && !/^([0-9a-f]{2})+$/i.test(handle[0]!)) {
    throw new Refusal(400, `${invalidDescription} DeviceToken is hexadecimal with an even number of digits`);
  }
}
