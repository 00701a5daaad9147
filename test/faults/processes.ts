import { readdir, readFile } from "node:fs/promises";
import type { TestStack } from "../support/engine";
import { isProvider } from "../support/engineProcesses";

/** Processes of a stack, orphans too: each has the address of its backend in its environment. */
async function processesOf(stack: TestStack): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const mark = `PULUMI_BACKEND_URL=file://${stack.backend}\0`;
  const owned = await Promise.all(
    pids.map(async (pid) => (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).includes(mark)),
  );
  return pids.filter((_, index) => owned[index]);
}

/** Provider processes of a stack. */
export async function providersOf(stack: TestStack): Promise<number[]> {
  const pids = await processesOf(stack);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return pids.filter((_, index) => isProvider(lines[index]!));
}

/** Ends whatever a command left behind. */
export async function endProcesses(stack: TestStack): Promise<void> {
  for (const pid of await processesOf(stack)) end(pid);
}

export function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
