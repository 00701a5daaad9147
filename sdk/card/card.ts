import { PayloadError } from "../../provider/client/errors/payloadError";
import { type Audience, describeAudience, splitByLocale } from "../../provider/message/audienceRules";
import { localesOf } from "../../provider/message/locale";
import type { Message } from "../../provider/message/message";
import { type MessagePlatform, platformOf } from "../../provider/message/platforms";
import { template as templateFacts } from "../../provider/message/platforms/template";
import { render } from "../../provider/message/render";
import { type Screen, screenOf } from "./cardScreen";

/** What will happen to one send. */
export interface Fate {
  kind: "posts" | "nothing" | "reschedules" | "in-doubt" | "replaces";
  /** "posts", "sent 2026-11-24, posts nothing", "replaces the notification sent on 2026-11-24" */
  text: string;
}

/** The input of a card: a broadcast as declared, and what is known about its sends. */
export interface CardInput {
  name: string;
  announcement?: string;
  /** One of message, payloads and template. */
  message?: Message;
  payloads?: Readonly<Record<string, unknown>>;
  template?: Readonly<Record<string, string>>;
  /** Platforms of the message. */
  platforms?: readonly string[];
  /** Left out if it is not known yet or secret. */
  audience?: Audience;
  /** When it is sent, in milliseconds since 1970. @default at once */
  at?: number;
  /** Time zone to show in addition to UTC. @default none */
  zone?: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether it is the hub's test send. */
  test?: boolean;
  /** What the earlier send showed that this one replaces. */
  beforeOf?: (platform: string, locale?: string) => Shown | undefined;
  /** What will happen to a send. @default posts */
  fateOf?: (platform: string, locale?: string) => Fate | undefined;
  /** How many devices a send reaches, if the hub was asked. */
  reachOf?: (platform: string, locale?: string) => number | undefined;
}

/** A broadcast for review. */
export interface Card {
  name: string;
  announcement?: string;
  audience: string;
  when: { utc: string; local?: string; zone?: string } | "at once" | "at a time that is a secret";
  /** Anything unusual that applies to all its sends. */
  notes?: string[];
  sends: CardSend[];
}

/** What a send shows. */
export interface Shown {
  screen: Screen;
  /** The properties of a template send; the texts are in the registrations. */
  template?: Readonly<Record<string, string>>;
}

/** One send of a card. */
export interface CardSend extends Shown {
  platform: string;
  locale?: string;
  fate: Fate;
  audience: string;
  /** The number of devices that match, if the hub was asked. */
  reach?: number;
  /** What it replaces on the screen. */
  before?: Shown;
  bytes: number;
  limitBytes: number;
  /** Texts that were cut to fit. */
  truncated: string[];
  /** Why it cannot be sent. */
  problems: string[];
}

/** Creates the card of a broadcast. A pure function: it sends nothing. */
export function cardOf(input: CardInput): Card {
  const { name, announcement, audience, at, zone } = input;
  const card: Card = {
    name,
    audience: inWords(audience),
    when: at === undefined ? "at once" : momentOf(at, zone),
    sends: sendsOf(input),
  };
  if (announcement !== undefined) card.announcement = announcement;
  const notes = notesOf(input);
  if (notes.length > 0) card.notes = notes;
  return card;
}

function notesOf({ message, test }: CardInput): string[] {
  return [
    ...(test ? ["test send: at most 10 devices"] : []),
    ...(message?.priority === "normal" && !message.silent ? ["normal priority, may wait for the device to wake"] : []),
  ];
}

/** The recipients of one send; everyone if there is no tag expression. */
export interface Recipients {
  format: string;
  locale?: string;
  tagExpression?: string;
}

/**
 * The recipients of each send of a broadcast; empty if the audience is a list of devices or not known.
 *
 * @throws PayloadError when the audience cannot be split by locale.
 */
export function recipientsOf({ message, payloads, template, platforms = [], audience }: CardInput): Recipients[] {
  if (!audience || "devices" in audience || "device" in audience) return [];
  const formats = message ? platforms : template ? ["template"] : Object.keys(payloads ?? {});
  const parts = splitByLocale(audience, Object.keys(message?.locales ?? {}), message);
  return formats.flatMap((format) => parts.map((part) => ({ format, ...part })));
}

function sendsOf(input: CardInput): CardSend[] {
  const { message, payloads, template, platforms = [] } = input;
  const recipients = recipientsOf(input);
  const common = (
    platform: string,
    locale?: string,
  ): Pick<CardSend, "platform" | "locale" | "fate" | "audience" | "reach" | "before"> => {
    const known = recipients.find((each) => each.format === platform && each.locale === locale);
    const reach = input.reachOf?.(platform, locale);
    const before = input.beforeOf?.(platform, locale);
    const audience = known?.tagExpression
      ? { tagExpression: known.tagExpression }
      : onPlatform(input.audience, platform);
    return {
      platform,
      ...(locale !== undefined && { locale }),
      fate: input.fateOf?.(platform, locale) ?? { kind: "posts", text: input.test ? "posts a test" : "posts" },
      audience: inWords(audience),
      ...(reach !== undefined && { reach }),
      ...(before !== undefined && { before }),
    };
  };
  if (message) {
    const locales = localesOf(message);
    return platforms.flatMap((platform) =>
      locales.map((locale) => {
        const send = common(platform, locale);
        return { ...send, ...rendered(input, message, platform, locale, send.fate) };
      }),
    );
  }
  return Object.entries(template ? { template } : (payloads ?? {})).map(([format, body]) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return {
      ...common(format),
      screen: screenOf(format, text),
      ...(template && { template }),
      bytes: Buffer.byteLength(text),
      limitBytes: limitOf(format),
      truncated: [],
      problems: [],
    };
  });
}

