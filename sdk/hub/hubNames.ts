import type { Checked } from "./argumentChecks";

// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnotificationhubs, and for
// the hub's first character the pattern of api-version 2023-10-01-preview, which is stricter.
const rules = {
  namespaceName: {
    pattern: /^[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]$/,
    words:
      "6 to 50 characters of letters, digits and hyphens, beginning with a letter and ending with a letter or digit",
  },
  hubName: {
    pattern: /^[A-Za-z][A-Za-z0-9._-]{0,259}$/,
    words: "1 to 260 characters of letters, digits and . _ -, beginning with a letter",
  },
};

/** If the namespace has no name, azure-native uses the resource's name and this many random digits. */
const randomDigits = 8;

/** Checks a name, or says why the service would refuse it. */
export function readName(kind: keyof typeof rules, name: string): Checked<string> {
  const { pattern, words } = rules[kind];
  if (pattern.test(name)) return { value: name };
  return { issues: [{ path: kind, message: `is ${JSON.stringify(name)}; the service takes ${words}` }] };
}

/** Checks the name of a resource that its namespace is named after, or says why that name would be refused. */
export function readNameStem(stem: string): Checked<string> {
  if (rules.namespaceName.pattern.test(stem + "0".repeat(randomDigits))) return { value: stem };
  const message = `must be set: the service refuses the default, ${JSON.stringify(stem)} and ${randomDigits} random digits, because it takes ${rules.namespaceName.words}`;
  return { issues: [{ path: "namespaceName", message }] };
}
