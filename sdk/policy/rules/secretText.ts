import { findSecrets, findSecretsOf } from "../findSecrets";
import { defineRule, type RuleFault } from "../rule";

export const secretText = defineRule({
  code: "NH303",
  name: "secret-text",
  group: "content",
  severity: "error",
  preset: "recommended",
  description: "Nothing that is sent contains a key, a token, a password or a signed link.",
  prevents: "A credential is on every device, permanently.",
  config: {},
  judge: () => (draft) => {
    const found = draft.texts.flatMap(({ keys, text, role }) => {
      const read = role === "title" || role === "subtitle" || role === "body";
      const [name] = [...ofName(keys.at(-1)), ...findSecretsOf(String(keys.at(-1)), text, read)];
      return name === undefined ? [] : [faultOf(keys, name)];
    });
    const platforms = new Set(draft.parts.map(({ platform }) => platform));
    for (const platform of platforms) {
      for (const [header, value] of Object.entries(draft.declaredHeaders(platform) ?? {})) {
        const [name] = [...ofName(header), ...findSecretsOf(header, String(value))];
        if (name !== undefined) found.push(faultOf(["headers", platform, header], name));
      }
    }
    return found;
  },
});

/** The name of a property is sent too. */
const ofName = (key: string | number | undefined): string[] =>
  typeof key === "string" && key.length >= 16 ? findSecrets(key) : [];

const faultOf = (keys: RuleFault["keys"], name: string): RuleFault => ({
  keys,
  message: `contains what looks like ${name}`,
  fix: "remove it, and replace the credential where it is used",
});
