import type { Screen } from "../../provider/message/definePlatform";
import { platformOf } from "../../provider/message/platforms";
import { firstWidth } from "../../provider/message/text";

export type { Screen };

/** What a payload shows; empty if it shows nothing, or if only the app knows. */
export function screenOf(format: string, body: string): Screen {
  const isShown = ([name, value]: [string, unknown]) => typeof value === (name === "badge" ? "number" : "string");
  return Object.fromEntries(Object.entries(platformOf(format)?.screen?.(body) ?? {}).filter(isShown)) as Screen;
}

/** A text on one line, cut between characters and ended with an ellipsis if it is wider than the given columns. */
export function shown(text: string, available: number): string {
  const line = text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ");
  const kept = firstWidth(line, available);
  return kept === line ? line : `${kept.trimEnd()}…`;
}

/** Wraps a line at the given number of columns, at spaces if possible. */
export function wrapped(line: string, available: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest !== "") {
    let first = shown(rest, available);
    if (first === rest) return [...lines, rest];
    first = first.slice(0, -1);
    const end = rest[first.length] === " " ? first.length : first.lastIndexOf(" ");
    if (end > 0) first = first.slice(0, end);
    lines.push(first);
    rest = rest.slice(first.length).trimStart();
  }
  return lines;
}
