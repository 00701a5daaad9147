import { defineRule } from "../rule";

export const inDoubtHeld = defineRule({
  code: "NH503",
  name: "in-doubt-held",
  group: "operations",
  severity: "error",
  preset: "recommended",
  description: "A send whose result is unknown is held until a person decides.",
  prevents: "Phones ring twice with the same text.",
  config: {},
  judge: () => (draft) =>
    draft.value("onInDoubt") === "send-again"
      ? [{ keys: ["onInDoubt"], message: "is send-again, which may send twice", fix: 'write "hold", or leave it out' }]
      : [],
});
