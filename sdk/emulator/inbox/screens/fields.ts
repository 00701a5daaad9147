import { at, parseJson } from "../../json";
import type { Words } from "../screen";

/** A JSON payload's members, by their paths. */
export interface Fields {
  has(...path: string[]): boolean;
  /** A text that is not empty. */
  text(...path: string[]): string | undefined;
  /** A number or a text, as text. */
  label(...path: string[]): string | undefined;
  value(...path: string[]): unknown;
  /** A text, or else a key of the app's own texts with its arguments, which are siblings of each other. */
  words(path: string[], key: string, args: string): Words | undefined;
}

export function fieldsOf(body: string): Fields {
  const root = parseJson(body);
  const value = (...path: string[]) => at(root, ...path);
  const text = (...path: string[]) => {
    const found = value(...path);
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  return {
    value,
    text,
    has: (...path) => value(...path) !== undefined,
    label: (...path) => {
      const found = value(...path);
      return typeof found === "number" ? String(found) : text(...path);
    },
    words: (path, key, args) => {
      const beside = path.slice(0, -1);
      const localized = text(...beside, key);
      if (localized === undefined) return text(...path);
      const list = value(...beside, args);
      return { key: localized, args: Array.isArray(list) ? list.map(String) : [] };
    },
  };
}

/** Notes without those that say nothing. */
export function notesOf(...notes: (string | false | undefined)[]): string[] {
  return notes.filter((note) => typeof note === "string");
}
