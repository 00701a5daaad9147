import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { quietly } from "./settings";

/**
 * What the provider processes of one engine run tell each other. When the provider of a broadcast changes (another door, another version,
 * one of the program's own), it is the old process that deletes what the new one has taken over.
 */
export interface Siblings {
  /** The program declares the scheduled sends with these digests. */
  declare(digests: readonly string[]): void;
  /** Whether another process of this run has said so. */
  declares(digest: string): boolean;
}

/** A process that knows no others. */
export const alone: Siblings = { declare: () => {}, declares: () => false };

/** How long the note of a process that was killed may lie there, in milliseconds. */
const longest = 7 * 24 * 3_600_000;

/** Notes in files, each of one process, named after the engine's address: the only thing that all processes of a run are told. */
export function siblingsOf(
  engine: string | undefined,
  folder = path.join(process.env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi"), "broadcast"),
  pid = process.pid,
): Siblings {
  if (engine === undefined) return alone;
  const run = `${engine.replace(/\W+/g, "-")}@`;
  const said = new Set<string>();
  return {
    declare(digests) {
      const fresh = [...new Set(digests)].filter((digest) => !said.has(digest));
      if (fresh.length === 0) return;
      const isFirst = said.size === 0;
      for (const digest of fresh) said.add(digest);
      // An engine whose home cannot be written has no other plugins either.
      quietly(() => {
        if (isFirst) begin(folder, `${run}${pid}`);
        appendFileSync(path.join(folder, `${run}${pid}`), `${fresh.join("\n")}\n`);
      });
    },
    declares: (digest) =>
      (quietly(() => readdirSync(folder)) ?? []).some((file) => {
        const other = Number(file.slice(run.length));
        if (!file.startsWith(run) || other === pid || !isAlive(other)) return false;
        return (
          quietly(() => readFileSync(path.join(folder, file), "utf8"))
            ?.split("\n")
            .includes(digest) ?? false
        );
      }),
  };
}

/** An earlier process of this name was another run's, and so are notes of long ago. */
function begin(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of readdirSync(folder)) {
    const note = path.join(folder, file);
    if (file === name || quietly(() => Date.now() - statSync(note).mtimeMs > longest)) rmSync(note, { force: true });
  }
}

/** The processes of a run live as long as it does: a note without its process is an earlier run's. */
const isAlive = (pid: number): boolean => quietly(() => process.kill(pid, 0)) ?? false;

/** The engine's address, which is the argument of every provider process that is no flag. */
export const engineOf = (args: readonly string[]): string | undefined =>
  args.find((arg) => /^[\w.[\]:-]+:\d+$/.test(arg));
