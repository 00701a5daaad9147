import { type Code, type Finding, finding, type Keys } from "./finding";
import { isRecord } from "./isRecord";
import { nearest } from "./nearest";

/** What a platform's documentation requires of a value; returns findings if it is something else. */
export type Shape = (value: unknown, keys: Keys, code: Code) => Finding[];

/** A value for which a test holds. */
export function where(holds: (value: unknown) => boolean, reason: string, severity?: Finding["severity"]): Shape {
  return (value, keys, code) => (holds(value) ? [] : [finding(code, keys, reason, { severity })]);
}

export const anything: Shape = () => [];
export const text = where((value) => typeof value === "string", "must be a string");
export const flag = where((value) => typeof value === "boolean", "must be true or false");
export const object = where(isRecord, "must be an object");

/** A number from `min` to `max`. */
export function number(min: number, max: number): Shape {
  return where(
    (value) => typeof value === "number" && value >= min && value <= max,
    `must be a number from ${min} to ${max}`,
  );
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER): Shape {
  const most = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  return where(
    (value) => typeof value === "number" && Number.isInteger(value) && value >= min && value <= max,
    `must be a whole number, ${most}`,
  );
}

/** A string of a certain form. */
export function like(pattern: RegExp, reason: string, severity?: Finding["severity"]): Shape {
  return where((value) => typeof value === "string" && pattern.test(value), reason, severity);
}

/** One of a few words; `same` decides whether a spelling counts as one of them. */
export function oneOf(words: readonly string[], same: (word: string) => string = (word) => word): Shape {
  return (value, keys, code) => {
    if (typeof value === "string" && words.includes(same(value))) return [];
    const near = typeof value === "string" ? nearest(value, words) : undefined;
    return [finding(code, keys, near ? `must be ${near}` : `must be one of ${words.join(", ")}`)];
  };
}

/** A list whose values all have a shape. */
export function listOf(shape: Shape): Shape {
  return (value, keys, code) => {
    if (!Array.isArray(value)) return [finding(code, keys, "must be a list")];
    return value.flatMap((each, index) => shape(each, [...keys, index], code));
  };
}

/** An object whose values are strings. */
export const texts: Shape = (value, keys, code) => {
  if (!isRecord(value)) return [finding(code, keys, "must be an object of strings")];
  return Object.entries(value).flatMap(([key, each]) => text(each, [...keys, key], code));
};

/** How to report properties that the documentation does not have. */
export interface Others {
  /** Who does not know them, for the message. */
  readonly to: string;
  /** `near` reports only those that resemble a known one, as a warning. @default "error" */
  readonly are?: "error" | "warning" | "near";
  /** Whether names in camel case are accepted too, as in Google's JSON. */
  readonly camel?: boolean;
  readonly required?: readonly string[];
}

/** An object with documented properties. In Google's documents, null counts as absent. */
export function fields(known: Readonly<Record<string, Shape>>, { to, are = "error", camel, required }: Others): Shape {
  const names = Object.keys(known);
  return (value, keys, code) => {
    if (!isRecord(value)) return [finding(code, keys, "must be an object")];
    const found = (required ?? [])
      .filter((name) => value[name] === undefined)
      .map((name) => finding(code, [...keys, name], "is missing"));
    for (const [key, each] of Object.entries(value)) {
      const name = camel ? snake(key) : key;
      if (each === undefined || (camel && each === null)) continue;
      if (Object.hasOwn(known, name)) {
        found.push(...known[name]!(each, [...keys, key], code));
        continue;
      }
      // An object with many of them is not a typo, and each comparison costs time.
      const near = found.length < 100 ? nearest(name, names) : undefined;
      if (are === "near" && !(near && misspelt(name, near))) continue;
      const hint = near ? `; did you mean ${near}?` : "";
      const severity = are === "error" ? "error" : "warning";
      found.push(finding(code, [...keys, key], `is not known to ${to}${hint}`, { severity }));
    }
    return found;
  };
}

/** Whether a name can only be a typo; an app may well have its own `action` or `date`. */
function misspelt(name: string, near: string): boolean {
  return name.length > 4 && name[0] === near[0] && `${name}s` !== near && name !== `${near}s`;
}

/** Converts a name in camel case to the spelling of Google's documentation. */
export function snake(name: string): string {
  return /^[a-z]+([A-Z][a-z]*)+$/.test(name) ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name;
}
