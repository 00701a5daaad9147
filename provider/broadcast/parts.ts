import type { Format } from "../client/format";
import { parseInstant } from "../client/instant";
import { parseTagExpression, type TagExpression, tagExpression } from "../client/tagExpression";
import { canonicalJson } from "../journal/canonical";
import { digestOf } from "../journal/digest";
import { joinKey } from "../journal/record";
import type { AudienceDeclaration, Declaration } from "../message/declaration";
import { declaredFor, declaredParts, tagList } from "../message/declared";
import type { Message, Override } from "../message/message";
import type { MessagePlatform } from "../message/platforms";
import type { OrderPart } from "./order";

/** One post of a broadcast: a platform, and a locale if the message has several. */
export interface BroadcastPart extends OrderPart {
  platform: Format;
  /** Its digest without the `announcement`, so that naming something already sent does not announce it again. */
  unnamed?: string;
}

/** Normalizes a tag expression: case, whitespace, and the order and repetition of operands do not matter. */
function canonicalExpression(expression: TagExpression): string {
  // The service ignores the case of a tag; the id inside $UserId:{…} is left as it is.
  if (expression.kind === "tag") return expression.tag.startsWith("$") ? expression.tag : expression.tag.toLowerCase();
  if (expression.kind === "not") return `!(${canonicalExpression(expression.operand)})`;
  const { kind } = expression;
  const operands = expression.operands.flatMap((each) => (each.kind === kind ? each.operands : [each]));
  const spelled = [...new Set(operands.map(canonicalExpression))].sort();
  return spelled.length === 1 ? spelled[0]! : `(${spelled.join(kind === "and" ? "&&" : "||")})`;
}

/** Normalizes the audience: tags become the expression that joins them with `||`, and devices become a set. */
function canonicalAudience(audience: AudienceDeclaration, platform: Format): unknown {
  if (audience.devices) {
    const handles = audience.devices.filter((device) => device.platform === platform).map(({ handle }) => handle);
    return { devices: [...new Set(handles.map(canonicalJson))].sort() };
  }
  if (audience.everyone) return { everyone: true };
  const expression =
    audience.tags === undefined
      ? parseTagExpression(audience.tagExpression!)
      : tagExpression.or(...tagList(audience.tags));
  return { tags: canonicalExpression(expression) };
}

/** Normalizes JSON without losing digits of long integers; text that is not JSON stays as it is. */
function canonicalPayload(body: string | object): unknown {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  // The third argument has the number as written (since Node 21); TypeScript's types lack it.
  const exact = (_: string, value: unknown, context?: { source: string }): unknown =>
    typeof value === "number" && context && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source)
      ? { "\u0000integer": context.source }
      : value;
  try {
    return JSON.parse(text, exact);
  } catch {
    return text;
  }
}

/** Normalizes headers: lower-case names, trimmed values. */
const canonicalHeaders = (headers: Record<string, string> | undefined) =>
  headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));

function canonicalMessage(message: Message, platform: MessagePlatform, locale: string | undefined): unknown {
  const declared = declaredFor(message, platform, locale);
  const { expiresAt, override } = declared as { expiresAt?: string; override?: Override };
  const headers = canonicalHeaders(override?.headers);
  return {
    ...declared,
    ...(expiresAt === undefined ? {} : { expiresAt: parseInstant(expiresAt) ?? expiresAt }),
    ...(override === undefined
      ? {}
      : { override: { ...override, headers: Object.keys(headers ?? {}).length === 0 ? undefined : headers } }),
  };
}

/** The posts of a declaration, each with its digest. `test` is true when they are the hub's test sends. */
export function partsOf(declaration: Declaration, test: boolean): BroadcastPart[] {
  const { message, payloads, template, announcement, revision } = declaration;
  const parts = declaredParts(declaration) as Pick<BroadcastPart, "platform" | "locale">[];
  return parts.map(({ platform, locale }): BroadcastPart => {
    const content = message
      ? { message: canonicalMessage(message, platform as MessagePlatform, locale) }
      : payloads
        ? { payload: canonicalPayload(payloads[platform]!) }
        : { template };
    const declared = {
      platform,
      locale,
      content,
      audience: canonicalAudience(declaration.audience, platform),
      headers: canonicalHeaders(declaration.headers?.[platform]),
      revision,
      test,
    };
    const part = { key: joinKey({ platform, locale }), platform, locale };
    const digest = digestOf({ ...declared, announcement });
    return announcement === undefined ? { ...part, digest } : { ...part, digest, unnamed: digestOf(declared) };
  });
}
