import { ConfigError } from "./rule";

/** Creates a test whether a text matches one of the patterns, in which `*` matches anything. @throws ConfigError when one is empty */
export function anyOf(key: string, patterns: readonly string[]): (text: string) => boolean {
  if (patterns.some((pattern) => pattern.trim() === ""))
    throw new ConfigError(key, "contains an empty string; remove it");
  const exact = new Set(patterns.filter((pattern) => !pattern.includes("*")));
  const loose = patterns.filter((pattern) => pattern.includes("*")).map((pattern) => pattern.split("*"));
  return (text) => exact.has(text) || loose.some((pieces) => fits(text, pieces));
}

function fits(text: string, pieces: readonly string[]): boolean {
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
