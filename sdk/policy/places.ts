import type { Place } from "../../provider/message/definePlatform";
import { isRecord } from "../../provider/message/isRecord";
import type { BroadcastDraft } from "./broadcastDraft";
import { valueAt } from "./paths";
import type { Edit } from "./rule";

/** Keys of a place from the root of the declaration: `["headers", "apple", "apns-expiration"]`. */
export function keysAt(platform: string, place: Place): string[] {
  return "header" in place ? ["headers", platform, place.header] : ["payloads", platform, ...place.keys];
}

/** Whether a payload declared for a platform has nothing at a place; false if that is not known yet. */
export function lacks(draft: BroadcastDraft, platform: string, place: Place): boolean {
  if (draft.content.payloads?.[platform] === undefined) return false;
  if ("header" in place) {
    const headers = draft.headers(platform);
    return !!headers && [place.header, ...(place.or ?? [])].every((name) => headers[name.toLowerCase()] === undefined);
  }
  const payload = draft.payload(platform);
  // The payload rules report a payload of another shape.
  const isShaped = payload && (place.keys.length === 1 || isRecord(payload[place.keys[0]!]));
  return !!isShaped && valueAt(payload, place.keys) === undefined;
}

/** The edits that set a value there. Payloads given as strings are sent byte for byte, so only headers can be added to them. */
export function edits(draft: BroadcastDraft, platform: string, place: Place, value: () => unknown): Edit[] {
  const isOpen = "header" in place || isRecord(draft.content.payloads?.[platform]);
  return isOpen && lacks(draft, platform, place) ? [{ keys: keysAt(platform, place), value: value() }] : [];
}
