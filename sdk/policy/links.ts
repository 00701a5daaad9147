import type { BroadcastDraft } from "./broadcastDraft";
import type { Keys } from "./rule";

/** A link in the content, with the text that holds it. */
export interface Link {
  keys: Keys;
  link: string;
}

const inText = /(?<![\w.+-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s<>"'`\\^{|}]+/gi;

/** Every link that a device could open: in `link` and `image`, and wherever a text holds one. */
export function linksOf(draft: BroadcastDraft): Link[] {
  return draft.texts.flatMap(({ keys, text }) => {
    if (!text.includes("://")) return [];
    return Array.from(text.matchAll(inText), ([link]) => ({ keys, link: link.replace(/[.,;:!?)\]]+$/, "") }));
  });
}
