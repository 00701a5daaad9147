import type { SecretOf } from "./remedy";

/** Marks of a secret on the engine's wire. */
const [signatureKey, secretSignature] = ["4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"];

/** What holds a secret's value on the wire. */
export const secretOf: SecretOf = (value) => {
  if (typeof value !== "object" || value === null || !("value" in value)) return undefined;
  return Reflect.get(value, signatureKey) === secretSignature ? value : undefined;
};

/** The plain values, secrets opened. */
export function opened(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const secret = secretOf(value);
  if (secret) return opened(secret.value);
  if (Array.isArray(value)) return value.map(opened);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, opened(each)]));
}
