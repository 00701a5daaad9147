import type { Checkpoint, Held } from "./checkpoint";
import { type Fault, isHubFault, type Moment, type MomentFault } from "./fault";
import type { Host } from "./host";
import { EngineRun } from "./smallEngine";
import type { World } from "./world";

/** One command of the small engine, and the fault that strikes it. */
export class FaultedRun {
  struck = false;
  readonly said: string[] = [];
  /** What the checkpoint held when an overlapping run began. */
  overlapped: Held[] | undefined;
  #events = 0;
  #striking: Promise<unknown> | undefined;
  #second: Promise<void> | undefined;

  constructor(
    private readonly world: World,
    private readonly checkpoint: Checkpoint,
    private readonly fault: Fault | undefined,
    private readonly newHost: () => Promise<Host>,
  ) {}

  async carryOut(command: (engine: EngineRun) => Promise<boolean>): Promise<boolean> {
    const { fault, world } = this;
    const host = await this.newHost();
    const reach = async (at: Moment["at"], count: number) => {
      if (this.struck || !fault || !("moment" in fault)) return undefined;
      if (fault.moment.at !== at || fault.moment.after !== count) return undefined;
      if (fault.kind === "ledger unreachable" && world.ledger === undefined) return undefined;
      this.struck = true;
      const striking = this.#strike(fault, engine, host, command);
      this.#striking = striking;
      return await striking;
    };
    const skipCheckpoints = fault?.kind === "checkpoints skipped";
    const engine = new EngineRun(host, this.checkpoint, {
      onEvent: async () => void (await reach("event", this.#events++)),
      skipCheckpoints,
    });
    if (skipCheckpoints || fault?.kind === "wrong key") this.struck = true;
    if (fault && isHubFault(fault)) world.wire.order(fault);
    world.wire.watcher = reach;
    const done = await command(engine);
    await this.#striking;
    await this.#second;
    await engine.steps.quiet();
    this.said.push(...engine.steps.said);
    this.checkpoint.free();
    await world.ledgers.comeBack();
    host.stop();
    return done;
  }

  async #strike(
    fault: MomentFault,
    engine: EngineRun,
    host: Host,
    command: (engine: EngineRun) => Promise<boolean>,
  ): Promise<"drop" | undefined> {
    const lost = fault.moment.at === "on its way" ? "drop" : undefined;
    switch (fault.kind) {
      case "engine killed":
        engine.steps.kill();
        return undefined;
      case "provider killed":
        await host.signal("SIGKILL");
        return lost;
      case "Ctrl-C once":
        engine.steps.interrupt();
        return undefined;
      case "Ctrl-C twice":
        engine.steps.interrupt();
        engine.steps.kill();
        await host.signal("SIGINT");
        return lost;
      case "overlapping up":
        await this.#overlap(command);
        return undefined;
      case "ledger unreachable":
        await this.world.ledgers.goAway(this.world.ledger!);
        return undefined;
      case "disk full":
        this.checkpoint.fill(fault.writes);
        return undefined;
    }
  }

  /** Another run begins from what is stored by now; from here on they go side by side. */
  async #overlap(command: (engine: EngineRun) => Promise<boolean>): Promise<void> {
    const host = await this.newHost();
    this.overlapped = this.checkpoint.read().resources;
    const engine = new EngineRun(host, this.checkpoint);
    this.#second = (async () => {
      await command(engine);
      await engine.steps.quiet();
      this.said.push(...engine.steps.said);
      host.stop();
    })();
  }
}
