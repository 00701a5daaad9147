import { contradictions } from "../../../provider/client/tagExpression";
import { defineRule } from "../rule";

export const expressionMeaning = defineRule({
  code: "NH206",
  name: "expression-meaning",
  group: "audience",
  severity: "error",
  preset: "recommended",
  description: "A tag expression matches some devices and not others, and so does each of its parts.",
  prevents: "The send reaches nobody, or everybody.",
  config: {},
  judge: () => (draft) => {
    const { expression } = draft;
    if (!expression) return [];
    return contradictions(expression).map((message) => ({
      keys: ["audience", draft.audience?.tags === undefined ? "tagExpression" : "tags"],
      message: `is probably a mistake: ${message}`,
    }));
  },
});
