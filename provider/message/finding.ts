import { joinPath } from "./path";

/** A problem that a rule found in a payload or a message. */
export interface Finding {
  /** Stable code, such as NH101. */
  code: PayloadRule["code"];
  /** Name of the rule in kebab-case. */
  rule: string;
  /** `error`: refused by the service, or nothing is shown. `warning`: it looks like a mistake. */
  severity: "error" | "warning";
  /** The path from the root of the payload or message; empty for the whole. */
  path: string;
  /** One sentence, which does not quote the text. */
  message: string;
  fix?: Fix;
}

/** How to fix a finding, with a JSON Patch (RFC 6902) of the payload if it can be fixed mechanically. */
export interface Fix {
  description: string;
  patch?: JsonPatchOperation[];
}

/** One step of a JSON Patch. `path` and `from` are JSON Pointers. */
export type JsonPatchOperation =
  | { op: "add" | "replace"; path: string; value: unknown }
  | { op: "remove"; path: string }
  | { op: "move"; from: string; path: string };

/** A payload rule: its name, what it asks for, and what happens when it is broken. */
export interface PayloadRule {
  code: `NH1${number}`;
  rule: string;
  severity: "error" | "warning";
  description: string;
  /** What people see, or do not see, when the rule is broken. */
  prevents: string;
}

