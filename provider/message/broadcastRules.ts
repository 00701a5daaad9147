import { PayloadError } from "../client/errors/payloadError";
import { checkMessage, checkPayload } from "./checkPayload";
import { type Finding, finding } from "./finding";
import { isRecord } from "./isRecord";
import { localesOf } from "./locale";
import { isMessage, type Message } from "./message";
import { type MessagePlatform, messagePlatforms } from "./platforms";
import { render } from "./render";

/** The content of a broadcast as declared, which may be invalid. */
export interface Said {
  message?: unknown;
  payloads?: unknown;
  template?: unknown;
  /** Additional headers by platform. */
  headers?: unknown;
  platforms?: unknown;
}

/** The findings of every payload rule in a broadcast; paths start at its arguments (`payloads.apple.aps`, `message.title`). */
export function checkBroadcast({ message, payloads, template, headers, platforms }: Said): Finding[] {
  const bodies = isRecord(payloads) ? Object.entries(payloads) : [];
  return [
    message === undefined ? [] : under("message", checkMessage(message)),
    message === undefined ? [] : checkRendered(message, platforms),
    ...bodies.map(([format, body]) => checkOne(format, body, headers, `payloads.${format}`)),
    template === undefined ? [] : checkOne("template", template, headers, "template"),
  ].flat();
}

function checkOne(format: string, body: unknown, headers: unknown, path: string): Finding[] {
  const own = isRecord(headers) && isRecord(headers[format]) ? (headers[format] as Record<string, string>) : {};
  return checkPayload({ format, body, headers: own }).map((found) => {
    if (!found.path.startsWith("headers")) return { ...found, path: joined(path, found.path) };
    return { ...found, path: `headers.${format}${found.path.slice("headers".length)}` };
  });
}

/** Mistakes that only rendering can find: a message that is too long for a platform, or an override that breaks the payload. */
function checkRendered(message: unknown, platforms: unknown): Finding[] {
  if (!isMessage(message)) return [];
  const named = messagePlatforms.filter((platform) => Array.isArray(platforms) && platforms.includes(platform));
  const found = named.flatMap((platform) =>
    localesOf(message).flatMap((locale) => renderFindings(message, platform, locale)),
  );
  const seen = new Set<string>();
  return found.filter(({ path, message: text }) => !seen.has(`${path} ${text}`) && seen.add(`${path} ${text}`));
}

function renderFindings(message: Message, platform: MessagePlatform, locale: string | undefined): Finding[] {
  try {
    render(message, platform, { locale });
    return [];
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return error.issues.map(({ path, message: reason }) => {
      const code = path === "silent" || path.startsWith("overrides") ? "NH101" : "NH102";
      return finding(code, joined("message", path), reason);
    });
  }
}

function under(path: string, found: Finding[]): Finding[] {
  return found.map((each) => ({ ...each, path: joined(path, each.path) }));
}

function joined(path: string, rest: string): string {
  return rest === "" || rest.startsWith("[") ? `${path}${rest}` : `${path}.${rest}`;
}
