import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readMessageFile } from "../../../sdk/lint/messageFile";

const folder = join(process.cwd(), "test/corpus");

/** The files of one corpus, each read as the command line reads it. */
export function corpus(kind: "good" | "bad") {
  return readdirSync(join(folder, kind)).map((file) => {
    const path = join(folder, kind, file);
    return { file, path, entries: readMessageFile(readFileSync(path, "utf8"), file) };
  });
}