function rendered(input: CardInput, message: Message, platform: string, locale: string | undefined, fate: Fate) {
  // What was sent is shown as it was, even if it has expired by now.
  const sent = fate.kind === "nothing" ? {} : { now: input.at ?? input.now };
  const collapseId = input.announcement ?? input.name;
  try {
    const { body, bytes, limitBytes, truncated } = render(message, platform as MessagePlatform, {
      locale,
      collapseId,
      ...sent,
    });
    return { screen: screenOf(platform, body), bytes, limitBytes, truncated, problems: [] };
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return {
      fate: fate.kind === "nothing" ? fate : { kind: "nothing" as const, text: "cannot be sent" },
      screen: {},
      bytes: 0,
      limitBytes: limitOf(platform),
      truncated: [],
      problems: error.issues.map((issue) => `${issue.path}: ${issue.message}`),
    };
  }
}

/** The most bytes that a platform accepts; for an unknown platform, the hub's own limit. */
function limitOf(format: string): number {
  return (platformOf(format) ?? templateFacts).maxPayloadBytes;
}

function momentOf(at: number, zone: string | undefined): Card["when"] {
  const utc = clock(at, "UTC");
  return zone === undefined || zone === "UTC" ? { utc } : { utc, local: clock(at, zone), zone };
}

/** Date and time in a zone, such as `2027-03-01 09:00`. */
function clock(at: number, zone: string): string {
  const options = { timeZone: zone, dateStyle: "short", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat("sv-SE", options).format(at);
}

/** What happens, in one line: `posts to apple, fcmv1 for everyone`. */
export function summary(card: Card): string {
  const groups = Map.groupBy(card.sends, ({ fate }) => fate.text);
  const lines = [...groups].map(([text, sends]) => {
    const { fate } = sends[0]!;
    if (fate.kind === "posts") return `${text} to ${namesOf(sends)} for ${card.audience}`;
    const whom = fate.kind === "replaces" || fate.kind === "reschedules" ? `, for ${card.audience}` : "";
    return `${namesOf(sends)}: ${text}${whom}`;
  });
  return lines.join("; ") || "posts nothing";
}

/** The essence of a card in one line: how many posts, when, and to whom. */
export function cardInBrief({ name, sends, audience, when, notes = [] }: Card): string {
  const counted = (kind: Fate["kind"]) => sends.filter(({ fate }) => fate.kind === kind).length;
  const [posts, replacing, moved] = [counted("posts"), counted("replaces"), counted("reschedules")];
  const isTest = notes.some((note) => note.startsWith("test send"));
  const plural = (count: number) => `${count} ${isTest ? "test " : ""}${count === 1 ? "post" : "posts"}`;
  const isTime = typeof when === "object";
  const clock = !isTime ? when : when.local === undefined ? `${when.utc} UTC` : `${when.local} in ${when.zone}`;
  const time = isTime ? `on ${clock}` : when;
  const parts = [
    ...(posts > 0 ? [`${plural(posts)} ${time}`] : []),
    ...(replacing > 0 ? [`replaces ${plural(replacing)} ${time}`] : []),
    ...(moved > 0 ? [`moves ${plural(moved)} ${clock === "at once" ? "forward, at once," : `to ${clock},`}`] : []),
  ];
  return `${name}: ${parts.join(", ")} to ${audience.replace(/^devices tagged /, "tags ")}`;
}

/** `at once`, or the time in UTC and in the other zone. */
export function whenOf({ when }: Pick<Card, "when">): string {
  if (typeof when === "string") return when;
  const { utc, local, zone } = when;
  if (local === undefined) return `${utc} UTC`;
  const [date, time] = local.split(" ");
  return `${utc} UTC, ${utc.startsWith(date!) ? time : local} in ${zone}`;
}

/**
 * The platforms of sends, with their locales if there are several: `apple, fcmv1 (fr, pt-BR, other locales)`. With `localized`, sends
 * without a locale are for the other locales.
 */
export function namesOf(sends: readonly CardSend[], localized = false): string {
  const platforms = [...new Set(sends.map(({ platform }) => platform))];
  const locales = [...new Set(sends.map(({ locale }) => locale))];
  if (!localized && locales.length === 1 && locales[0] === undefined) return platforms.join(", ");
  if (sends.length < platforms.length * locales.length) {
    return sends.map(({ platform, locale }) => (locale === undefined ? platform : `${platform}/${locale}`)).join(", ");
  }
  return `${platforms.join(", ")} (${locales.map((locale) => locale ?? "other locales").join(", ")})`;
}

/** The audience on one platform: a list of devices is filtered. */
function onPlatform(audience: Audience | undefined, platform: string): Audience | undefined {
  if (!audience || !("devices" in audience)) return audience;
  return { devices: audience.devices.filter((device) => device.platform === platform) };
}

function inWords(audience: Audience | undefined): string {
  return audience ? describeAudience(audience) : "an audience that is not given here";
}
