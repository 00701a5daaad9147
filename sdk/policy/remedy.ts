import type { Edit } from "./rule";

/** Finds what a secret holds it in; undefined for a plain value. */
export type SecretOf = (value: unknown) => { value: any } | undefined;

/** Sets properties, making the objects on the way. What was a secret stays one. */
export function applyEdits(
  root: Record<string, any>,
  edits: Iterable<Edit>,
  secretOf: SecretOf = () => undefined,
): void {
  for (const { keys, value } of edits) {
    let at = root;
    for (const key of keys.slice(0, -1)) {
      at[key] ??= {};
      at = secretOf(at[key])?.value ?? at[key];
    }
    const last = keys.at(-1)!;
    const secret = secretOf(at[last]);
    if (secret) secret.value = value;
    else at[last] = value;
  }
}
