import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EntryStore, StoredText } from "./entryStore";
import { LedgerError } from "./ledgerError";

/** The text of a version that says: released, there is no entry. */
const released = "null\n";

const pageSize = 50;

/**
 * Keeps each text as a folder of numbered versions, `DIR/<name>/<n>.json`; the highest number is the text, and no file is ever changed.
 * A version is written aside, synced, then linked to its number, which only one process can do: nobody reads half a file, and nobody
 * writes over what they have not seen.
 */
export class FileStore implements EntryStore {
  constructor(readonly folder: string) {}

  async get(name: string): Promise<StoredText | undefined> {
    const { version, text } = await this.#read(name);
    return text === undefined ? undefined : { text, tag: String(version), where: this.#path(name, version) };
  }

  async put(name: string, text: string, tag?: string): Promise<boolean> {
    const seen = tag === undefined ? await this.#read(name) : { version: Number(tag) };
    return seen.text === undefined && this.#publish(name, seen.version + 1, text);
  }

  remove(name: string, tag: string): Promise<boolean> {
    return this.#publish(name, Number(tag) + 1, released);
  }

  async *names(): AsyncIterable<string[]> {
    const files = await readdir(this.folder).catch((error) => fail(error, "read", this.folder));
    const names = files.filter((file) => /^[0-9a-f]{64}$/.test(file));
    for (let start = 0; start < names.length; start += pageSize) yield names.slice(start, start + pageSize);
  }

  #path(name: string, version: number): string {
    return join(this.folder, name, `${version}.json`);
  }

  /** The latest version and its text; no text when there is no entry. */
  async #read(name: string): Promise<{ version: number; text?: string }> {
    const version = await this.#latest(name);
    if (version === 0) return { version };
    const path = this.#path(name, version);
    const text = await readFile(path, "utf8").catch((error) => fail(error, "read", path));
    return text === released ? { version } : { version, text };
  }

  /** The highest version, 0 when there is none. */
  async #latest(name: string): Promise<number> {
    const folder = join(this.folder, name);
    const files = await readdir(folder).catch(async (error) => {
      if (codeOf(error) !== "ENOENT") fail(error, "read", folder);
      // A key without a folder is new; a ledger without a folder has lost its memory.
      await stat(this.folder).catch((error) => fail(error, "read", this.folder));
      return [];
    });
    return Math.max(0, ...files.map((file) => Number(/^([1-9]\d{0,8})\.json$/.exec(file)?.[1] ?? 0)));
  }

  async #publish(name: string, version: number, text: string): Promise<boolean> {
    const folder = join(this.folder, name);
    const draft = join(folder, `.${randomUUID()}`);
    try {
      await mkdir(folder).catch((error) => {
        if (codeOf(error) !== "EEXIST") throw error;
      });
      await write(draft, text);
      if (!(await linkOnce(draft, this.#path(name, version)))) return false;
      await sync(folder);
      if (version === 1) await sync(this.folder);
      return true;
    } catch (error) {
      return fail(error, "written", folder);
    } finally {
      // A draft that stays behind is never read.
      await rm(draft, { force: true }).catch(() => {});
    }
  }
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return false;
    if (code && ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(code)) {
      throw new LedgerError(
        "LEDGER_UNSUPPORTED",
        `${to} cannot be made, because this file system has no hard links; keep the ledger on a local disk, on NFS, or in azblob://.`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** Makes the names in a folder durable, where folders can be synced: not on Windows, nor on some network shares (EINVAL). */
async function sync(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    if (codeOf(error) !== "EINVAL") throw error;
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function fail(error: unknown, doing: "read" | "written", path: string): never {
  if (error instanceof LedgerError) throw error;
  const code = codeOf(error) ?? "unknown error";
  const because = { cause: error };
  const broken = `The ledger at ${path} cannot be ${doing} (${code})`;
  switch (code) {
    case "ENOENT":
      throw new LedgerError(
        "LEDGER_MISSING",
        `${broken}: its folder is not there; create it once with mkdir, or correct the ledger URL.`,
        because,
      );
    case "ENOTDIR":
      throw new LedgerError(
        "LEDGER_MISSING",
        `${broken}: it is a file where a folder was expected; correct the ledger URL.`,
        because,
      );
    case "EISDIR":
      throw new LedgerError(
        "LEDGER_FOREIGN",
        `${broken}: it is a folder where an entry was expected; point the ledger at a place of its own.`,
        because,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      throw new LedgerError("LEDGER_DENIED", `${broken}: give this user the right to read and write there.`, because);
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      throw new LedgerError("LEDGER_FULL", `${broken}: free some space and run again.`, because);
    default:
      throw new LedgerError(
        "LEDGER_UNREACHABLE",
        `${broken}: check the disk or the network share and run again.`,
        because,
      );
  }
}
