import { isUnknown } from "../../../provider/message/unknown";
import { pathOf } from "../paths";
import { defineRule, type Keys } from "../rule";
import { anyOf } from "../wildcard";

export const valuesKnown = defineRule({
  code: "NH508",
  name: "values-known",
  group: "operations",
  severity: "error",
  preset: "recommended",
  description: "Every value of a broadcast is known when it is judged; the other rules cannot judge one that is not.",
  prevents: "A check that runs on previews lets through what it has not seen.",
  config: {
    allowUnknown: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Values that a preview need not know, such as message.link; * stands for anything. An update judges them.",
    },
  },
  judge({ allowUnknown }) {
    const isAllowed = anyOf("allowUnknown", allowUnknown);
    return (draft) =>
      unknownKeys(draft.declaration)
        .filter((keys) => !isAllowed(pathOf(keys)))
        .map((keys) => ({
          keys,
          message: "is not known in this preview, so no rule can judge it",
          fix: `add "${pathOf(keys)}" to allowUnknown of values-known to judge it in the update alone`,
        }));
  },
});

/** Properties that check adds; they follow from the others. */
const derived = new Set(["digests", "countsAs", "posts", "plannedAt", "said", "to", "of", "memory", "__provider"]);

function* unknownKeys(value: unknown, keys: Keys = []): Generator<Keys> {
  if (isUnknown(value)) yield keys;
  else if (typeof value === "object" && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      if (keys.length === 0 && derived.has(key)) continue;
      yield* unknownKeys(each, [...keys, Array.isArray(value) ? Number(key) : key]);
    }
  }
}
