import type { SecretOf } from "./remedy";

/** The key and the value by which the engine's protocol marks a secret. */
const [signatureKey, secretSignature] = ["4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"];

/** The object that wraps a secret value in the engine's protocol. */
export const secretOf: SecretOf = (value) => {
  if (typeof value !== "object" || value === null || !("value" in value)) return undefined;
  return Reflect.get(value, signatureKey) === secretSignature ? value : undefined;
};

/** The value with all secrets unwrapped. */
export function opened(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const secret = secretOf(value);
  if (secret) return opened(secret.value);
  if (Array.isArray(value)) return value.map(opened);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, opened(each)]));
}
