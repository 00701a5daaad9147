import { PayloadError } from "../../../provider/client/errors/payloadError";
import { checkLimits, formatTagExpression } from "../../../provider/client/tagExpression";
import { splitByLocale } from "../../../provider/message/audienceRules";
import { isRecord } from "../../../provider/message/isRecord";
import { defineRule } from "../rule";

export const expressionLimits = defineRule({
  code: "NH205",
  name: "expression-limits",
  group: "audience",
  severity: "error",
  preset: "recommended",
  description: "A tag expression has no more tags than the service accepts: 20 with only ||, 10 with only &&, 6 mixed.",
  prevents: "The hub refuses the send.",
  config: {},
  judge: () => (draft) => {
    const { audience, expression } = draft;
    const keys = ["audience", audience?.tags === undefined ? "tagExpression" : "tags"];
    if (!expression) return [];
    const reason = checkLimits(expression);
    if (reason) return [{ keys, message: reason, fix: "tag the installations with one tag for the whole" }];
    const { message } = draft.content;
    if (!isRecord(message?.locales) || draft.declaration.message === undefined) return [];
    try {
      splitByLocale({ tagExpression: formatTagExpression(expression) }, Object.keys(message.locales), message);
      return [];
    } catch (error) {
      if (!(error instanceof PayloadError)) return [];
      return error.issues.map((issue) => ({ keys, message: `cannot be split by locale: ${issue.message}` }));
    }
  },
});
