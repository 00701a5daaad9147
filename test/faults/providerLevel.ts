import { root } from "../support/engine";
import type { Level } from "./campaign";
import { Checkpoint, type Held } from "./checkpoint";
import { FaultedRun } from "./faultedRun";
import { HostProcess } from "./host";
import { Life } from "./life";
import type { StackName } from "./place";
import type { Sequence } from "./sequence";
import type { EngineRun } from "./smallEngine";
import type { Order, Report, Stack } from "./stack";
import type { Subject } from "./subject";
import type { Outcome } from "./tally";
import { World } from "./world";

/** Runs sequences one after another against the real provider host; what it needs is kept from one to the next. */
export class ProviderLevel implements Level {
  private constructor(
    private readonly world: World,
    private readonly processes: HostProcess,
  ) {}

  /** @param folder the package under test */
  static async open(folder = root): Promise<ProviderLevel> {
    return new ProviderLevel(await World.open(0.4), new HostProcess(folder));
  }

  async close(): Promise<void> {
    await Promise.all([this.world.close(), this.processes.close()]);
  }

  async run(sequence: Sequence, subject: Subject): Promise<Outcome> {
    await this.processes.rest();
    await this.world.begin(sequence);
    try {
      const open = async (name: StackName) => new ProviderStack(this.world, this.processes, subject, name);
      return await new Life(this.world, subject, sequence, open).lead();
    } finally {
      await this.world.end();
    }
  }
}

/** A stack whose engine is the small one and whose provider is the real one. */
class ProviderStack implements Stack {
  readonly #checkpoint = new Checkpoint();

  constructor(
    private readonly world: World,
    private readonly processes: HostProcess,
    private readonly subject: Subject,
    private readonly stack: StackName,
  ) {}

  async resources(): Promise<Held[]> {
    return this.#checkpoint.read().resources;
  }

  async restore(): Promise<void> {
    this.#checkpoint.restore();
  }

  async taint(urn: string): Promise<void> {
    this.#checkpoint.taint(urn);
  }

  async carryOut({ command, program, fault, resolutions, replace, deleteFirst, target }: Order): Promise<Report> {
    const { world, subject, stack } = this;
    const { clock, policy } = world;
    const env = world.env(fault);
    const config: Record<string, string> =
      Object.keys(resolutions).length === 0 ? {} : { "broadcast:resolve": JSON.stringify(resolutions) };
    const chains = ({ steps }: EngineRun) => {
      const surroundings = { stack, program, hubs: world.connections(fault), policy, env, config, clock };
      return subject.chains({ ...surroundings, remembered: steps.remembered, preview: command === "preview" });
    };
    const start = () => this.processes.start(env, config, clock.offsetMs);
    const run = new FaultedRun(world, this.#checkpoint, fault, start);
    const done = await run.carryOut(async (engine) => {
      if (command === "refresh" || command === "destroy") return await engine[command]();
      if (command === "preview") return await engine.preview(chains(engine));
      return await engine.up(chains(engine), {
        ...(replace && { replace: new Set(replace), deleteFirst }),
        ...(target && { targets: new Set(target.urns) }),
        gateWidth: subject.gateWidth,
      });
    });
    const { events, struck } = await world.wire.settle();
    this.#checkpoint.keep();
    return { done, said: run.said.join("\n"), struck: struck || run.struck, events, overlapped: run.overlapped };
  }
}
