import { defineRule } from "../rule";
import { anyOf } from "../wildcard";

export const everyoneApproved = defineRule({
  code: "NH201",
  name: "everyone-approved",
  group: "audience",
  severity: "error",
  preset: "recommended",
  description: "A broadcast to everyone is approved by name in the policy configuration.",
  prevents: "A message for a few rings every phone there is.",
  config: {
    approved: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Announcements (or names of broadcasts) that may go to everyone; * stands for anything.",
    },
  },
  judge({ approved }) {
    const isApproved = anyOf("approved", approved);
    return (draft) => {
      if (draft.audience?.everyone !== true || isApproved(draft.title)) return [];
      return [
        {
          keys: ["audience", "everyone"],
          message: `reaches every device, and "${draft.title}" is not approved for that`,
          fix: `add "${draft.title}" to approved of everyone-approved, or send to tags`,
        },
      ];
    };
  },
});
