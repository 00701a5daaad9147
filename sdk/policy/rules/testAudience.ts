import { satisfiable, type TagExpression, tagExpression } from "../../../provider/client/tagExpression";
import { defineRule } from "../rule";
import { tagNames } from "../tagNames";
import { anyOf } from "../wildcard";

export const testAudience = defineRule({
  code: "NH204",
  name: "test-audience",
  group: "audience",
  severity: "error",
  preset: "all",
  description: "Stacks that are not production reach only test devices, and production does no test sends.",
  prevents: "A trial in a development stack rings customers' phones.",
  config: {
    production: {
      type: "array",
      items: { type: "string" },
      default: ["prod", "production"],
      description: "Names of the production stacks; * stands for anything.",
    },
    testTags: {
      type: "array",
      items: { type: "string" },
      default: ["test"],
      description: "Tags of test devices.",
    },
  },
  judge({ production, testTags }) {
    const isProduction = anyOf("production", production);
    tagNames("testTags", testTags);
    const isTest = testTags.length > 0 ? tagExpression.or(...testTags) : undefined;
    return (draft) => {
      if (draft.stack === undefined) return [];
      const test = draft.value("test") === true;
      if (isProduction(draft.stack)) {
        return test
          ? [{ keys: ["test"], message: `is a test send in the production stack ${draft.stack}`, fix: "remove test" }]
          : [];
      }
      if (test || !draft.audience || draft.audience.devices !== undefined) return [];
      if (draft.expression && isTest && onlyWithin(draft.expression, isTest)) return [];
      if (!draft.expression && draft.audience.everyone !== true) return [];
      return [
        {
          keys: ["audience"],
          message: `may reach customers from the stack ${draft.stack}, which is not production`,
          fix: `set test: true, or send to ${testTags.map((tag) => `"${tag}"`).join(" or ") || "named devices"}`,
        },
      ];
    };
  },
});

const onlyWithin = (expression: TagExpression, other: TagExpression): boolean =>
  !satisfiable(tagExpression.and(expression, tagExpression.not(other)));
