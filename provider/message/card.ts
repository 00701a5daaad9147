import { PayloadError } from "../client/errors/payloadError";
import { type Audience, describeAudience, splitByLocale } from "./audience";
import { localesOf } from "./locale";
import type { Message } from "./message";
import { type MessagePlatform, maxPayloadBytes } from "./platform";
import { render } from "./render";
import { type Screen, screenOf } from "./screen";

/** What will happen to one send, in the words of whoever knows. */
export interface Fate {
  kind: "posts" | "nothing" | "reschedules" | "in-doubt" | "replaces";
  /** "posts", "sent 2026-11-24, posts nothing", "replaces the notification sent on 2026-11-24" */
  text: string;
}

/** What a card is made from: a broadcast as declared, and what is known about its sends. */
export interface CardInput {
  name: string;
  announcement?: string;
  /** One of message, payloads and template. */
  message?: Message;
  payloads?: Readonly<Record<string, unknown>>;
  template?: Readonly<Record<string, string>>;
  /** Platforms of the message. */
  platforms?: readonly string[];
  audience: Audience;
  /** When it goes out, in milliseconds since 1970; left out, it goes out at once. */
  at?: number;
  /** Zone whose clock is shown beside UTC. @default none */
  zone?: string;
  /** Milliseconds since 1970. */
  now: number;
  /** What will happen to a send. @default posts */
  fateOf?: (platform: string, locale?: string) => Fate | undefined;
  /** How many devices a send would reach, when somebody asked the hub. */
  reachOf?: (platform: string, locale?: string) => number | undefined;
}

/** A broadcast as people review it. */
export interface Card {
  name: string;
  announcement?: string;
  audience: string;
  when: { utc: string; local?: string; zone?: string } | "at once";
  sends: CardSend[];
}

/** One send of a card. */
export interface CardSend {
  platform: string;
  locale?: string;
  fate: Fate;
  audience: string;
  /** Devices that match, when the hub was asked. */
  reach?: number;
  screen: Screen;
  /** Properties of a template send, whose texts are in the registrations. */
  template?: Readonly<Record<string, string>>;
  bytes: number;
  limitBytes: number;
  /** Texts that were cut to fit. */
  truncated: string[];
  /** Why it cannot be sent. */
  problems: string[];
}

/** Puts a broadcast on a card. Nothing is sent, and the same input gives the same card. */
export function cardOf(input: CardInput): Card {
  const { name, announcement, audience, at, zone } = input;
  const card: Card = {
    name,
    audience: describeAudience(audience),
    when: at === undefined ? "at once" : momentOf(at, zone),
    sends: sendsOf(input),
  };
  if (announcement !== undefined) card.announcement = announcement;
  return card;
}

function sendsOf(input: CardInput): CardSend[] {
  const { message, payloads, template, platforms = [] } = input;
  if (message) {
    const audiences = localAudiences(input, message);
    return platforms.flatMap((platform) =>
      localesOf(message).map((locale) => {
        const audience = audiences.get(locale) ?? describeAudience(input.audience);
        return { ...common(input, platform, locale, audience), ...messageSend(input, message, platform, locale) };
      }),
    );
  }
  const bodies = template ? { template } : (payloads ?? {});
  return Object.entries(bodies).map(([format, body]) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return {
      ...common(input, format, undefined, describeAudience(input.audience)),
      screen: screenOf(format, text),
      ...(template && { template }),
      bytes: Buffer.byteLength(text),
      limitBytes: maxPayloadBytes[format] ?? 0,
      truncated: [],
      problems: [],
    };
  });
}

function common(input: CardInput, platform: string, locale: string | undefined, audience: string) {
  const reach = input.reachOf?.(platform, locale);
  return {
    platform,
    ...(locale !== undefined && { locale }),
    fate: input.fateOf?.(platform, locale) ?? ({ kind: "posts", text: "posts" } as const),
    audience,
    ...(reach !== undefined && { reach }),
  };
}

function messageSend(input: CardInput, message: Message, platform: string, locale: string | undefined) {
  try {
    const { body, bytes, limitBytes, truncated } = render(message, platform as MessagePlatform, {
      locale,
      collapseId: input.announcement ?? input.name,
      now: input.at ?? input.now,
    });
    return { screen: screenOf(platform, body), bytes, limitBytes, truncated, problems: [] };
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    const problems = error.issues.map((issue) => `${issue.path}: ${issue.message}`);
    return { screen: {}, bytes: 0, limitBytes: maxPayloadBytes[platform] ?? 0, truncated: [], problems };
  }
}

function localAudiences({ audience }: CardInput, message: Message): Map<string | undefined, string> {
  if (!message.locales) return new Map();
  const parts = splitByLocale(audience, Object.keys(message.locales), message);
  return new Map(
    parts.map(({ locale, tagExpression }) => [
      locale,
      describeAudience(tagExpression === undefined ? { everyone: true } : { tagExpression }),
    ]),
  );
}

function momentOf(at: number, zone: string | undefined): Card["when"] {
  const utc = clock(at, "UTC");
  return zone === undefined || zone === "UTC" ? { utc } : { utc, local: clock(at, zone), zone };
}

/** Date and time on a zone's clock, such as `2026-12-01 09:00`. */
function clock(at: number, zone: string): string {
  const options = { timeZone: zone, dateStyle: "short", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat("sv-SE", options).format(at);
}

/** What happens, in one line: `posts to apple and fcmv1 for everyone`. */
export function summary(card: Card): string {
  const groups = Map.groupBy(card.sends, ({ fate }) => fate.text);
  const lines = [...groups].map(([text, sends]) => {
    const names = list(
      sends.map(({ platform, locale }) => (locale === undefined ? platform : `${platform}/${locale}`)),
    );
    return sends[0]!.fate.kind === "posts" ? `${text} to ${names} for ${card.audience}` : `${names}: ${text}`;
  });
  return lines.join("; ") || "posts nothing";
}

function list(names: string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
