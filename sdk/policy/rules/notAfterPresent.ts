import { defineRule } from "../rule";

export const notAfterPresent = defineRule({
  code: "NH504",
  name: "not-after-present",
  group: "operations",
  severity: "warning",
  preset: "strict",
  description: "A broadcast has a notAfter, the moment after which it is no longer posted.",
  prevents: "A new stack or a late pipeline announces last year's release.",
  config: {},
  judge: () => (draft) =>
    draft.declaration.notAfter === undefined
      ? [{ keys: ["notAfter"], message: "is missing", fix: "write the last moment at which it is still news" }]
      : [],
});
