import type { Content } from "./content";
import { graphemes } from "./text";

/** Texts that may be cut, in the order in which they are. */
const cuttable = ["body", "subtitle", "title"] as const;

/**
 * Cuts body, then subtitle, then title until the content fits: between characters a reader sees, ending in an ellipsis,
 * keeping at least one character. Link and data are left alone. Undefined when even that does not fit.
 */
export function cut(
  content: Content,
  maxBytes: number,
  fits: (content: Content) => boolean,
): { content: Content; truncated: string[] } | undefined {
  let shorter = content;
  const truncated: string[] = [];
  for (const field of cuttable) {
    const text = content[field];
    if (text === undefined) continue;
    const characters = firstGraphemes(text, maxBytes);
    const withFirst = (count: number): Content => ({ ...shorter, [field]: `${characters.slice(0, count).join("")}…` });
    if (characters.length < 2) continue;
    truncated.push(field);
    if (!fits(withFirst(1))) {
      shorter = withFirst(1);
      continue;
    }
    let [low, high] = [1, characters.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(withFirst(middle))) low = middle;
      else high = middle - 1;
    }
    return { content: withFirst(low), truncated };
  }
  return undefined;
}

/** The characters of a text that could fit, each of which takes a byte or more; splitting a long text takes its time. */
function firstGraphemes(text: string, maxBytes: number): string[] {
  if (text.length <= maxBytes) return graphemes(text);
  // The last one may go on behind the end.
  return graphemes(text.slice(0, maxBytes + 1)).slice(0, -1);
}
