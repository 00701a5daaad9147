import { linksIn } from "../../provider/message/link";
import type { BroadcastDraft } from "./broadcastDraft";
import type { Keys } from "./rule";

/** A link in the content, with the text that holds it. */
export interface Link {
  keys: Keys;
  link: string;
}

/** Properties of payloads whose whole text is a link. */
const opens =
  /^(?:link|url|uri|href|image|icon|navigate|launch|deep_?link|(?:web|intent|image|click)_?ur[il]|image_?url)$/i;

/** Every link that a device could open: in `link` and `image`, in other properties for links, and inside any text. */
export function linksOf(draft: BroadcastDraft): Link[] {
  return draft.texts.flatMap(({ keys, text, role }) => {
    const whole = role === "link" || role === "image" || opens.test(String(keys.at(-1)));
    const inside = linksIn(text);
    if (whole && inside.length === 0) {
      if (/^\s*[a-z][a-z0-9+.-]*:[^\s]/i.test(text)) inside.push(text.trim());
      // A link without a scheme uses the scheme of the page and still leads to another host.
      else if (/^\s*[/\\]{2}[^/\\]/.test(text)) inside.push(`https:${text.trim()}`);
    }
    return inside.map((link) => ({ keys, link }));
  });
}
