import type { Properties } from "../provider/broadcast/inputs";
import { unknown } from "../provider/message/unknown";

/** The engine sends a secret or an output as an object under this key, whose value says which of them it is. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The plain values, and the keys under which a secret was found at any depth. */
export function unwrap(properties: Properties): { plain: Properties; secretKeys: Set<string> } {
  const secretKeys = new Set<string>();
  const plain: Properties = {};
  for (const [key, value] of Object.entries(properties)) plain[key] = open(value, () => secretKeys.add(key));
  return { plain, secretKeys };
}

function open(value: unknown, onSecret: () => void): unknown {
  if (Array.isArray(value)) return value.map((each) => open(each, onSecret));
  if (typeof value !== "object" || value === null) return value;
  const wrapped = value as Record<string, unknown>;
  if (wrapped[signature] === secretSignature) {
    onSecret();
    return open(wrapped.value, onSecret);
  }
  if (wrapped[signature] === outputSignature) {
    if (wrapped.secret === true) onSecret();
    return "value" in wrapped ? open(wrapped.value, onSecret) : unknown;
  }
  return Object.fromEntries(Object.entries(wrapped).map(([key, each]) => [key, open(each, onSecret)]));
}

/** The engine marks nothing again for a plugin: what was secret on the way in is wrapped on the way out, key by key. */
export const wrap = (properties: object, secretKeys: ReadonlySet<string>): Properties =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, secretKeys.has(key) ? { [signature]: secretSignature, value } : value]),
  );
