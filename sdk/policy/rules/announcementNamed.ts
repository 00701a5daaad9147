import { defineRule } from "../rule";

export const announcementNamed = defineRule({
  code: "NH505",
  name: "announcement-named",
  group: "operations",
  severity: "warning",
  preset: "strict",
  description: "A broadcast names its announcement, which is what is sent once.",
  prevents: "The same news from two broadcasts, or two stacks, is sent twice.",
  config: {},
  judge: () => (draft) =>
    draft.declaration.announcement === undefined
      ? [{ keys: ["announcement"], message: "is missing", fix: `announcement: "${draft.name}"` }]
      : [],
});
