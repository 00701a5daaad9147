import { type Finding, finding, type Keys, pointer } from "./finding";
import { isRecord, isWhole } from "./isRecord";

/** A badge that is not a whole number. */
export function checkBadge(badge: unknown, keys: Keys): Finding[] {
  if (badge === undefined || isWhole(badge)) return [];
  const digits = typeof badge === "string" && /^\d{1,9}$/.test(badge);
  const fix = digits
    ? {
        description: "write the number without quotes",
        patch: [{ op: "replace", path: pointer(...keys), value: Number(badge) } as const],
      }
    : undefined;
  return [finding("NH106", keys, "must be a whole number, 0 or more", { fix })];
}

/** Values of a data object that are not strings. */
export function checkData(data: unknown, keys: Keys): Finding[] {
  if (data === undefined) return [];
  if (!isRecord(data)) return [finding("NH109", keys, "must be an object of strings")];
  return checkStrings("NH109", data, keys);
}

/** Properties that are not strings, each with the patch that makes it one. */
export function checkStrings(code: "NH109" | "NH113", values: Record<string, unknown>, keys: Keys): Finding[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (typeof value === "string") return [];
    const patch = [{ op: "replace", path: pointer(...keys, key), value: asText(value) } as const];
    const fix = { description: "write it as a string", patch };
    return [finding(code, [...keys, key], `must be a string, found ${kindOf(value)}`, { fix })];
  });
}

/** A value as text that an app would parse again. */
export function asText(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

/** A value's type as people call it. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return (
    { number: "a number", boolean: "true or false", object: "an object" }[typeof value as string] ?? `${typeof value}`
  );
}
