import type { Format } from "../client/format";
import type { Content } from "./content";
import type { Finding } from "./finding";

/** Everything that is particular to one platform. A field that is left out means that the platform has no such thing. */
export interface Platform {
  /** What `ServiceBusNotification-Format` says. */
  readonly format: Format;
  /** What people call it. */
  readonly name: string;
  /** Its maker runs it no more, or nearly so; the platform that took its place. */
  readonly retired?: { readonly successor?: Format };
  /** Most bytes of a payload, in UTF-8 as sent. */
  readonly maxPayloadBytes: number;
  /** Most UTF-16 units of a text, where the platform counts them beside the bytes. */
  readonly maxLength?: Lengths;
  /** Characters of a text that people see before it is cut: an estimate for a common phone or desktop. */
  readonly shows?: Lengths;
  /** What a `message` becomes; without it the platform takes `payloads` only. */
  render?(delivery: Delivery): Payload;
  /** What a payload puts on a screen, as far as the platform and not the app decides. */
  screen?(body: string): { readonly [K in keyof Screen]?: unknown };
  /** Faults of a payload, an object or its text; those of size and headers are looked for on every platform alike. */
  check(body: unknown, header: (name: string) => string | undefined): Finding[];
  readonly headers?: HeaderRules;
  /** Where a payload says how long it waits; `write` makes the value from seconds, where that can be done in advance. */
  readonly expiry?: Place & { write?(seconds: number): unknown };
  /** Where a payload says what a later one replaces it by, and the most characters of that. */
  readonly collapseId?: Place & { readonly length: number };
}

/** Lengths of the texts that people read first. */
export interface Lengths {
  readonly title: number;
  readonly body: number;
}

/** A place in what is sent: a header and its other spellings, or a property of the body. */
export type Place = { readonly header: string; readonly or?: readonly string[] } | { readonly keys: readonly string[] };

/** The headers that a platform reads. */
export interface HeaderRules {
  /** How those begin that mean nothing elsewhere, in lower case. */
  readonly prefixes?: readonly string[];
  /** Why a value is wrong, by lower-case name. */
  readonly values: Readonly<Record<string, (value: string) => string | undefined>>;
  /** Whether `values` names every header under the prefixes, so that others are refused. */
  readonly complete?: boolean;
  /** The platform reads no header at all: what to say of one. */
  readonly none?: string;
}

/** What a renderer is given: content with its defaults, and how it travels. */
export interface Delivery {
  readonly content: Content;
  readonly silent: boolean;
  readonly priority: "normal" | "high";
  /** How long it may wait, in seconds from when it goes out. */
  readonly ttlSeconds: number;
  /** When it ends, in Unix seconds. */
  readonly expiresAtSeconds: number;
  /** 32 hexadecimal digits that a later notification of the same announcement carries too. */
  readonly collapseId?: string;
  readonly locale?: string;
}

/** What a renderer makes: the payload as a value, and the headers that belong to it. */
export interface Payload {
  payload: Record<string, unknown>;
  headers: Record<string, string>;
  /** Writes the payload as it is sent. @default JSON.stringify */
  write?(payload: Record<string, unknown>): string;
}

/** What a payload shows. */
export interface Screen {
  title?: string;
  subtitle?: string;
  body?: string;
  /** What a tap opens, or what the app is told to open. */
  link?: string;
  /** What the app is told to open, where the platform could have opened it. */
  appLink?: string;
  image?: string;
  badge?: number;
  /** What stands on its buttons and where they lead, `[Vote → https://contoso.com/vote] [Ask]`. */
  buttons?: string;
  /** What is heard, where the payload says so; `none` when nothing is. */
  sound?: string;
  /** How much it disturbs, where the payload says so. */
  interruption?: string;
}

/** Buttons as one text; one without words is none. */
export function buttonsOf(buttons: readonly { title: unknown; opens: unknown }[]): string | undefined {
  const shown = buttons.flatMap(({ title, opens }) => (title ? (opens ? `[${title} → ${opens}]` : `[${title}]`) : []));
  return shown.length > 0 ? shown.join(" ") : undefined;
}

/** A platform whose type still tells which of the fields it has. */
export function definePlatform<const P extends Platform>(platform: P): P {
  return platform;
}

/** A header's value that is one of a few. */
export function oneOf(...values: readonly string[]): (value: string) => string | undefined {
  return (value) => (values.includes(value) ? undefined : `must be one of ${values.join(", ")}`);
}

/** A header's value of a certain shape. */
export function like(pattern: RegExp, reason: string): (value: string) => string | undefined {
  return (value) => (pattern.test(value) ? undefined : reason);
}
