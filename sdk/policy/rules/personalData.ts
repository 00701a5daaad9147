import { tagsOf } from "../../../provider/client/tagExpression";
import { findPersonalData, personalDataKinds } from "../findPersonalData";
import { defineRule, type RuleFault } from "../rule";
import { anyOf } from "../wildcard";

export const personalData = defineRule({
  code: "NH302",
  name: "personal-data",
  group: "content",
  severity: "warning",
  preset: "recommended",
  description: "Text, links and tags hold no email address, phone number, card number or bank account of a person.",
  prevents: "Thousands of people read what belongs to one; tags are stored unencrypted.",
  config: {
    kinds: {
      type: "array",
      items: { type: "string", enum: personalDataKinds },
      default: personalDataKinds,
      description: "What to look for. Card numbers and bank accounts count when their checksum is right.",
    },
    allow: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Addresses and numbers that are public, such as support@contoso.com; * stands for anything.",
    },
  },
  judge({ kinds, allow }) {
    const isPublic = anyOf(
      "allow",
      allow.map((each) => each.toLowerCase()),
    );
    const find = (text: string, keys: RuleFault["keys"]): RuleFault[] =>
      findPersonalData(text, kinds)
        .filter(({ match }) => !isPublic(match.toLowerCase()))
        .map(({ name, index }) => ({
          keys,
          message: `holds ${name}, at character ${index + 1}`,
          fix: "remove it, or add it to allow of personal-data when it is public",
        }));
    return (draft) => [
      ...draft.texts
        .filter(({ role }) => role !== "other" && role !== "image")
        .flatMap(({ keys, text }) => find(text, keys)),
      ...(draft.expression ? tagsOf(draft.expression) : []).flatMap((tag) =>
        find(tag, ["audience", draft.audience?.tags === undefined ? "tagExpression" : "tags"]),
      ),
    ];
  },
});
