import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { codeOf } from "../../provider/client/thrown";

/** A file that the caller named and that cannot be read. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/** A file to lint, one that cannot be read, or one that is left out. */
export type Source = { file: string } & (
  | {
      text: string;
      /** Whether the caller named it; a file found in a folder may be something else. */
      named: boolean;
    }
  | { problem: string }
  | { skipped: string }
);

/** Far more than any payload may have. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Reads files, `-` for standard input, and the .json, .yaml and .yml files in folders. Everything else in a folder (other files, installed
 * packages, hidden folders) is returned as well, with the reason why it was skipped.
 *
 * @throws SourceError
 */
export function* readSources(paths: readonly string[]): Generator<Source> {
  for (const each of paths) {
    if (each === "-") {
      yield { file: "stdin.yaml", text: readFileSync(0, "utf8"), named: true };
      continue;
    }
    let isFolder: boolean;
    try {
      isFolder = statSync(each).isDirectory();
    } catch (error) {
      throw new SourceError(`${each}: cannot be read (${codeOf(error)})`);
    }
    if (isFolder) yield* ofFolder(each, new Set());
    else yield read(each, true);
  }
}

function* ofFolder(folder: string, above: ReadonlySet<string>): Generator<Source> {
  const file = slashes(folder);
  let names: string[];
  let real: string;
  try {
    real = realpathSync(folder);
    names = readdirSync(folder).sort();
  } catch (error) {
    yield { file, problem: `cannot be read (${codeOf(error)})` };
    return;
  }
  if (above.has(real)) {
    yield { file, skipped: "a link to a folder around it" };
    return;
  }
  for (const name of names) yield* ofName(path.join(folder, name), name, new Set([...above, real]));
}

function* ofName(whole: string, name: string, above: ReadonlySet<string>): Generator<Source> {
  const file = slashes(whole);
  const isText = /\.(?:json|ya?ml)$/i.test(name);
  let kind: ReturnType<typeof statSync>;
  try {
    kind = statSync(whole);
  } catch (error) {
    yield isText ? { file, problem: `cannot be read (${codeOf(error)})` } : { file, skipped: "a link to nothing" };
    return;
  }
  if (kind!.isDirectory()) {
    if (name === "node_modules") yield { file, skipped: "installed packages" };
    else if (name.startsWith(".")) yield { file, skipped: "a hidden folder" };
    else yield* ofFolder(whole, above);
  } else if (!isText) yield { file, skipped: "neither .json nor .yaml" };
  else if (!kind!.isFile()) yield { file, problem: "is not a file" };
  else yield read(whole, false);
}

function read(whole: string, named: boolean): Source {
  const file = slashes(whole);
  try {
    if (statSync(whole).size > maxBytes) return { file, problem: "is larger than 16 MB; no payload is" };
    return { file, text: utf8.decode(readFileSync(whole)), named };
  } catch (error) {
    if (codeOf(error) === "ERR_ENCODING_INVALID_ENCODED_DATA") {
      return { file, problem: "is not UTF-8 text; save it as UTF-8" };
    }
    if (named) throw new SourceError(`${whole}: cannot be read (${codeOf(error)})`);
    return { file, problem: `cannot be read (${codeOf(error)})` };
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const slashes = (file: string): string => file.replaceAll("\\", "/").replace(/^\.\//, "");
