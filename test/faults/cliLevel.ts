import { execFile } from "node:child_process";
import { type FSWatcher, watch } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { TestStack } from "../support/engine";
import type { Held } from "./checkpoint";
import { Gate } from "./gate";
import { Ledger } from "./ledger";
import { live, type Order, type Report, type Stack } from "./life";
import { Program } from "./program";
import { type Command, type Fault, isHubFault, type Moment, type Sequence } from "./sequence";
import type { Subject } from "./subject";
import type { Outcome } from "./tally";

/** Runs sequences with the commands that people type: the real engine, its real provider process, state in files. */
export class CliLevel {
  private constructor(private readonly gate: Gate) {}

  static async open(): Promise<CliLevel> {
    return new CliLevel(await Gate.open({ timeoutSeconds: 2 }));
  }

  close(): Promise<void> {
    return this.gate.close();
  }

  async run(sequence: Sequence, subject: Subject): Promise<Outcome> {
    const ledger = sequence.ledger ? await Ledger.create() : undefined;
    const source = subject.source(new Program(sequence.broadcasts));
    const stack = await TestStack.create(
      { source },
      { ...this.gate.env, ...(ledger ? { BROADCAST_LEDGER: ledger.url } : {}) },
    );
    try {
      return await live(new CliStack(this.gate, stack, subject, ledger), sequence, subject);
    } finally {
      await endProcesses(stack);
      await this.gate.settle();
      await stack.close();
      await ledger?.remove();
    }
  }
}

/** A stack on a file backend under the real engine. */
class CliStack implements Stack {
  readonly #state: string;
  /** The state after each command, the latest last. */
  readonly #kept: string[] = [];

  constructor(
    private readonly gate: Gate,
    private readonly stack: TestStack,
    private readonly subject: Subject,
    private readonly ledger: Ledger | undefined,
  ) {
    this.#state = path.join(stack.backend, ".pulumi/stacks/releases/dev.json");
  }

