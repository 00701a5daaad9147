// Tries the packed package in fresh projects of every kind, two at a time. Arguments choose: `npm run test:consumers -- pnpm bun`.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { packed, tryConsumer } from "./consumer";
import { consumers } from "./consumers";
import { NoPackageManager } from "./packageManager";

const lanes = 2;

async function main(words: string[]): Promise<void> {
  const chosen = consumers.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  if (chosen.length === 0) {
    console.error(
      `No project is named ${words.join(" ")}; there are: ${consumers.map(({ name }) => name).join("; ")}.`,
    );
    process.exitCode = 2;
    return;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), "packed-"));
  const started = Date.now();
  const failed: string[] = [];
  const skipped: string[] = [];
  try {
    const tarball = await packed(folder);
    const rest = chosen.values();
    const lane = async () => {
      for (const consumer of rest) {
        const began = Date.now();
        const said = (verdict: string) => console.log(`${verdict}  ${seconds(began)}  ${consumer.name}`);
        try {
          await tryConsumer(consumer, tarball);
          said("ok     ");
        } catch (error) {
          const isMissing = error instanceof NoPackageManager;
          (isMissing ? skipped : failed).push(consumer.name);
          said(isMissing ? "SKIPPED" : "FAILED ");
          console.log(`${(error as Error).message}\n`);
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const passed = chosen.length - failed.length - skipped.length;
  console.log(`\n${passed} of ${chosen.length} projects posted 0, 1, 1 in ${seconds(started).trim()}`);
  for (const name of skipped) console.log(`skipped, its package manager cannot be had here: ${name}`);
  if (failed.length > 0) process.exitCode = 1;
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(0)} s`.padStart(5);

main(process.argv.slice(2));
