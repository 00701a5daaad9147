import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A ledger in a folder, which can go away and come back, and in which time can pass. */
export class Ledger {
  private constructor(private readonly parent: string) {}

  static async create(): Promise<Ledger> {
    const ledger = new Ledger(await mkdtemp(path.join(os.tmpdir(), "faults-")));
    await mkdir(ledger.#folder);
    return ledger;
  }

  get url(): string {
    return `file:${this.#folder}`;
  }

  goAway(): Promise<void> {
    return rename(this.#folder, this.#away);
  }

  async comeBack(): Promise<void> {
    await rename(this.#away, this.#folder).catch(() => {});
  }

  /** An hour goes by: a claim without a result is not that of a run that may still be at work. */
  async letTimePass(): Promise<void> {
    for (const file of await readdir(this.#folder, { recursive: true })) {
      if (!file.endsWith(".json")) continue;
      const place = path.join(this.#folder, file);
      const entry = JSON.parse(await readFile(place, "utf8"));
      if (entry?.state !== "claimed") continue;
      const claimedAt = new Date(Date.parse(entry.claimedAt) - 3_600_000).toISOString();
      await writeFile(place, JSON.stringify({ ...entry, claimedAt }));
    }
  }

  remove(): Promise<void> {
    return rm(this.parent, { recursive: true, force: true });
  }

  get #folder(): string {
    return path.join(this.parent, "ledger");
  }

  get #away(): string {
    return path.join(this.parent, "away");
  }
}