  async resources(): Promise<Held[]> {
    return heldIn(await readFile(this.#state, "utf8"));
  }

  async restore(): Promise<void> {
    const older = this.#kept.at(-2);
    if (older !== undefined) await writeFile(this.#state, older);
  }

  async carryOut({ command, program, fault, resolutions }: Order): Promise<Report> {
    await this.stack.write(this.subject.source(program));
    if (command === "resolve" && Object.keys(resolutions).length > 0) {
      await this.stack.must("config", "set", "broadcast:resolve", JSON.stringify(resolutions));
    }
    const run = new FaultedCommand(this.gate, this.stack, path.dirname(this.#state), fault, this.ledger, () =>
      this.resources(),
    );
    const { code, output } = await run.carryOut(await this.#arguments(command));
    // A provider that lost its engine finishes what it was asked.
    if (run.struck) await sleep(300);
    const { accepted, struck } = await this.gate.settle();
    await endProcesses(this.stack);
    if (run.struck && code !== 0) await this.stack.run(["cancel", "--yes"]);
    // The engine writes a state that it refuses when a component is renamed while a replaced child is still to be deleted.
    const said = [output, run.alsoSaid].join("\n");
    const repaired = said.includes("snapshot integrity");
    if (repaired) await this.stack.must("state", "repair", "--yes");
    this.#kept.push(await readFile(this.#state, "utf8"));
    await this.ledger?.letTimePass();
    return {
      done: code === 0,
      said,
      struck: struck || run.struck,
      accepted,
      overlapped: run.overlapped,
      repaired,
    };
  }

  async #arguments(command: Command): Promise<string[]> {
    switch (command) {
      case "preview":
        return ["preview"];
      case "refresh":
        return ["refresh", "--skip-preview", "--clear-pending-creates"];
      case "destroy":
        return ["destroy", "--skip-preview"];
      case "replace": {
        const urns = new Set((await this.resources()).map(({ urn }) => urn!));
        return ["up", "--skip-preview", ...[...urns].flatMap((urn) => ["--replace", urn])];
      }
      default:
        return ["up", "--skip-preview"];
    }
  }
}

/** One command of the CLI, and the fault that strikes it. */
class FaultedCommand {
  struck = false;
  alsoSaid = "";
  /** What the state held when an overlapping up began. */
  overlapped: Held[] | undefined;
  #writes = 0;
  #ended = false;
  #striking: Promise<unknown> | undefined;
  #second: Promise<void> | undefined;

  constructor(
    private readonly gate: Gate,
    private readonly stack: TestStack,
    private readonly stacks: string,
    private readonly fault: Fault | undefined,
    private readonly ledger: Ledger | undefined,
    private readonly resources: () => Promise<Held[]>,
  ) {}

  async carryOut(args: string[]): Promise<{ code: number | null; output: string }> {
    const { fault } = this;
    let engine = 0;
    const reach = async (at: Moment["at"], count: number) => {
      if (this.struck || this.#ended || !fault || !("moment" in fault)) return undefined;
      if (fault.moment.at !== at || fault.moment.after % mostWrites !== count) return undefined;
      if (fault.kind === "ledger unreachable" && !this.ledger) return undefined;
      if (fault.kind === "overlapping up" && args[0] !== "up") return undefined;
      this.struck = true;
      const striking = this.#strike(fault, engine, args);
      this.#striking = striking;
      return await striking;
    };
    const skips = fault?.kind === "checkpoints skipped";
    if (skips) this.struck = true;
    if (fault && isHubFault(fault)) this.gate.order(fault);
    this.gate.watcher = reach;
    const watcher = this.#watchState(() => void reach("event", this.#writes++));
    try {
      const result = await this.stack.run(args, {
        env: {
          ...(skips ? { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" } : {}),
          // A reply that is held while another up starts is not a fault of its own.
          ...(fault?.kind === "overlapping up" ? { BROADCAST_TIMEOUT_SECONDS: "20" } : {}),
        },
        onStart: (pid) => {
          engine = pid;
        },
      });
      this.#ended = true;
      await this.#striking;
      await this.#second;
      return result;
    } finally {
      watcher.close();
      await this.ledger?.comeBack();
    }
  }

  /** The events that can be seen from outside: the engine has written the state. */
  #watchState(onWrite: () => void): FSWatcher {
    return watch(this.stacks, (_, file) => {
      if (file === "dev.json") onWrite();
    });
  }

  async #strike(
    fault: Extract<Fault, { moment: Moment }>,
    engine: number,
    args: string[],
  ): Promise<"drop" | undefined> {
    const lost = fault.moment.at === "on its way" ? "drop" : undefined;
    switch (fault.kind) {
      case "engine killed":
        process.kill(engine, "SIGKILL");
        return undefined;
      case "provider killed":
        for (const pid of await providersOf(this.stack)) end(pid);
        return lost;
      case "Ctrl-C once":
        process.kill(engine, "SIGINT");
        return undefined;
      case "Ctrl-C twice":
        process.kill(engine, "SIGINT");
        await sleep(100);
        if (!this.#ended) process.kill(engine, "SIGINT");
        return undefined;
      case "overlapping up":
        return await this.#overlap(args);
      case "ledger unreachable":
        await this.ledger!.goAway();
        return undefined;
      case "disk full":
        await this.#disk(engine, "full");
        // The engine tries each write again for half a minute: most faults pass before, one lasts for one write, one for all.
        if (fault.writes < 6)
          void sleep(fault.writes === 5 ? 33_000 : fault.writes * 500).then(() => this.#disk(engine, "free"));
        return undefined;
    }
  }

  /** The lock is cancelled and another up begins; a post of the first one is held until the second has begun its own work. */
  async #overlap(args: string[]): Promise<undefined> {
    await this.stack.run(["cancel", "--yes"]);
    this.overlapped = await this.resources();
    this.#second = this.stack.run(args).then(({ output }) => {
      this.alsoSaid += output;
    });
    await Promise.race([this.#second, sleep(1500)]);
  }

  /** The engine's writes of files fail, as on a full or read-only disk, or they succeed again. */
  async #disk(engine: number, change: "full" | "free"): Promise<void> {
    if (this.#ended) return;
    await promisify(execFile)("prlimit", [
      "--pid",
      String(engine),
      `--fsize=${change === "full" ? 0 : "unlimited"}:unlimited`,
    ]);
  }
}

/** Writes of the state that one command makes at most, nearly. */
const mostWrites = 12;

function heldIn(state: string): Held[] {
  const resources: any[] = JSON.parse(state).checkpoint.latest?.resources ?? [];
  return resources
    .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
    .map(({ urn, type, id, inputs, outputs, initErrors, delete: gone }) => ({
      urn,
      type,
      name: urn.slice(urn.lastIndexOf("::") + 2),
      id,
      inputs,
      outputs: outputs ?? {},
      initErrors: initErrors ?? [],
      delete: gone ?? false,
    }));
}

/** Processes of a stack, orphans too: each has the address of its backend in its environment. */
async function processesOf(stack: TestStack): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const mark = `PULUMI_BACKEND_URL=file://${stack.backend}\0`;
  const owned = await Promise.all(
    pids.map(async (pid) => (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")).includes(mark)),
  );
  return pids.filter((_, index) => owned[index]);
}

async function providersOf(stack: TestStack): Promise<number[]> {
  const pids = await processesOf(stack);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return pids.filter((_, index) => /^[^\0]*node\0[^\0]*dynamic-provider/.test(lines[index]!));
}

async function endProcesses(stack: TestStack): Promise<void> {
  for (const pid of await processesOf(stack)) end(pid);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
