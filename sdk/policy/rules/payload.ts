import { payloadRules } from "../../../provider/message/checkPayload";
import { defineRule, type Rule } from "../rule";

/** The payload rules as policies. `check()` applies them too, but reports only errors. */
export const payload: readonly Rule[] = payloadRules.map(({ code, rule, severity, description, prevents }) =>
  defineRule({
    code,
    name: rule,
    group: "payload",
    severity,
    preset: "recommended",
    description,
    prevents,
    config: {},
    judge: () => (draft) => draft.payloadFaults.filter((fault) => fault.code === code),
  }),
);
