import { defineRule } from "../rule";

const retired = { gcm: "fcmv1", windowsphone: "windows", baidu: "" } as const;

export const legacyPlatforms = defineRule({
  code: "NH502",
  name: "legacy-platforms",
  group: "operations",
  severity: "error",
  preset: "recommended",
  description: "Retired platforms (gcm, windowsphone, baidu) are used only where the policy configuration says so.",
  prevents: "The send succeeds and reaches nobody.",
  config: {
    allow: {
      type: "array",
      items: { type: "string", enum: Object.keys(retired) },
      default: [],
      description: "Retired platforms that are still wanted.",
    },
  },
  judge:
    ({ allow }) =>
    (draft) =>
      draft.parts
        .map(({ platform }) => platform)
        .filter((platform) => platform in retired && !allow.includes(platform))
        .map((platform) => ({
          keys: ["payloads", platform],
          message: "is for a platform that its maker has retired",
          fix: `${successor(platform)}add it to allow of legacy-platforms`,
        })),
});

const successor = (platform: string): string => {
  const name = retired[platform as keyof typeof retired];
  return name ? `send ${name} instead, or ` : "";
};
