import { tagsOf } from "../../../provider/client/tagExpression";
import { defineRule } from "../rule";
import { anyOf } from "../wildcard";

export const tagsAllowed = defineRule({
  code: "NH203",
  name: "tags-allowed",
  group: "audience",
  severity: "error",
  preset: "strict",
  description: "Only tags listed in the policy configuration are used.",
  prevents: "A misspelt tag reaches nobody, and nobody notices.",
  config: {
    tags: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Tags that may be used; * stands for anything. Empty: any.",
    },
  },
  judge({ tags }) {
    const isAllowed = anyOf("tags", tags);
    return (draft) => {
      if (tags.length === 0 || !draft.expression) return [];
      const others = [...new Set(tagsOf(draft.expression))].filter((tag) => !isAllowed(tag));
      return others.map((tag) => ({
        keys: ["audience", draft.audience?.tags === undefined ? "tagExpression" : "tags"],
        message: `uses the tag "${tag}", which is not listed`,
        fix: "correct the tag, or add it to tags of tags-allowed",
      }));
    };
  },
});
