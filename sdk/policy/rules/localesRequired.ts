import { isRecord } from "../../../provider/message/isRecord";
import { checkLocale } from "../../../provider/message/locale";
import { hasUnknown } from "../../../provider/message/unknown";
import { valueAt } from "../paths";
import { ConfigError, defineRule } from "../rule";

export const localesRequired = defineRule({
  code: "NH305",
  name: "locales-required",
  group: "content",
  severity: "error",
  preset: "strict",
  description: "A message is written in every language that the policy configuration requires.",
  prevents: "People get text they cannot read.",
  config: {
    locales: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Locales such as fr or pt-BR that a message must have, title and body. Empty: none.",
    },
  },
  judge({ locales }) {
    for (const locale of locales) {
      const reason = checkLocale(locale);
      if (reason) throw new ConfigError("locales", `${JSON.stringify(locale)} ${reason}`);
    }
    return (draft) => {
      const { message } = draft.content;
      const declared = valueAt(draft.declaration, ["message", "locales"]);
      if (!message || hasUnknown(declared) || message.silent) return [];
      return locales.flatMap((locale) => {
        const content = isRecord(declared) ? declared[locale] : undefined;
        const missing = ["title", "body"].filter((field) => !isRecord(content) || content[field] === undefined);
        if (missing.length === 0) return [];
        return [{ keys: ["message", "locales", locale], message: `lacks ${missing.join(" and ")}`, fix: "write it" }];
      });
    };
  },
});
