import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

export type LedgerName = "A" | "B";

/** What a ledger's folder says of one post. */
export interface LedgerWord {
  hub: string;
  announcement: string;
  digest: string;
  platform: string;
  state: "claimed" | "sent" | "scheduled" | "not-sent" | "canceled";
  claimId: string;
  notificationId?: string;
}

/** Two ledgers in folders, which can go away and come back, and be found empty. */
export class Ledgers {
  private constructor(private readonly parent: string) {}

  static async create(): Promise<Ledgers> {
    const ledgers = new Ledgers(await mkdtemp(path.join(os.tmpdir(), "faults-")));
    for (const name of ["A", "B"] as const) await mkdir(ledgers.#folder(name));
    return ledgers;
  }

  url(name: LedgerName): string {
    return `file:${this.#folder(name)}`;
  }

  goAway(name: LedgerName): Promise<void> {
    return rename(this.#folder(name), this.#away(name));
  }

  async comeBack(): Promise<void> {
    for (const name of ["A", "B"] as const) await rename(this.#away(name), this.#folder(name)).catch(() => {});
  }

  /** The machine has another disk: the folder is there and holds nothing. */
  async empty(name: LedgerName): Promise<void> {
    await rm(this.#folder(name), { recursive: true, force: true });
    await mkdir(this.#folder(name));
  }

  async words(name: LedgerName): Promise<LedgerWord[]> {
    return (await this.#entries(name)).map(({ entry: { key, state, claimId, notificationId } }) => ({
      ...key,
      state,
      claimId,
      notificationId,
    }));
  }

  /** An hour goes by for claims without a result. */
  async ageClaims(): Promise<void> {
    for (const name of ["A", "B"] as const) {
      for (const { file, entry } of await this.#entries(name)) {
        if (entry.state !== "claimed") continue;
        const claimedAt = new Date(Date.parse(entry.claimedAt) - 3_600_000).toISOString();
        await writeFile(file, JSON.stringify({ ...entry, claimedAt }));
      }
    }
  }

  remove(): Promise<void> {
    return rm(this.parent, { recursive: true, force: true });
  }

  /** Of each post the latest of its numbered versions; one that holds nothing says that it is free again. */
  async #entries(name: LedgerName) {
    const found = await readdir(this.#folder(name), { withFileTypes: true });
    const entries = found
      .filter((each) => each.isDirectory())
      .map(async (each) => {
        const folder = path.join(each.parentPath, each.name);
        const versions = (await readdir(folder))
          .map((file) => Number.parseInt(file, 10))
          .filter((version) => version > 0);
        // A run that was killed before its first version leaves an empty folder.
        if (versions.length === 0) return [];
        const file = path.join(folder, `${Math.max(...versions)}.json`);
        return [{ file, entry: JSON.parse(await readFile(file, "utf8")) }];
      });
    return (await Promise.all(entries)).flat().filter(({ entry }) => entry !== null);
  }

  #folder(name: LedgerName): string {
    return path.join(this.parent, name);
  }

  #away(name: LedgerName): string {
    return path.join(this.parent, `${name}-away`);
  }
}
