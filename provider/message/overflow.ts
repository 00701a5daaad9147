import type { Content } from "./content";
import type { Lengths } from "./definePlatform";
import { graphemes } from "./text";

/** The texts that may be cut, in the order in which they are cut if one is not enough. */
const cuttable = ["body", "subtitle", "title"] as const;
type Cuttable = (typeof cuttable)[number];

/** The limits of a platform. */
interface Limits {
  maxPayloadBytes: number;
  maxLength?: Lengths;
}

/**
 * Cuts texts until the content fits. It cuts between visible characters, ends the text in an ellipsis and keeps at least one character. Texts
 * over the platform's limit are cut to that first. If the content is still too large, it cuts the longest text if that is enough, and
 * otherwise body, subtitle and title in turn. It never cuts link and data. Returns undefined if the content does not fit even then.
 */
export function cut(
  content: Content,
  { maxPayloadBytes, maxLength }: Limits,
  fits: (content: Content) => boolean,
): { content: Content; truncated: string[] } | undefined {
  let shorter = content;
  const truncated = new Set<Cuttable>();
  const take = (field: Cuttable, allowed: (content: Content) => boolean): boolean => {
    const { text, enough } = cutText(shorter, field, maxPayloadBytes, allowed);
    if (text === undefined) return false;
    shorter = { ...shorter, [field]: text };
    truncated.add(field);
    return enough;
  };
  const result = () => ({ content: shorter, truncated: cuttable.filter((field) => truncated.has(field)) });

  for (const field of ["body", "title"] as const) {
    const most = maxLength?.[field];
    if (most !== undefined && (content[field]?.length ?? 0) > most) {
      take(field, (each) => (each[field]?.length ?? 0) <= most);
    }
  }
  if (fits(shorter)) return result();
  const size = (field: Cuttable) => Buffer.byteLength(shorter[field] ?? "");
  for (const field of [...cuttable].sort((a, b) => size(b) - size(a))) {
    const { text, enough } = cutText(shorter, field, maxPayloadBytes, fits);
    if (text === undefined || !enough) continue;
    shorter = { ...shorter, [field]: text };
    truncated.add(field);
    return result();
  }
  for (const field of cuttable) if (take(field, fits)) return result();
  return undefined;
}

/** The longest beginning of a text that is allowed, at least one character; undefined if there is nothing to cut. */
function cutText(
  content: Content,
  field: Cuttable,
  maxBytes: number,
  allowed: (content: Content) => boolean,
): { text?: string; enough: boolean } {
  const characters = firstGraphemes(content[field] ?? "", maxBytes);
  if (characters.length < 2) return { enough: false };
  // A text that was cut before ends in an ellipsis, which the new one replaces.
  if (characters.at(-1) === "…") characters.pop();
  const first = (count: number) => `${characters.slice(0, count).join("")}…`;
  const isAllowed = (count: number) => allowed({ ...content, [field]: first(count) });
  if (!isAllowed(1)) return { text: first(1), enough: false };
  let [low, high] = [1, Math.max(1, characters.length - 1)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isAllowed(middle)) low = middle;
    else high = middle - 1;
  }
  return { text: first(low), enough: true };
}

/** The characters of a text that could fit, as each takes at least one byte. Splitting all of a long text would be slow. */
function firstGraphemes(text: string, maxBytes: number): string[] {
  if (text.length <= maxBytes) return graphemes(text);
  // The last character may continue beyond the end.
  return graphemes(text.slice(0, maxBytes + 1)).slice(0, -1);
}
