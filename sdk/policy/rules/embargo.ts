import { defineRule } from "../rule";
import { instant } from "../wallTime";
import { anyOf } from "../wildcard";

export const embargo = defineRule({
  code: "NH404",
  name: "embargo",
  group: "time",
  severity: "error",
  preset: "strict",
  description: "Nothing is sent before the embargo in the policy configuration ends.",
  prevents: "Phones know the news before the press does.",
  config: {
    until: {
      type: "string",
      description: "Instant at which it ends, such as 2027-03-01T09:00:00Z. Absent: no embargo.",
    },
    announcements: {
      type: "array",
      items: { type: "string" },
      default: ["*"],
      description: "Announcements (or names of broadcasts) that it holds back; * stands for anything.",
    },
  },
  judge({ until, announcements }) {
    const end = until === undefined ? undefined : instant("until", until);
    const isHeld = anyOf("announcements", announcements);
    return (draft) => {
      const at = draft.goesOutAt;
      if (end === undefined || at === undefined || at >= end || !isHeld(draft.title)) return [];
      return [
        {
          keys: ["schedule"],
          message: `means that it is sent before the embargo ends at ${until}`,
          fix: `schedule: "${until}"`,
        },
      ];
    };
  },
});
