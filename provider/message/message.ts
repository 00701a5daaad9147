import { z } from "zod";
import type { PayloadIssue } from "../client/errors/payloadError";
import { parseInstant } from "../client/instant";
import { checkTag } from "../client/tagExpression";
import type { LocalizedContent } from "./content";
import { checkDataKey } from "./dataKey";
import { isRecord } from "./isRecord";
import { checkImage, checkLink } from "./link";
import { checkLocale, defaultLocaleTag, localeTagOf } from "./locale";
import { joinPath } from "./path";
import { type MessagePlatform, messagePlatforms } from "./platforms";
import { checkText, isBlank } from "./text";

/** The longest that a message may wait for a device that is off, in seconds: FCM keeps one for 28 days. */
export const maxTtlSeconds = 2_419_200;

/** Additions for one platform to what was rendered. */
export interface Override {
  /** Merged into the rendered payload as JSON Merge Patch (RFC 7396): objects merge, null removes, anything else replaces. */
  payload?: Record<string, unknown>;
  /** Added to the rendered headers; replaces headers of the same name, in upper or lower case. */
  headers?: Record<string, string>;
}

/** One message for every platform. docs/message.md lists what each field becomes on each platform. */
export interface Message extends LocalizedContent {
  /** `high` is shown at once; `normal` may wait until the device wakes. @default "high", "normal" when silent */
  priority?: "normal" | "high";
  /** How long the message waits for a device that is off, in seconds, at most 28 days. @default 259200 (three days) */
  ttlSeconds?: number;
  /** Instead of `ttlSeconds`, the time until which it waits, as date and time with a zone; at most 28 days after it is sent. */
  expiresAt?: string;
  /** Wakes the app with `link` and `data` and shows nothing. @default false */
  silent?: boolean;
  /** Whether texts that are too long for a platform are refused (`error`) or cut between visible characters (`truncate`). @default "error" */
  overflow?: "error" | "truncate";
  /** The tag of devices that use a locale; `{locale}` stands for its name. @default "locale:{locale}" */
  localeTag?: string;
  /** Additions for one platform, merged last. */
  overrides?: { [P in MessagePlatform]?: Override };
}

const text = z
  .string("must be a string")
  .refine((value) => !checkText(value), { error: ({ input }) => checkText(String(input)) });
const words = text.refine((value) => !isBlank(value), "is empty; write what people should read, or leave it out");
const name = text.refine((value) => value !== "", "is empty; leave it out");
const texts = z.record(z.string(), text, "must be an object of strings");

const link = text.refine((value) => !checkLink(value), { error: ({ input }) => checkLink(String(input)) });
const image = text.refine((value) => !checkImage(value), { error: ({ input }) => checkImage(String(input)) });

