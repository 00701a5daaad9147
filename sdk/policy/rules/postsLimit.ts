import { defineRule } from "../rule";

export const postsLimit = defineRule({
  code: "NH506",
  name: "posts-limit",
  group: "operations",
  severity: "error",
  preset: "strict",
  description: "One update posts no more than the policy configuration allows, over all broadcasts.",
  prevents: "A loop or a restored stack announces everything at once.",
  config: {
    most: {
      type: "integer",
      default: 20,
      minimum: 1,
      description: "Most posts of one update: platforms times locales.",
    },
  },
  judge:
    ({ most }) =>
    (draft) => {
      const { posts } = draft.run;
      posts.set(draft.id, draft.parts.length);
      const total = [...posts.values()].reduce((sum, count) => sum + count, 0);
      return total > most
        ? [
            {
              keys: [],
              message: `brings this update to ${total} posts; at most ${most} are allowed`,
              fix: "send in parts, or raise most of posts-limit",
            },
          ]
        : [];
    },
});
