import { createHash } from "node:crypto";
import { platformOf } from "../../../provider/message/platforms";
import type { BroadcastDraft } from "../broadcastDraft";
import { edits, keysAt, lacks } from "../places";
import { defineRule } from "../rule";

export const collapseIdPresent = defineRule({
  code: "NH509",
  name: "collapse-id-present",
  group: "operations",
  severity: "warning",
  preset: "strict",
  description: "A payload has a collapse id, so that a later one replaces it on the device.",
  prevents: "A correction appears next to the mistake.",
  config: {},
  judge: () => (draft) =>
    draft.parts.flatMap(({ platform }) => {
      const place = platformOf(platform)?.collapseId;
      if (!place || !lacks(draft, platform, place)) return [];
      const keys = keysAt(platform, place);
      const fix = `write ${keys.slice(2).join(".")}`;
      return [{ keys, message: "is missing, so a correction would not replace it", fix }];
    }),
  remedy: () => (draft) =>
    draft.parts.flatMap(({ platform }) => {
      const place = platformOf(platform)?.collapseId;
      return place ? edits(draft, platform, place, () => idOf(draft).slice(0, place.length)) : [];
    }),
});

/** The same id that a rendered message of this announcement has. */
const idOf = (draft: BroadcastDraft): string => createHash("sha256").update(draft.title).digest("hex").slice(0, 32);
