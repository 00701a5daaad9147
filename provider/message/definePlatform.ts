import type { Format } from "../client/format";
import type { Content } from "./content";
import type { Finding } from "./finding";

/** Everything specific to one platform. If a field is left out, the platform has no such feature. */
export interface Platform {
  /** The value of `ServiceBusNotification-Format`. */
  readonly format: Format;
  /** The platform's name, for people. */
  readonly name: string;
  /** Set if the platform is retired, or about to be: the platform that replaced it. */
  readonly retired?: { readonly successor?: Format };
  /** The most bytes a payload may have, in UTF-8 as sent. */
  readonly maxPayloadBytes: number;
  /** The most UTF-16 units a text may have, if the platform limits them besides the bytes. */
  readonly maxLength?: Lengths;
  /** The number of characters of a text that are visible before it is cut: an estimate for a typical phone or desktop. */
  readonly shows?: Lengths;
  /** Renders a `message`; without it, the platform only supports `payloads`. */
  render?(delivery: RenderInput): Payload;
  /** What a payload shows, as far as the platform and not the app decides. */
  screen?(body: string): { readonly [K in keyof Screen]?: unknown };
  /** Finds faults in a payload, given as an object or its text. Size and headers are checked in the same way for every platform. */
  check(body: unknown, header: (name: string) => string | undefined): Finding[];
  readonly headers?: HeaderRules;
  /** Where a payload says how long it waits. `write` makes the value from seconds, if that is possible in advance. */
  readonly expiry?: Place & { write?(seconds: number): unknown };
  /** Where a payload has its collapse id, by which a later one replaces it, and how long that may be. */
  readonly collapseId?: Place & { readonly length: number };
}

/** The lengths of the texts that people read first. */
export interface Lengths {
  readonly title: number;
  readonly body: number;
}

/** A location in a request: a header and its other spellings, or a property of the body. */
export type Place = { readonly header: string; readonly or?: readonly string[] } | { readonly keys: readonly string[] };

/** The headers that a platform reads. */
export interface HeaderRules {
  /** The prefixes of headers that only this platform uses, in lower case. */
  readonly prefixes?: readonly string[];
  /** Checks that return why a value is wrong, by lower-case name. */
  readonly values: Readonly<Record<string, (value: string) => string | undefined>>;
  /** Whether `values` has every header with the prefixes, so that others are refused. */
  readonly complete?: boolean;
  /** Set if the platform reads no headers: the message about one. */
  readonly none?: string;
}

/** The input of a renderer: content with its defaults, and how it is delivered. */
export interface RenderInput {
  readonly content: Content;
  readonly silent: boolean;
  readonly priority: "normal" | "high";
  /** How long it may wait, in seconds after it is sent. */
  readonly ttlSeconds: number;
  /** When it expires, in Unix seconds. */
  readonly expiresAtSeconds: number;
  /** 32 hexadecimal digits, the same for every notification of an announcement. */
  readonly collapseId?: string;
  readonly locale?: string;
}

/** The output of a renderer: the payload as a value, and its headers. */
export interface Payload {
  payload: Record<string, unknown>;
  headers: Record<string, string>;
  /** Serializes the payload. @default JSON.stringify */
  write?(payload: Record<string, unknown>): string;
}

/** What a payload shows. */
export interface Screen {
  title?: string;
  subtitle?: string;
  body?: string;
  /** The link that a tap opens, or that the app is told to open. */
  link?: string;
  /** The link that the app is told to open, on a platform that could have opened it. */
  appLink?: string;
  image?: string;
  badge?: number;
  /** The labels of its buttons and where they lead, `[Vote → https://contoso.com/vote] [Ask]`. */
  buttons?: string;
  /** The sound, if the payload sets it; `none` for silence. */
  sound?: string;
  /** How much it disturbs, if the payload says so. */
  interruption?: string;
}

/** Buttons as one text, without those that have no label. */
export function buttonsOf(buttons: readonly { title: unknown; opens: unknown }[]): string | undefined {
  const shown = buttons.flatMap(({ title, opens }) => (title ? (opens ? `[${title} → ${opens}]` : `[${title}]`) : []));
  return shown.length > 0 ? shown.join(" ") : undefined;
}

/** Defines a platform, keeping in its type which fields it has. */
export function definePlatform<const P extends Platform>(platform: P): P {
  return platform;
}

/** Checks that a header's value is one of a few. */
export function headerOneOf(...values: readonly string[]): (value: string) => string | undefined {
  return (value) => (values.includes(value) ? undefined : `must be one of ${values.join(", ")}`);
}

/** Checks that a header's value has a certain form. */
export function headerLike(pattern: RegExp, reason: string): (value: string) => string | undefined {
  return (value) => (pattern.test(value) ? undefined : reason);
}
