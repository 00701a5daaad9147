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
  description:
    "Text, links and tags contain no email address, phone number, card, bank account or identity number of a person.",
  prevents: "Thousands of people read one person's data; tags are stored unencrypted.",
  config: {
    kinds: {
      type: "array",
      items: { type: "string", enum: personalDataKinds },
      default: personalDataKinds,
      description:
        "What to look for. Card numbers, bank accounts and identity numbers count when their checksum is right.",
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
    const find = (text: string, keys: RuleFault["keys"], counts: (kind: string) => boolean = () => true): RuleFault[] =>
      findPersonalData(text, kinds.filter(counts))
        .filter(({ match }) => !isPublic(match.toLowerCase()) && !roles.test(match))
        .map(({ name, index }) => ({
          keys,
          message: `contains ${name}, at character ${index + 1}`,
          fix: "remove it, or add it to allow of personal-data when it is public",
        }));
    return (draft) => [
      ...draft.texts.flatMap(({ keys, text, role }) =>
        // Data for the app is full of numbers, so only what cannot be anything else counts there.
        find(
          text,
          keys,
          role === "other" || role === "image" ? (kind) => kind === "email" || kind === "iban" : undefined,
        ),
      ),
      ...(draft.expression ? tagsOf(draft.expression) : []).flatMap((tag) =>
        find(tag, ["audience", draft.audience?.tags === undefined ? "tagExpression" : "tags"]),
      ),
    ];
  },
});

/** Addresses of roles, such as support@, which are public everywhere. */
const roles =
  /^(?:support|help|info|hello|hi|contact|kontakt|contacto|contato|press|presse|sales|news|newsletter|no-?reply|do-?not-?reply|feedback|service|kundenservice|team|office|jobs|careers|security|privacy|abuse|billing|legal|events?|tickets?|booking|reservations?)@/i;
