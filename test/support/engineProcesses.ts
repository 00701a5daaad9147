import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { TestStack } from "./engine";

/** Ends an engine at once, with its program and its providers, as when a machine goes down; its lock is taken away as by `pulumi cancel`. */
export async function endAtOnce(stack: TestStack, engine: number): Promise<void> {
  end(engine);
  for (const pid of await processesOf(stack)) end(pid);
  await rm(path.join(stack.backend, ".pulumi/locks"), { recursive: true, force: true });
}

/** Ends the providers of a stack and lets its engine go on. */
export async function endProviders(stack: TestStack): Promise<void> {
  let ended = 0;
  for (const pid of await processesOf(stack)) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (!isProvider(line)) continue;
    end(pid);
    ended++;
  }
  assert.ok(ended > 0, "no provider is running");
}

/** Whether a command line is that of a provider: the dynamic-provider host's, or the plugin's. */
export const isProvider = (line: string): boolean =>
  /^[^\0]*node\0[^\0]*(dynamic-provider|dist\/plugin\/start\.js)/.test(line);

/** Processes of a stack, orphans too: each has the address of its backend in its environment. */
async function processesOf(stack: TestStack): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const mark = `PULUMI_BACKEND_URL=file://${stack.backend}\0`;
  const owned = await Promise.all(
    pids.map(async (pid) => (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).includes(mark)),
  );
  return pids.filter((_, index) => owned[index]);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
