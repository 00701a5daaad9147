import type { Edit } from "./rule";

/** The object that wraps a secret value; undefined for a plain value. */
export type SecretOf = (value: unknown) => { value: any } | undefined;

/** Sets properties, and creates the objects on the way. Secrets stay secret. */
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
