import { satisfiable, tagExpression, tagsOf } from "../../../provider/client/tagExpression";
import type { BroadcastDraft } from "../broadcastDraft";
import { defineRule } from "../rule";
import { anyOf } from "../wildcard";

export const everyoneApproved = defineRule({
  code: "NH201",
  name: "everyone-approved",
  group: "audience",
  severity: "error",
  preset: "recommended",
  description: "A broadcast to everyone is approved by name in the policy configuration.",
  prevents: "A message meant for a few rings every phone.",
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
      const everyone = draft.audience?.everyone === true;
      if ((!everyone && !reachesUntagged(draft)) || isApproved(draft.title)) return [];
      return [
        {
          keys: ["audience", everyone ? "everyone" : "tagExpression"],
          message: `reaches every device${everyone ? "" : " without a tag"}, and "${draft.title}" is not approved for that`,
          fix: `add "${draft.title}" to approved of everyone-approved, or send to tags`,
        },
      ];
    };
  },
});

/** Whether a device without tags receives it: an expression that only excludes tags is as broad as everyone. */
function reachesUntagged({ audience, expression }: BroadcastDraft): boolean {
  if (!expression || audience?.tagExpression === undefined) return false;
  const none = [...new Set(tagsOf(expression))].map((tag) => tagExpression.not(tag));
  return satisfiable(tagExpression.and(expression, ...none));
}
