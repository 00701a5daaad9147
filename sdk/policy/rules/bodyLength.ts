import { defineRule } from "../rule";
import { lengthConfig, lengthFaults, shortened } from "../textLength";

export const bodyLength = defineRule({
  code: "NH307",
  name: "body-length",
  group: "content",
  severity: "warning",
  preset: "recommended",
  description: "A body is as short as each platform shows it.",
  prevents: "The end of the text is cut off on the lock screen.",
  config: lengthConfig("body"),
  judge: (most) => (draft) => lengthFaults(draft, "body", most),
  remedy: (most) => (draft) => shortened(draft, "body", most),
});
