import { isRecord } from "../../provider/message/isRecord";

/** A broadcast found in a file: its arguments as declared, not validated yet. */
export interface FileEntry {
  name: string;
  /** Arguments of a Broadcast; of a bare message, only `message`. */
  args: Record<string, unknown>;
  /** The file holds a message and nothing else: no platforms, no audience. */
  bare: boolean;
}

/** A file that cannot be read as broadcasts; the message is one sentence that begins with the file. */
export class MessageFileError extends Error {
  override readonly name = "MessageFileError";
}

/**
 * Reads JSON or YAML: a broadcast (`message`, `payloads` or `template`, with what a Broadcast takes), a bare message
 * (`title`, `body`, …), a list of either, or several YAML documents. A broadcast without `name` gets the file's.
 *
 * @throws MessageFileError
 */
export function readMessageFile(text: string, path: string): FileEntry[] {
  const documents = parseDocuments(text, path);
  const values = documents.flatMap((document) => (Array.isArray(document) ? document : [document]));
  if (values.length === 0) throw new MessageFileError(`${path}: is empty; write a message with title and body`);
  const base = path.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "");
  return values.map((value, index) => entryOf(value, values.length === 1 ? base : `${base}-${index + 1}`, path));
}

/** The values of a JSON or YAML text. @throws MessageFileError with line and column, never quoting the text. */
export function parseDocuments(text: string, path: string): unknown[] {
  const { parseAllDocuments } = require("yaml") as typeof import("yaml");
  const documents = parseAllDocuments(text, { prettyErrors: true });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (!error) return toValue(document, path);
    const [start] = error.linePos ?? [];
    const where = start ? `line ${start.line}, column ${start.col}: ` : "";
    throw new MessageFileError(
      `${path}: ${where}is neither JSON nor YAML (${error.code.toLowerCase().replaceAll("_", " ")})`,
    );
  });
}

function toValue(document: { toJS(): unknown }, path: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw new MessageFileError(`${path}: uses too many YAML aliases; write the values out`);
  }
}

function entryOf(value: unknown, fallback: string, path: string): FileEntry {
  if (isRecord(value)) {
    if (["message", "payloads", "template"].some((key) => key in value)) {
      const { name, hub: _, ...args } = value;
      return { name: typeof name === "string" ? name : fallback, args, bare: false };
    }
    if (["title", "body", "silent", "locales"].some((key) => key in value)) {
      return { name: fallback, args: { message: value }, bare: true };
    }
  }
  throw new MessageFileError(
    `${path}: holds no broadcast; write message, payloads or template, or a message with title and body`,
  );
}
