import { messageOf } from "../client/thrown";
import type { Platform } from "./definePlatform";
import { type Finding, finding } from "./finding";
import { isRecord } from "./isRecord";
import { checkTexts } from "./textRules";

/** The check for a platform whose payload is one JSON object, with the rules of that platform. */
export function checkJson(
  rules: (payload: Record<string, unknown>, header: Parameters<Platform["check"]>[1]) => Finding[] = () => [],
): Platform["check"] {
  return (body, header) => {
    const payload = typeof body === "string" ? parsed(body) : body;
    if (isRecord(payload)) return [...rules(payload, header), ...checkTexts(payload)];
    const fault = typeof body === "string" ? jsonFault(body) : undefined;
    const what = fault === undefined ? "must be one JSON object" : `is not valid JSON${fault}`;
    return [finding("NH101", [], `${what}; write it as an object, which cannot be malformed`)];
  };
}

/** Parses JSON; undefined for anything else. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parses a JSON object; an empty one for anything else. */
export function objectIn(text: unknown): Record<string, unknown> {
  return record(parsed(String(text)));
}

/** The value if it is an object; an empty one for anything else. */
export function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** The position of a JSON syntax error, without the text around it; undefined if there is none. */
function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const [, line, column] = /line (\d+) column (\d+)/.exec(messageOf(error)) ?? [];
    return line === undefined ? "" : ` at line ${line}, column ${column}`;
  }
}

/** Describes a text that only the app has. */
export const textOfApp = (key: unknown): string | undefined =>
  typeof key === "string" ? `(the app's text ${key})` : undefined;
