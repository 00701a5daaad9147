import { parseInstant } from "../../../provider/client/instant";
import { maxTtlSeconds } from "../../../provider/message/message";
import { platformOf } from "../../../provider/message/platforms";
import type { BroadcastDraft } from "../broadcastDraft";
import { edits, keysAt, lacks } from "../places";
import { defineRule, type RuleFault } from "../rule";

export const expiryPresent = defineRule({
  code: "NH405",
  name: "expiry-present",
  group: "time",
  severity: "warning",
  preset: "recommended",
  description: "A payload says how long it waits for a device that is off, and has not expired when it is sent.",
  prevents: "Yesterday's offer rings tomorrow, or Apple tries once and gives up.",
  config: {
    seconds: {
      type: "integer",
      default: 259_200,
      minimum: 60,
      maximum: maxTtlSeconds,
      description:
        "How long it waits when the level is remediate, in seconds. A date cannot be added, so not on Apple.",
    },
  },
  judge: () => (draft) => {
    const { message } = draft.content;
    if (message) return ofMessage(draft, message.expiresAt);
    return draft.parts.flatMap(({ platform }) => {
      const place = platformOf(platform)?.expiry;
      if (!place || !lacks(draft, platform, place)) return [];
      const keys = keysAt(platform, place);
      const fix = `write ${keys.slice(2).join(".")}`;
      return [{ keys, message: `is missing, so ${platform} decides how long it waits`, fix }];
    });
  },
  remedy:
    ({ seconds }) =>
    (draft) =>
      draft.parts.flatMap(({ platform }) => {
        const place = platformOf(platform)?.expiry;
        return place?.write ? edits(draft, platform, place, () => place.write!(seconds)) : [];
      }),
});

function ofMessage(draft: BroadcastDraft, expiresAt: unknown): RuleFault[] {
  if (typeof expiresAt !== "string") return [];
  const waits = (parseInstant(expiresAt) ?? Number.NaN) - (draft.goesOutAt ?? draft.now);
  const keys = ["message", "expiresAt"];
  if (waits <= 0) return [{ keys, message: "has expired by the time it is sent", fix: "choose a later time" }];
  if (waits < (maxTtlSeconds + 1) * 1000) return [];
  return [{ keys, message: "is more than 28 days after it is sent", fix: "choose an earlier time" }];
}
