import { isRecord } from "../../provider/message/isRecord";
import type { BroadcastDraft } from "./broadcastDraft";

/** Whether a draft only wakes the app, without sound or anything to see. */
export function isSilent(draft: BroadcastDraft): boolean {
  const message = draft.value("message");
  if (isRecord(message)) return message.silent === true;
  const { payloads } = draft.content;
  const platforms = Object.keys(payloads ?? {});
  return platforms.length > 0 && platforms.every((platform) => isSilentPayload(draft, platform));
}

function isSilentPayload(draft: BroadcastDraft, platform: string): boolean {
  if (platform === "windows") return draft.headers(platform)?.["x-wns-type"] === "wns/raw";
  const payload = draft.payload(platform);
  if (platform === "apple") {
    const aps = payload?.aps;
    return isRecord(aps) && aps["content-available"] === 1 && ["alert", "sound", "badge"].every((key) => !(key in aps));
  }
  if (platform !== "fcmv1" || !isRecord(payload?.message)) return false;
  const { notification, android, apns, webpush } = payload.message;
  const shown = [notification, isRecord(android) && android.notification, isRecord(webpush) && webpush.notification];
  return shown.every((each) => !isRecord(each)) && !isRecord(apns);
}
