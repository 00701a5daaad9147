import { PayloadError } from "../../provider/client/errors/payloadError";
import { checkMessage, checkPayload } from "../../provider/message/checkPayload";
import type { DeclaredPart } from "../../provider/message/declared";
import type { Finding } from "../../provider/message/finding";
import type { Message } from "../../provider/message/message";
import { isMessagePlatform, platformOf } from "../../provider/message/platforms";
import { render } from "../../provider/message/render";
import { hasUnknown, isUnknown } from "../../provider/message/unknown";
import type { DraftContent } from "./draftTexts";
import { keysOf, valueAt } from "./paths";
import type { RuleFault } from "./ruleFault";

/** A fault with the code of the payload rule that it breaks. */
export interface PayloadFault extends RuleFault {
  code: string;
}

/** The part of a draft that becomes payloads. */
interface Payloads {
  readonly declaration: Readonly<Record<string, unknown>>;
  readonly parts: readonly DeclaredPart[];
  readonly content: DraftContent;
  readonly title: string;
  declaredHeaders(platform: string): Record<string, string> | undefined;
}

/** What the payload rules find in a draft. */
export function payloadFaultsOf(draft: Payloads): PayloadFault[] {
  return [...ofPayloads(draft), ...ofMessage(draft)].filter(
    ({ keys }) => keys.length === 0 || !hasUnknown(valueAt(draft.declaration, keys)),
  );
}

function* ofPayloads(draft: Payloads): Generator<PayloadFault> {
  const { payloads, template } = draft.content;
  const bodies = template ? { template } : payloads;
  for (const platform in bodies) {
    const body = bodies[platform];
    if (isUnknown(body)) continue;
    const root = template ? ["template"] : ["payloads", platform];
    for (const finding of checkPayload({ format: platform, body, headers: draft.declaredHeaders(platform) })) {
      const keys = keysOf(finding.path);
      if (keys[0] === "headers") yield fault(finding, ["headers", platform, ...keys.slice(1)]);
      // A path inside a payload given as a string is not a path of the declaration.
      else if (typeof body === "string") yield fault(finding, root, finding.path);
      else yield fault(finding, [...root, ...keys]);
    }
  }
}

function* ofMessage(draft: Payloads): Generator<PayloadFault> {
  const { message } = draft.content;
  if (!message) return;
  const seen = new Set<string>();
  for (const finding of checkMessage(message)) {
    seen.add(finding.code);
    yield fault(finding, ["message", ...keysOf(finding.path)]);
  }
  if (mayRenderBadly(draft) && !hasUnknown(draft.declaration.message)) yield* ofRendering(draft, seen);
}

/**
 * Whether rendering can show more than the message does. A character takes at most 6 bytes in any payload (`&quot;`) and
 * what a renderer adds stays below 700, so that 500 characters without overrides fit everywhere (3,993 bytes at least).
 */
function mayRenderBadly({ declaration, parts }: Payloads): boolean {
  const message = declaration.message as Partial<Message>;
  if (message.overrides !== undefined || message.silent !== undefined) return true;
  const text = JSON.stringify(message);
  // Buttons are written twice for Android: for the app, and for browsers.
  return (
    text.length > 500 || text.includes('"actions"') || parts.some(({ platform }) => platformOf(platform)?.maxLength)
  );
}

/** What only rendering shows: a payload that is too long, or an override that breaks it. */
function* ofRendering(draft: Payloads, seen: ReadonlySet<string>): Generator<PayloadFault> {
  const message = draft.declaration.message as Message;
  for (const { platform, locale } of draft.parts) {
    if (!isMessagePlatform(platform)) continue;
    try {
      const { body, headers } = render(message, platform, { locale, collapseId: draft.title });
      for (const finding of checkPayload({ format: platform, body, headers })) {
        if (seen.has(finding.code)) continue;
        const where = finding.path ? `in which ${finding.path}` : "that is refused:";
        yield fault(finding, ["message"], `becomes a ${platform} payload ${where}`);
      }
    } catch (error) {
      // check() in the engine and NH100 in the linter report what is not a message at all.
      if (!(error instanceof PayloadError)) return;
      for (const { path, message: reason } of error.issues) {
        const keys = keysOf(path);
        const code = ["title", "body", "data"].includes(String(keys.at(-1))) ? "NH102" : "NH101";
        yield { code, keys: ["message", ...keys], message: reason };
      }
    }
  }
}

function fault({ code, message, fix, severity }: Finding, keys: (string | number)[], inside?: string): PayloadFault {
  const found: PayloadFault = { code, keys, message: inside ? `${inside} ${message}` : message, fix: fix?.description };
  if (severity === "warning") found.doubtful = true;
  return found;
}
