import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { idName } from "./entry";
import type { EntryStore, StoredText } from "./entryStore";
import { LedgerError, type LedgerErrorCode } from "./ledgerError";

/** The text of a version that marks the entry as removed. */
const released = "null\n";

const pageSize = 50;

/**
 * Keeps each text in a folder of numbered versions, `DIR/<name>/<n>.json`. The highest number is current, and a file never changes.
 * A version is written to a draft, synced, then linked to its number, which only one process can do. So nobody reads half a file or
 * overwrites a version they have not seen. The ledger's id has only one version, `DIR/ledger.json`.
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
    return name === idName ? join(this.folder, `${name}.json`) : join(this.folder, name, `${version}.json`);
  }

  /** The latest version (0 if there is none) and its text (`undefined` if there is no entry). */
  async #read(name: string): Promise<{ version: number; text?: string }> {
    const folder = dirname(this.#path(name, 1));
    const files = await readdir(folder).catch(async (error) => {
      if (codeOf(error) !== "ENOENT") fail(error, "read", folder);
      // A missing folder for a key means that the key is new; a missing folder for the ledger is an error.
      await stat(this.folder).catch((error) => fail(error, "read", this.folder));
      return [] as string[];
    });
    const versions = files.map((file) => Number(/^([1-9]\d{0,8})\.json$/.exec(file)?.[1] ?? 0));
    const version = name === idName ? Number(files.includes("ledger.json")) : Math.max(0, ...versions);
    if (version === 0) return { version };
    const path = this.#path(name, version);
    const text = await readFile(path, "utf8").catch((error) => fail(error, "read", path));
    return text === released ? { version } : { version, text };
  }

  async #publish(name: string, version: number, text: string): Promise<boolean> {
    const path = this.#path(name, version);
    const folder = dirname(path);
    const draft = join(folder, `.${randomUUID()}`);
    try {
      if (folder !== this.folder) await mkdir(folder).catch(unless("EEXIST"));
      await writeFile(draft, text, { flag: "wx", flush: true });
      if (!(await linkOnce(draft, path))) return false;
      await sync(folder);
      if (version === 1) await sync(this.folder);
      return true;
    } catch (error) {
      return fail(error, "written", folder);
    } finally {
      // A draft left behind is never read.
      await rm(draft, { force: true }).catch(() => {});
    }
  }
}

/**
 * Links a draft to its version; false if another writer has linked one. On a network share the reply may be lost, and the retry then runs
 * into its own link, which shows as a second link of the draft. Reading the new name first makes an NFS client refresh both.
 */
async function linkOnce(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    const there = await stat(path, { bigint: true }).catch(() => undefined);
    const ours = there && (await stat(draft, { bigint: true }).catch(() => undefined));
    if (ours && ours.ino === there.ino && ours.nlink > 1n) return true;
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Makes the names in a folder durable, where folders can be synced; they cannot on Windows and some network shares (EINVAL). */
async function sync(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  const synced = handle.sync().catch(unless("EINVAL"));
  await synced.finally(() => handle.close());
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const unless = (code: string) => (error: unknown) => {
  if (codeOf(error) !== code) throw error;
};

type Fault = [LedgerErrorCode, advice: string];

const denied: Fault = ["LEDGER_DENIED", "give this user the right to read and write there"];
const full: Fault = ["LEDGER_FULL", "free some space and run again"];
const unlinked: Fault = ["LEDGER_UNSUPPORTED", "this file system has no hard links; use a local disk, NFS or azblob:"];

const faults: Record<string, Fault> = {
  ENOENT: ["LEDGER_MISSING", "the folder does not exist; create it once with mkdir, or correct the ledger URL"],
  ENOTDIR: ["LEDGER_MISSING", "expected a folder but found a file; correct the ledger URL"],
  EISDIR: ["LEDGER_FOREIGN", "expected a file but found a folder; give the ledger a place of its own"],
  ...{ EACCES: denied, EPERM: denied, EROFS: denied },
  ...{ ENOSPC: full, EDQUOT: full, EFBIG: full },
  ...{ "link EPERM": unlinked, "link ENOTSUP": unlinked, "link EOPNOTSUPP": unlinked, "link ENOSYS": unlinked },
};

function fail(error: unknown, doing: "read" | "written", path: string): never {
  const { code: reason = "unknown error", syscall } = error as NodeJS.ErrnoException;
  const unknown: Fault = ["LEDGER_UNREACHABLE", "check the disk or the network share and run again"];
  const [code, advice] = faults[`${syscall} ${reason}`] ?? faults[reason] ?? unknown;
  throw new LedgerError(code, `The ledger at ${path} cannot be ${doing} (${reason}): ${advice}.`, { cause: error });
}
