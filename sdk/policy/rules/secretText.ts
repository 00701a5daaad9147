import { defineRule } from "../rule";
import { findSecrets } from "../secrets";

export const secretText = defineRule({
  code: "NH303",
  name: "secret-text",
  group: "content",
  severity: "error",
  preset: "recommended",
  description: "Nothing that is sent holds a key, a token, a password or a signed link.",
  prevents: "A credential is on every device, for good.",
  config: {},
  judge: () => (draft) =>
    draft.texts.flatMap(({ keys, text }) =>
      findSecrets(text).map((name) => ({
        keys,
        message: `holds what looks like ${name}`,
        fix: "take it out and change it where it is used",
      })),
    ),
});
