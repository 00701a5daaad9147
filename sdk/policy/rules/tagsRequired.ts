import { satisfiable, tagExpression } from "../../../provider/client/tagExpression";
import { defineRule } from "../rule";
import { tagNames } from "../tagNames";

export const tagsRequired = defineRule({
  code: "NH202",
  name: "tags-required",
  group: "audience",
  severity: "error",
  preset: "strict",
  description: "The audience is chosen by tags, and every device in it carries the required ones.",
  prevents: "People who never agreed to announcements get them.",
  config: {
    tags: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Tags that every device reached must carry, such as that of people who agreed.",
    },
    allowDevices: {
      type: "boolean",
      default: false,
      description: "Whether an audience may be device handles.",
    },
  },
  judge({ tags, allowDevices }) {
    tagNames("tags", tags);
    return (draft) => {
      const { audience, expression } = draft;
      if (!audience) return [];
      if (audience.devices !== undefined) {
        return allowDevices ? [] : [{ keys: ["audience", "devices"], message: "names devices instead of tags" }];
      }
      if (audience.everyone === true) return [{ keys: ["audience"], message: "names no tag", fix: "send to tags" }];
      if (!expression) return [];
      // A device that matches without the tag exists exactly when "expression and not tag" can be satisfied.
      const missing = tags.filter((tag) => satisfiable(tagExpression.and(expression, tagExpression.not(tag))));
      return missing.map((tag) => ({
        keys: ["audience"],
        message: `also reaches devices without the tag "${tag}"`,
        fix: `write tagExpression: "(…) && ${tag}"`,
      }));
    };
  },
});
