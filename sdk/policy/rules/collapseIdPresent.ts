import { createHash } from "node:crypto";
import { isRecord } from "../../../provider/message/record";
import type { Draft } from "../draft";
import { valueAt } from "../paths";
import { defineRule, type Edit } from "../rule";

export const collapseIdPresent = defineRule({
  code: "NH509",
  name: "collapse-id-present",
  group: "operations",
  severity: "warning",
  preset: "strict",
  description: "A payload carries an id by which a later one replaces it on the device.",
  prevents: "A correction stands beside the mistake.",
  config: {},
  judge: () => (draft) =>
    draft.parts
      .filter(({ platform }) => lacksId(draft, platform))
      .map(({ platform }) => {
        const { keys } = places[platform]!;
        return {
          keys,
          message: "is missing, so a correction would not replace it",
          fix: `write ${keys.slice(2).join(".")}`,
        };
      }),
  remedy: () => (draft) =>
    draft.parts.flatMap(({ platform }): Edit[] => {
      const place = places[platform];
      if (!place || !lacksId(draft, platform)) return [];
      if (place.keys[0] === "payloads" && !isRecord(draft.content.payloads?.[platform])) return [];
      return [{ keys: place.keys, value: idOf(draft).slice(0, place.length) }];
    }),
});

const places: Readonly<Record<string, { keys: readonly string[]; length: number }>> = {
  apple: { keys: ["headers", "apple", "apns-collapse-id"], length: 32 },
  fcmv1: { keys: ["payloads", "fcmv1", "message", "android", "collapse_key"], length: 32 },
  windows: { keys: ["headers", "windows", "X-WNS-Tag"], length: 16 },
  browser: { keys: ["headers", "browser", "Topic"], length: 32 },
  adm: { keys: ["payloads", "adm", "consolidationKey"], length: 32 },
};

/** The id that a rendered message of the same announcement carries. */
const idOf = (draft: Draft): string => createHash("sha256").update(draft.title).digest("hex").slice(0, 32);

function lacksId(draft: Draft, platform: string): boolean {
  const place = places[platform];
  if (!place || draft.content.payloads?.[platform] === undefined) return false;
  const [where, , ...rest] = place.keys;
  if (where === "headers") {
    const headers = draft.headers(platform);
    return headers !== undefined && headers[rest[0]!.toLowerCase()] === undefined;
  }
  const payload = draft.payload(platform);
  // A payload of another shape is for the payload rules.
  if (!payload || (platform === "fcmv1" && !isRecord(payload.message))) return false;
  return valueAt(payload, rest) === undefined;
}
