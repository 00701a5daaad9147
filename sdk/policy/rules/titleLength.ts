import { defineRule } from "../rule";
import { lengthConfig, lengthFaults, shortened } from "../textLength";

export const titleLength = defineRule({
  code: "NH306",
  name: "title-length",
  group: "content",
  severity: "warning",
  preset: "recommended",
  description: "A title is as short as each platform shows it.",
  prevents: "The end of the title, often the point of it, is cut off.",
  config: lengthConfig("title"),
  judge: (most) => (draft) => lengthFaults(draft, "title", most),
  remedy: (most) => (draft) => shortened(draft, "title", most),
});
