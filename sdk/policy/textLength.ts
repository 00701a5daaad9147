import { isRecord } from "../../provider/message/isRecord";
import { sourceOf } from "../../provider/message/locale";
import { messagePlatforms, platforms } from "../../provider/message/platforms";
import { firstWidth, graphemes, widthOf } from "../../provider/message/text";
import type { BroadcastDraft, DraftText } from "./broadcastDraft";
import type { Edit, RuleFault } from "./rule";

type Field = "title" | "body";
type Most = Readonly<Record<string, number>>;

/** The limits of a rule on length by platform, in characters; a wide character counts as two. */
export function lengthConfig(field: Field) {
  const entries = messagePlatforms.map((platform) => {
    const description = `Most characters of a ${field} on ${platform}.`;
    const most = platforms[platform].shows[field];
    return [platform, { type: "integer", default: most, minimum: 1, maximum: 4096, description }] as const;
  });
  return Object.fromEntries(entries);
}

/** Texts of the draft that are longer than one of their platforms shows. */
export function lengthFaults(draft: BroadcastDraft, field: Field, most: Most): RuleFault[] {
  return overlong(draft, field, most).map(({ text, limit, platform }) => ({
    keys: text.keys,
    message: `${roomOf(text.text)}; ${platform} shows about ${limit}`,
    fix: "shorten it",
  }));
}

function roomOf(text: string): string {
  const [count, width] = [graphemes(text).length, widthOf(text)];
  return width === count ? `has ${count} characters` : `has ${count} characters that take the room of ${width}`;
}

/** The same texts cut to the smallest limit of their platforms, ending in an ellipsis. */
export function shortened(draft: BroadcastDraft, field: Field, most: Most): Edit[] {
  return overlong(draft, field, most)
    .filter(({ text }) => isObjectPath(draft, text))
    .map(({ text, limit }) => ({
      keys: text.keys.map(String),
      value: `${firstWidth(text.text, limit - 1).trimEnd()}…`,
    }));
}

function overlong(draft: BroadcastDraft, field: Field, most: Most) {
  const readers = readersOf(draft, field);
  return draft.shownTexts.flatMap((text) => {
    if (text.role !== field) return [];
    const platforms = text.platform === undefined ? readers.get(text.locale) : [text.platform];
    const [limit, platform] = tightest(platforms ?? [], most);
    // A UTF-16 unit is at most two characters wide. This is cheaper than to measure the width.
    if (text.text.length * 2 <= limit || widthOf(text.text) <= limit) return [];
    return [{ text, limit, platform }];
  });
}

/** The smallest limit of the platforms that show a text. */
function tightest(platforms: Iterable<string>, most: Most): [number, string] {
  let found: [number, string] = [Number.POSITIVE_INFINITY, ""];
  for (const platform of platforms) {
    const limit = most[platform];
    if (limit && limit < found[0]) found = [limit, platform];
  }
  return found;
}

/** The platforms that show a field of a message, by the locale that has the field (undefined for the message itself). */
function readersOf(draft: BroadcastDraft, field: Field): Map<string | undefined, Set<string>> {
  const readers = new Map<string | undefined, Set<string>>();
  const { message } = draft.content;
  if (!message) return readers;
  const { locales } = message;
  for (const { platform, locale } of draft.parts) {
    const source = isRecord(locales) ? sourceOf(message, locale, field) : undefined;
    const platforms = readers.get(source);
    if (platforms) platforms.add(platform);
    else readers.set(source, new Set([platform]));
  }
  return readers;
}

/** Payloads given as strings are sent byte for byte, so their texts cannot be cut. */
const isObjectPath = (draft: BroadcastDraft, { keys }: DraftText): boolean =>
  keys[0] !== "payloads" || typeof draft.content.payloads?.[String(keys[1])] === "object";
