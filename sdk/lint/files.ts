import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { SourceFile } from "./lintFile";

/** A file or folder that cannot be read. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/**
 * Reads files, and `-` for standard input; of folders, what is in them and ends in .json, .yaml or .yml, except in node_modules and hidden folders.
 *
 * @throws SourceError
 */
export function* readSources(paths: readonly string[]): Generator<SourceFile> {
  for (const each of paths) {
    try {
      if (each === "-") yield { file: "stdin.yaml", text: readFileSync(0, "utf8"), named: true };
      else if (statSync(each).isDirectory()) yield* ofFolder(each);
      else yield { file: slashes(each), text: readFileSync(each, "utf8"), named: true };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new SourceError(`${each}: cannot be read (${code})`);
    }
  }
}

function* ofFolder(folder: string): Generator<SourceFile> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules" && !entry.name.startsWith(".")) yield* ofFolder(whole);
    } else if (/\.(?:json|ya?ml)$/.test(entry.name) && entry.isFile()) {
      yield { file: slashes(whole), text: readFileSync(whole, "utf8"), named: false };
    }
  }
}

const slashes = (file: string): string => file.replaceAll("\\", "/").replace(/^\.\//, "");
