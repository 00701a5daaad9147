/**
 * Text for one line of a log. Nothing in it ends the line, moves the cursor, changes the text direction, or is a command
 * for a CI service (`##[…]` and `##vso[…]` of GitHub and Azure, which work anywhere in a line).
 */
export function logText(text: string): string {
  return text.replace(unseen, (character) => `\\u{${hex(character)}}`).replace(command, "# #");
}

/** Several lines for a log: like `logText`, and none of them starts a command. */
export function logLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => logText(line).replace(/^(\s*)(?=::)/, "$1| "))
    .join("\n");
}

/** A value as JSON for a log. What `logText` would replace is escaped instead, so that parsing gives the same value. */
export function logJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(unseenInJson, (character) => `\\u${hex(character).padStart(4, "0")}`)
    .replace(command, "\\u0023#");
}

const hex = (character: string): string => character.codePointAt(0)!.toString(16);

const command = /##(?=\w*\[)/g;

// Control characters, line separators, text direction marks, lone surrogates.
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const unseenInJson = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
