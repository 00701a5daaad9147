import { isRecord } from "../../../provider/message/record";
import type { Draft } from "../draft";
import { valueAt } from "../paths";
import { defineRule, type Edit, type Fault } from "../rule";

export const expiryPresent = defineRule({
  code: "NH405",
  name: "expiry-present",
  group: "time",
  severity: "warning",
  preset: "recommended",
  description: "A payload says how long it waits for a device that is off, and is not over before it goes out.",
  prevents: "Yesterday's offer rings tomorrow, or Apple tries once and gives up.",
  config: {
    seconds: {
      type: "integer",
      default: 259_200,
      minimum: 60,
      maximum: 2_419_200,
      description:
        "How long it waits when the level is remediate, in seconds. A date cannot be added, so not on Apple.",
    },
  },
  judge: () => (draft) => {
    const { message } = draft.content;
    if (message) return ofMessage(draft, message.expiresAt);
    return draft.parts.flatMap(({ platform }) => (lacksExpiry(draft, platform) ? [fault(platform)] : []));
  },
  remedy:
    ({ seconds }) =>
    (draft) =>
      draft.parts.flatMap(({ platform }): Edit[] => {
        const place = places[platform];
        if (!place?.value || !lacksExpiry(draft, platform)) return [];
        // Text goes out byte for byte; only its headers can be added to.
        const inBody = place.keys[0] === "payloads";
        if (inBody && !isRecord(draft.content.payloads?.[platform])) return [];
        return [{ keys: place.keys, value: place.value(seconds) }];
      }),
});

/** Where each platform's expiry is, other spellings of it, and how it is written; Apple's is a date. */
const places: Readonly<
  Record<string, { keys: readonly string[]; headers?: readonly string[]; value?: (seconds: number) => unknown }>
> = {
  apple: {
    keys: ["headers", "apple", "apns-expiration"],
    headers: ["apns-expiration", "servicebusnotification-apns-expiry"],
  },
  fcmv1: { keys: ["payloads", "fcmv1", "message", "android", "ttl"], value: (seconds) => `${seconds}s` },
  gcm: { keys: ["payloads", "gcm", "time_to_live"], value: (seconds) => seconds },
  windows: { keys: ["headers", "windows", "X-WNS-TTL"], headers: ["x-wns-ttl"], value: String },
  browser: { keys: ["headers", "browser", "TTL"], headers: ["ttl"], value: String },
  adm: { keys: ["payloads", "adm", "expiresAfter"], value: (seconds) => seconds },
  xiaomi: { keys: ["payloads", "xiaomi", "time_to_live"], value: (seconds) => seconds * 1000 },
};

function lacksExpiry(draft: Draft, platform: string): boolean {
  const place = places[platform];
  if (!place || draft.content.payloads?.[platform] === undefined) return false;
  if (place.headers) {
    const headers = draft.headers(platform);
    return headers !== undefined && !place.headers.some((name) => headers[name] !== undefined);
  }
  const payload = draft.payload(platform);
  // A payload of another shape is for the payload rules.
  if (!payload || (platform === "fcmv1" && !isRecord(payload.message))) return false;
  return valueAt(payload, place.keys.slice(2)) === undefined;
}

function fault(platform: string): Fault {
  const { keys } = places[platform]!;
  return {
    keys,
    message: `is missing, so ${platform} decides how long it waits`,
    fix: `write ${keys.slice(2).join(".")}`,
  };
}

function ofMessage(draft: Draft, expiresAt: unknown): Fault[] {
  if (typeof expiresAt !== "string") return [];
  const at = draft.goesOutAt ?? draft.now;
  return Date.parse(expiresAt) <= at
    ? [{ keys: ["message", "expiresAt"], message: "is over before it goes out", fix: "choose a later time" }]
    : [];
}