/** Every rule that `checkPayload` and `checkMessage` apply. Codes and names never change. */
export const payloadRules = [
  {
    code: "NH101",
    rule: "payload-readable",
    severity: "error",
    description: "A payload has the form that its platform reads: one JSON object, or XML for Windows.",
    prevents: "The service accepts the send and the platform drops it.",
  },
  {
    code: "NH102",
    rule: "payload-size",
    severity: "error",
    description: "A payload fits into the bytes that its platform takes.",
    prevents: "Every device reports InvalidNotificationSize and shows nothing.",
  },
  {
    code: "NH103",
    rule: "apple-aps",
    severity: "error",
    description: "An Apple alert has its text in `aps`.",
    prevents: "Apple devices get the push and show nothing.",
  },
  {
    code: "NH104",
    rule: "apple-aps-shown",
    severity: "error",
    description: "`aps` has only keys that Apple knows, and at least an alert, a badge, a sound or a background flag.",
    prevents: "Apple devices get the push and show nothing.",
  },
  {
    code: "NH105",
    rule: "apple-background",
    severity: "error",
    description: "An Apple background push has no alert, badge or sound, and priority 5.",
    prevents: "Apple refuses the push, or delivers it only now and then.",
  },
  {
    code: "NH106",
    rule: "badge-integer",
    severity: "error",
    description: "A badge is a whole number, 0 or more.",
    prevents: "Apple refuses the payload or leaves the old number.",
  },
  {
    code: "NH107",
    rule: "fcmv1-message",
    severity: "error",
    description: "An FCM v1 payload is `{ message: { … } }` with a notification or data.",
    prevents: "The send succeeds and reaches nobody, without an error.",
  },
  {
    code: "NH108",
    rule: "fcmv1-legacy",
    severity: "error",
    description: "An FCM v1 payload has no legacy GCM keys.",
    prevents: "The send succeeds and reaches nobody, without an error.",
  },
  {
    code: "NH109",
    rule: "data-text",
    severity: "error",
    description: "Values of `data` are strings.",
    prevents: "FCM and ADM refuse the whole payload.",
  },
  {
    code: "NH110",
    rule: "xml-valid",
    severity: "error",
    description: "A Windows payload is well-formed XML with a toast, a tile or a badge as its root.",
    prevents: "Windows drops the notification without an error.",
  },
  {
    code: "NH111",
    rule: "xml-safe",
    severity: "error",
    description: "XML has no document type, custom entities or processing instructions.",
    prevents: "Windows drops the notification, or something outside the payload is read.",
  },
  {
    code: "NH112",
    rule: "toast-elements",
    severity: "error",
    description: "Every element of a toast or tile is one that Windows knows, in a place where Windows allows it.",
    prevents: "Windows drops the notification or leaves the part out.",
  },
  {
    code: "NH113",
    rule: "template-text",
    severity: "error",
    description: "Values of a template send are strings.",
    prevents: "The hub refuses the send.",
  },
  {
    code: "NH114",
    rule: "template-property",
    severity: "error",
    description: "A template send has at least one property.",
    prevents: "Every template is shown without its values.",
  },
  {
    code: "NH115",
    rule: "link-absolute",
    severity: "error",
    description: "A link is an absolute https link or an app link with a scheme of its own.",
    prevents: "A tap opens nothing.",
  },
  {
    code: "NH116",
    rule: "placeholder-left",
    severity: "error",
    description: "No text contains an unfilled placeholder.",
    prevents: "Phones show {{name}}.",
  },
  {
    code: "NH117",
    rule: "object-text",
    severity: "error",
    description: "No text contains [object Object].",
    prevents: "Phones show [object Object].",
  },
  {
    code: "NH118",
    rule: "undefined-text",
    severity: "error",
    description: "No text contains undefined, null or NaN in place of a value.",
    prevents: "Phones show undefined.",
  },
  {
    code: "NH119",
    rule: "output-text",
    severity: "error",
    description: "No text was made by joining a Pulumi output to a string.",
    prevents: "Phones show Pulumi's advice about outputs.",
  },
  {
    code: "NH120",
    rule: "text-showable",
    severity: "error",
    description: "Text contains no lone surrogates or control characters.",
    prevents: "Phones show boxes, or the platform refuses the payload.",
  },
  {
    code: "NH121",
    rule: "headers-valid",
    severity: "error",
    description: "Headers are known to the platform and have valid values.",
    prevents: "The hub or the platform refuses the send, or ignores the header.",
  },
  {
    code: "NH122",
    rule: "text-present",
    severity: "error",
    description: "A visible notification has text to show.",
    prevents: "Phones ring and show nothing, or an empty line.",
  },
  {
    code: "NH130",
    rule: "fcmv1-fields",
    severity: "error",
    description: "An FCM v1 payload has only fields of Google's schema, with values of the right types.",
    prevents: "FCM refuses the whole payload, or leaves the field out.",
  },
  {
    code: "NH131",
    rule: "apple-values",
    severity: "error",
    description: "Keys of `aps` have values of the types and ranges that Apple documents.",
    prevents: "Apple refuses the push, or devices ignore the key.",
  },
  {
    code: "NH132",
    rule: "toast-attributes",
    severity: "error",
    description: "Attributes of a toast, tile or badge are known to Windows and have valid values.",
    prevents: "Windows drops the notification or leaves the part out.",
  },
  {
    code: "NH133",
    rule: "payload-fields",
    severity: "error",
    description: "A payload for browsers, Amazon or Xiaomi has fields and values that its platform documents.",
    prevents: "The platform refuses the payload, or the service worker fails to show it.",
  },
] as const satisfies readonly PayloadRule[];

/** The keys from the root of a value to a part of it: `["message", "title"]`, before they become a path. */
export type Keys = readonly (string | number)[];

/** The code of a payload rule. */
export type Code = (typeof payloadRules)[number]["code"];

/** A finding of the rule with this code. */
export function finding(
  code: Code,
  keys: Keys | string,
  message: string,
  more: { fix?: Fix; severity?: Finding["severity"] } = {},
): Finding {
  const { rule, severity } = payloadRules.find((each) => each.code === code)!;
  const path = typeof keys === "string" ? keys : joinPath(...keys);
  const found: Finding = { code, rule, severity: more.severity ?? severity, path, message };
  if (more.fix) found.fix = more.fix;
  return found;
}

/** Keys as a JSON Pointer (RFC 6901). */
export function pointer(...keys: Keys): string {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
