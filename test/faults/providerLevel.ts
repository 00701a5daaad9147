import { Checkpoint, type Held } from "./checkpoint";
import { Gate } from "./gate";
import { type Host, HostProcess } from "./host";
import { Ledger } from "./ledger";
import { live, type Order, type Report, type Stack } from "./life";
import { type Fault, isHubFault, type Moment, type Sequence } from "./sequence";
import { EngineRun } from "./smallEngine";
import type { Subject } from "./subject";
import type { Outcome } from "./tally";

/** Runs sequences one after another against the real provider host; what it needs is kept from one to the next. */
export class ProviderLevel {
  private constructor(
    private readonly gate: Gate,
    private readonly processes: HostProcess,
  ) {}

  static async open(): Promise<ProviderLevel> {
    return new ProviderLevel(await Gate.open({ timeoutSeconds: 0.4 }), new HostProcess());
  }

  async close(): Promise<void> {
    await Promise.all([this.gate.close(), this.processes.close()]);
  }

  async run(sequence: Sequence, subject: Subject): Promise<Outcome> {
    await this.processes.rest();
    const ledger = sequence.ledger ? await Ledger.create() : undefined;
    try {
      return await live(new ProviderStack(this.gate, this.processes, subject, ledger), sequence, subject);
    } finally {
      await this.gate.settle();
      await ledger?.remove();
    }
  }
}

/** A stack whose engine is the small one and whose provider is the real one. */
class ProviderStack implements Stack {
  readonly #checkpoint = new Checkpoint();

  constructor(
    private readonly gate: Gate,
    private readonly processes: HostProcess,
    private readonly subject: Subject,
    private readonly ledger: Ledger | undefined,
  ) {}

  async resources(): Promise<Held[]> {
    return this.#checkpoint.read().resources;
  }

  async restore(): Promise<void> {
    this.#checkpoint.restore();
  }

  async carryOut({ command, program, fault, resolutions }: Order): Promise<Report> {
    const config = {
      ...(this.ledger ? { "broadcast:ledger": this.ledger.url } : {}),
      ...(Object.keys(resolutions).length > 0 ? { "broadcast:resolve": JSON.stringify(resolutions) } : {}),
    };
    const env = { ...this.gate.env, PULUMI_SKIP_CHECKPOINTS: fault?.kind === "checkpoints skipped" ? "true" : "" };
    const run = new FaultedRun(this.gate, this.#checkpoint, fault, this.ledger, () =>
      this.processes.start(env, config),
    );
    const done = await run.carryOut(async (engine) => {
      const chains = () => this.subject.chains(program, engine.remembered);
      switch (command) {
        case "preview":
          return await engine.preview(chains());
        case "refresh":
          return await engine.refresh();
        case "destroy":
          return await engine.destroy();
        default:
          return await engine.up(chains(), { replace: command === "replace" });
      }
    });
    const { accepted, struck } = await this.gate.settle();
    this.#checkpoint.keep();
    await this.ledger?.letTimePass();
    return { done, said: run.said.join("\n"), struck: struck || run.struck, accepted, overlapped: run.overlapped };
  }
}

/** One command of the small engine, and the fault that strikes it. */
class FaultedRun {
  struck = false;
  readonly said: string[] = [];
  /** What the checkpoint held when an overlapping run began. */
  overlapped: Held[] | undefined;
  #events = 0;
  #striking: Promise<unknown> | undefined;
  #second: Promise<void> | undefined;

  constructor(
    private readonly gate: Gate,
    private readonly checkpoint: Checkpoint,
    private readonly fault: Fault | undefined,
    private readonly ledger: Ledger | undefined,
    private readonly newHost: () => Promise<Host>,
  ) {}

  async carryOut(command: (engine: EngineRun) => Promise<boolean>): Promise<boolean> {
    const { fault } = this;
    const host = await this.newHost();
    const reach = async (at: Moment["at"], count: number) => {
      if (this.struck || !fault || !("moment" in fault)) return undefined;
      if (fault.moment.at !== at || fault.moment.after !== count) return undefined;
      if (fault.kind === "ledger unreachable" && !this.ledger) return undefined;
      this.struck = true;
      const striking = this.#strike(fault, engine, host, command);
      this.#striking = striking;
      return await striking;
    };
    const engine = new EngineRun(host, this.checkpoint, {
      onEvent: async () => void (await reach("event", this.#events++)),
      skipCheckpoints: fault?.kind === "checkpoints skipped",
    });
    if (fault?.kind === "checkpoints skipped") this.struck = true;
    if (fault && isHubFault(fault)) this.gate.order(fault);
    this.gate.watcher = reach;
    const done = await command(engine);
    await this.#striking;
    await this.#second;
    await engine.quiet();
    this.said.push(...engine.said);
    this.checkpoint.free();
    await this.ledger?.comeBack();
    host.stop();
    return done;
  }

  async #strike(
    fault: Extract<Fault, { moment: Moment }>,
    engine: EngineRun,
    host: Host,
    command: (engine: EngineRun) => Promise<boolean>,
  ): Promise<"drop" | undefined> {
    const lost = fault.moment.at === "on its way" ? "drop" : undefined;
    switch (fault.kind) {
      case "engine killed":
        engine.kill();
        return undefined;
      case "provider killed":
        await host.signal("SIGKILL");
        return lost;
      case "Ctrl-C once":
        engine.interrupt();
        return undefined;
      case "Ctrl-C twice":
        engine.interrupt();
        engine.kill();
        await host.signal("SIGINT");
        return lost;
      case "overlapping up":
        await this.#overlap(command);
        return undefined;
      case "ledger unreachable":
        await this.ledger!.goAway();
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
      await engine.quiet();
      this.said.push(...engine.said);
      host.stop();
    })();
  }
}
