import type { Platform } from "../../../provider/message/definePlatform";
import { platformOf, platforms } from "../../../provider/message/platforms";
import { defineRule } from "../rule";

const retired = Object.values<Platform>(platforms).flatMap((platform) => (platform.retired ? [platform.format] : []));

export const legacyPlatforms = defineRule({
  code: "NH502",
  name: "legacy-platforms",
  group: "operations",
  severity: "error",
  preset: "recommended",
  description: `Retired platforms (${retired.join(", ")}) are used only where the policy configuration says so.`,
  prevents: "The send succeeds and reaches nobody.",
  config: {
    allow: {
      type: "array",
      items: { type: "string", enum: retired },
      default: [],
      description: "Retired platforms that may still be used.",
    },
  },
  judge:
    ({ allow }) =>
    (draft) =>
      draft.parts.flatMap(({ platform }) => {
        const legacy = platformOf(platform)?.retired;
        if (!legacy || allow.includes(platform)) return [];
        const instead = legacy.successor ? `send ${legacy.successor} instead, or ` : "";
        return [
          {
            keys: ["payloads", platform],
            message: "is for a platform that has been retired",
            fix: `${instead}add it to allow of legacy-platforms`,
          },
        ];
      }),
});
