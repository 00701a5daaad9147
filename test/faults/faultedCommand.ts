import { execFile } from "node:child_process";
import { type FSWatcher, watch } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { TestStack } from "../support/engine";
import type { Held } from "./checkpoint";
import { type Fault, isHubFault, type Moment, type MomentFault } from "./fault";
import { end, providersOf } from "./processes";
import type { World } from "./world";

/** Writes of the state that one command makes at most, nearly. */
const mostWrites = 40;

/** One command of the CLI, and the fault that strikes it. */
export class FaultedCommand {
  struck = false;
  alsoSaid = "";
  /** What the state held when an overlapping up began. */
  overlapped: Held[] | undefined;
  #writes = 0;
  #ended = false;
  #striking: Promise<unknown> | undefined;
  #second: Promise<void> | undefined;

  constructor(
    private readonly world: World,
    private readonly stack: TestStack,
    private readonly stateFile: string,
    private readonly fault: Fault | undefined,
    private readonly env: Record<string, string>,
    private readonly resources: () => Promise<Held[]>,
  ) {}

  async carryOut(args: string[]): Promise<{ code: number | null; output: string }> {
    const { fault, world } = this;
    let engine = 0;
    const reach = async (at: Moment["at"], count: number) => {
      if (this.struck || this.#ended || !fault || !("moment" in fault)) return undefined;
      if (fault.moment.at !== at || fault.moment.after % mostWrites !== count) return undefined;
      if (fault.kind === "ledger unreachable" && world.ledger === undefined) return undefined;
      if (fault.kind === "overlapping up" && args[0] !== "up") return undefined;
      this.struck = true;
      const striking = this.#strike(fault, engine, args);
      this.#striking = striking;
      return await striking;
    };
    if (fault?.kind === "checkpoints skipped" || fault?.kind === "wrong key") this.struck = true;
    if (fault && isHubFault(fault)) world.wire.order(fault);
    world.wire.watcher = reach;
    const watcher = this.#watchState(() => void reach("event", this.#writes++));
    // A reply that is held while another up starts is not a fault of its own.
    const patient = fault?.kind === "overlapping up" ? { BROADCAST_TIMEOUT_SECONDS: "20" } : {};
    try {
      const result = await this.stack.run(args, {
        env: { ...this.env, ...patient },
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
      await world.ledgers.comeBack();
    }
  }

  /** The events that can be seen from outside: the engine has written the state. */
  #watchState(onWrite: () => void): FSWatcher {
    return watch(path.dirname(this.stateFile), (_, file) => {
      if (file === path.basename(this.stateFile)) onWrite();
    });
  }

  async #strike(fault: MomentFault, engine: number, args: string[]): Promise<"drop" | undefined> {
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
        await this.world.ledgers.goAway(this.world.ledger!);
        return undefined;
      case "disk full":
        await this.#disk(engine, "full");
        // The engine tries each write again for half a minute: most faults pass before, one lasts for one write, one for all.
        if (fault.writes < 6)
          void sleep(fault.writes === 5 ? 33_000 : fault.writes * 500).then(() => this.#disk(engine, "free"));
        return undefined;
    }
  }

  /** The lock is canceled and another up begins; a request of the first one is held until the second has begun its own work. */
  async #overlap(args: string[]): Promise<undefined> {
    await this.stack.run(["cancel", "--yes"], { env: this.env });
    this.overlapped = await this.resources();
    this.#second = this.stack.run(args, { env: this.env }).then(({ output }) => {
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