const contentFields = {
  title: words.optional(),
  subtitle: words.optional(),
  body: words.optional(),
  link: link.optional(),
  image: image.optional(),
  badge: z.int("must be a whole number, 0 or more").min(0, "must be a whole number, 0 or more").optional(),
  sound: name.optional(),
  category: name.optional(),
  data: texts.optional(),
  actions: z
    .array(z.strictObject({ title: words, link }, "must be an object with title and link"), "must be a list of buttons")
    .min(1, "is empty; leave it out")
    .max(5, "can have at most 5 buttons; no platform shows more")
    .optional(),
  interruption: z
    .enum(
      ["passive", "active", "time-sensitive", "critical"],
      'must be "passive", "active", "time-sensitive" or "critical"',
    )
    .optional(),
  threadId: name.optional(),
  relevance: z
    .number("must be a number from 0 to 1")
    .min(0, "must be 0 or more")
    .max(1, "must be at most 1")
    .optional(),
  channel: name.optional(),
  color: text.refine((color) => /^#[\da-f]{6}$/i.test(color), "must be a color as #rrggbb").optional(),
  icon: image.optional(),
};

const override = z.strictObject({
  payload: z.record(z.string(), z.unknown(), "must be an object that is merged into the rendered payload").optional(),
  headers: texts.optional(),
});

/**
 * The schema of a message.
 *
 * @internal Published types name no type of zod.
 */
export const messageShape = z.strictObject(
  {
    ...contentFields,
    priority: z.enum(["normal", "high"], 'must be "normal" or "high"').optional(),
    ttlSeconds: z
      .int("must be a whole number of seconds")
      .min(0, "must be 0 or more")
      .max(maxTtlSeconds, "must be at most 2419200 (28 days)")
      .optional(),
    expiresAt: text
      .refine((value) => parseInstant(value) !== undefined, {
        error: "must be a date and time with a zone, such as 2027-03-01T09:00:00Z",
      })
      .optional(),
    silent: z.boolean("must be true or false").optional(),
    overflow: z.enum(["error", "truncate"], 'must be "error" or "truncate"').optional(),
    locales: z.record(z.string(), z.strictObject(contentFields, "must be an object"), "must be an object").optional(),
    localeTag: text
      .refine((tag) => tag.split("{locale}").length === 2, "must contain {locale} exactly once")
      .optional(),
    untagged: z.enum(["default", "skip"], 'must be "default" or "skip"').optional(),
    overrides: z
      .strictObject(Object.fromEntries(messagePlatforms.map((platform) => [platform, override.optional()])))
      .optional(),
  },
  "must be an object with title and body",
);

/** Keys of a message. */
export const messageKeys: readonly string[] = Object.keys(messageShape.shape);

/**
 * Everything that is wrong with a message, by property; empty if nothing is. Values for which `isUnknown` is true are not checked, because a
 * preview does not know them yet.
 */
export function validateMessage(value: unknown, isUnknown: (value: unknown) => boolean = () => false): PayloadIssue[] {
  if (isUnknown(value)) return [];
  const issues: { path: PropertyKey[]; message: string }[] = [];
  const parsed = messageShape.safeParse(value);
  for (const issue of parsed.error?.issues ?? []) {
    if (holdsUnknown(value, issue.path, isUnknown)) continue;
    if (issue.code === "unrecognized_keys") {
      issues.push(
        ...issue.keys.map((key) => ({
          path: [...issue.path, key],
          message: "is not a property of a message; remove it, or correct its name",
        })),
      );
    } else issues.push({ path: issue.path, message: issue.message });
  }
  if (isRecord(value)) issues.push(...contradictoryFields(value, isUnknown));
  return issues.map(({ path, message }) => ({ path: joinPath(...path), message }));
}

/** Whether a value is a valid message. */
export const isMessage = (value: unknown): value is Message => validateMessage(value).length === 0;

function holdsUnknown(value: unknown, path: readonly PropertyKey[], isUnknown: (value: unknown) => boolean): boolean {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return false;
    at = Reflect.get(at, key);
    if (isUnknown(at)) return true;
  }
  return false;
}

const visible = [
  ...["title", "subtitle", "body", "image", "badge", "sound"],
  ...["actions", "interruption", "threadId", "relevance", "channel", "color", "icon"],
];

/** Fields that are sent with the data on platforms that have no field for them. */
const besideData = ["actions", "interruption", "threadId", "channel", "color", "icon"];

/** Rules about more than one field. Ignores fields of the wrong type, which the schema reports. */
function* contradictoryFields(
  message: Record<string, unknown>,
  isUnknown: (value: unknown) => boolean,
): Generator<{ path: PropertyKey[]; message: string }> {
  const { silent, priority, ttlSeconds, expiresAt, locales, localeTag, untagged } = message;
  if (silent === true) {
    if (priority === "high")
      yield { path: ["priority"], message: 'must be "normal" in a silent message; Apple refuses others' };
  } else if (!isUnknown(silent)) {
    for (const field of ["title", "body"] as const) {
      if (message[field] === undefined) yield { path: [field], message: "is missing; write it, or set silent: true" };
    }
  }
  if (ttlSeconds !== undefined && expiresAt !== undefined) {
    yield { path: ["expiresAt"], message: "and ttlSeconds say the same thing; keep one" };
  }
  yield* contentRules(message, [], silent === true);
  if (locales === undefined) {
    if (localeTag !== undefined)
      yield { path: ["localeTag"], message: "has no effect without locales; add locales or remove it" };
    if (untagged !== undefined)
      yield { path: ["untagged"], message: "has no effect without locales; add locales or remove it" };
  }
  if (!isRecord(locales) || isUnknown(locales)) return;
  for (const [locale, content] of Object.entries(locales)) {
    const reason =
      checkLocale(locale) ??
      checkTag(localeTagOf(locale, typeof localeTag === "string" ? localeTag : defaultLocaleTag));
    if (reason && !isUnknown(localeTag)) yield { path: ["locales", locale], message: reason };
    if (isRecord(content)) yield* contentRules(content, ["locales", locale], silent === true);
  }
}

function* contentRules(content: Record<string, unknown>, path: PropertyKey[], silent: boolean) {
  if (silent) {
    for (const field of visible) {
      if (content[field] !== undefined) {
        yield { path: [...path, field], message: "cannot be shown in a silent message; remove it, or remove silent" };
      }
    }
  }
  if (!isRecord(content.data)) return;
  for (const key of Object.keys(content.data)) {
    const used = besideData.includes(key) && content[key] !== undefined;
    const reason = used ? `and the message both set "${key}"; keep one` : checkDataKey(key);
    if (reason) yield { path: [...path, "data"], message: reason };
  }
}
