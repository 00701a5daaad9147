import { messageOf } from "../../provider/client/thrown";
import { declarationKeys } from "../../provider/message/declaration";
import { isRecord } from "../../provider/message/isRecord";
import { messageKeys } from "../../provider/message/message";
import { nearest } from "../../provider/message/nearest";
import type { Position } from "./position";

/** A broadcast found in a file: its arguments as declared, not validated yet. */
export interface FileEntry {
  name: string;
  /** Arguments of a Broadcast; for a bare message, only `message`. */
  args: Record<string, unknown>;
  /** Whether the file holds only a message, without platforms and audience. */
  bare: boolean;
}

/** A file that cannot be read as broadcasts; the message is one sentence that begins with the file. */
export class MessageFileError extends Error {
  override readonly name = "MessageFileError";

  constructor(
    path: string,
    /** The sentence without the file and the location. */
    readonly reason: string,
    readonly position?: Position,
  ) {
    super(`${path}: ${position ? `line ${position.line}, column ${position.column}: ` : ""}${reason}`);
  }
}

/**
 * Reads JSON or YAML: a broadcast (`message`, `payloads` or `template`, with what a Broadcast takes), a bare message
 * (`title`, `body`, …), a list of either, or several YAML documents. A broadcast without `name` gets the file's.
 *
 * @throws MessageFileError
 */
export function readMessageFile(text: string, path: string): FileEntry[] {
  const values = fileValues(text, path);
  return values.flatMap((value, index) => {
    if (value === null) return [];
    const entry = entryOf(value, nameIn(path, index, values.length));
    if (!entry) throw new MessageFileError(path, noBroadcast);
    return [entry];
  });
}

/** The error for a file that holds neither a broadcast nor a message. */
export const noBroadcast =
  "contains no broadcast; write message, payloads or template, or a message with title and body";

/** The values of a file: its documents, with lists flattened. An empty document is null. @throws MessageFileError */
export function fileValues(text: string, path: string): unknown[] {
  const values = parseDocuments(text, path).flatMap((document) => (Array.isArray(document) ? document : [document]));
  if (values.every((value) => value === null)) {
    throw new MessageFileError(path, "is empty; write a message with title and body");
  }
  return values;
}

/** Name of a broadcast without a `name`: the file's, plus a number if the file holds several. */
export function nameIn(path: string, index: number, count: number): string {
  const base = path.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "");
  return count === 1 ? base : `${base}-${index + 1}`;
}

/** Keys that identify a message. */
const saying: readonly string[] = ["title", "body", "silent", "locales"];

/** Keys that identify a broadcast. */
const sending: readonly string[] = ["message", "payloads", "template", "audience", "platforms"];

/** A value as a broadcast or a bare message, even with misspelt keys; undefined if it has none of their keys. */
export function entryOf(value: unknown, fallback: string): FileEntry | undefined {
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value);
  const means = (words: readonly string[], known: readonly string[]) =>
    keys.some((key) => words.includes(key)) || keys.some((key) => words.includes(meant(key, known) ?? ""));
  const isMessage = means(saying, messageKeys);
  if (keys.some((key) => sending.includes(key)) || (!isMessage && means(sending, declarationKeys))) {
    const { name, hub: _, ...args } = value;
    return { name: typeof name === "string" ? name : fallback, args, bare: false };
  }
  return isMessage ? { name: fallback, args: { message: value }, bare: true } : undefined;
}

/** The known key of which another one is a misspelling. Short words are not compared, because they are close to too many others. */
export function meant(key: string, known: readonly string[]): string | undefined {
  return key.length < 5 || known.includes(key) ? undefined : nearest(key, known);
}

/** The values of a JSON or YAML text. @throws MessageFileError with line and column, never quoting the text. */
export function parseDocuments(text: string, path: string): unknown[] {
  if (/\.json$/i.test(path)) checkJson(text, path);
  const { LineCounter, parseAllDocuments } = require("yaml") as typeof import("yaml");
  const lines = new LineCounter();
  // Pretty errors copy the surrounding text, and unique keys are compared pairwise: both take quadratic time.
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, lineCounter: lines });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const repeated = repeatedKey(document.contents);
    const fault = document.errors[0] ?? document.warnings[0];
    const at = fault?.pos[0] ?? repeated;
    if (at === undefined) return toValue(document, path);
    const { line, col } = lines.linePos(at);
    throw new MessageFileError(path, fault ? reasonOf(fault.code) : twice, { line, column: col });
  });
}

const twice = "has a duplicate key; keep one of the two";

/** What the parser's error codes mean, and what to write instead. */
const reasons: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "is neither JSON nor YAML (a tab as indentation); indent with spaces",
  BLOCK_AS_IMPLICIT_KEY: 'is neither JSON nor YAML (a second ": " in a line); put the text in quotes',
  TAG_RESOLVE_FAILED: "has a YAML tag that is not supported here; write the value itself",
  RESOURCE_EXHAUSTION: "is nested too deeply; flatten it",
};

const reasonOf = (code: string): string =>
  reasons[code] ?? `is neither JSON nor YAML (${code.toLowerCase().replaceAll("_", " ")}); correct it here`;

/** Refuses YAML in a .json file, because other tools read that file too. */
function checkJson(text: string, path: string): void {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  try {
    JSON.parse(text.slice(start));
  } catch (error) {
    if (text.slice(start).trim() === "") return;
    const [, offset] = /at position (\d+)/.exec(messageOf(error)) ?? [];
    const at = offset === undefined ? text.length : Number(offset) + start;
    const before = text.slice(0, at);
    const position = { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
    throw new MessageFileError(path, `is not JSON (${jsonReason(before, text[at])}`, position);
  }
}

function jsonReason(before: string, character: string | undefined): string {
  if (character === undefined) return "it ends too early); close what is open";
  if (/[}\]]/.test(character) && before.trimEnd().endsWith(",")) return "a comma before the end); remove the comma";
  if (character === "/" || character === "#") return "a comment); remove it, or name the file .yaml";
  if (character === "'") return "single quotes); write double quotes";
  return "an unexpected character); correct it here";
}

/** Where a map repeats a key. */
function repeatedKey(contents: unknown): number | undefined {
  const { isMap, isPair, isScalar, isSeq } = require("yaml") as typeof import("yaml");
  const open = [contents];
  while (open.length > 0) {
    const node = open.pop();
    if (isSeq(node)) for (const item of node.items) open.push(item);
    if (!isMap(node)) continue;
    const seen = new Set<unknown>();
    for (const { key, value } of node.items.filter(isPair)) {
      if (isScalar(key)) {
        if (seen.has(key.value)) return key.range?.[0] ?? 0;
        seen.add(key.value);
      }
      open.push(value);
    }
  }
  return undefined;
}

function toValue(document: { toJS(): unknown }, path: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw new MessageFileError(path, "uses too many YAML aliases; write the values out");
  }
}
