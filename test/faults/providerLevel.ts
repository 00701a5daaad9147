import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Checkpoint, type Held } from "./checkpoint";
import { Gate } from "./gate";
import { type Host, HostProcess } from "./host";
import { Judge } from "./judge";
import { Program } from "./program";
import { type Fault, type HubFault, hubFaults, type Moment, type Sequence, type Step } from "./sequence";
import { EngineRun } from "./smallEngine";
import type { Subject, Testimony } from "./subject";
import type { Outcome } from "./tally";

/** Runs sequences one after another against the real provider host; what it needs is kept from one to the next. */
export class ProviderLevel {
  private constructor(
    private readonly gate: Gate,
    private readonly processes: HostProcess,
  ) {}

  static async open(): Promise<ProviderLevel> {
    return new ProviderLevel(await Gate.open(), new HostProcess());
  }

  async close(): Promise<void> {
    await Promise.all([this.gate.close(), this.processes.close()]);
  }

  async run(sequence: Sequence, subject: Subject): Promise<Outcome> {
    await this.processes.rest();
    const folder = await mkdtemp(path.join(os.tmpdir(), "faults-"));
    try {
      return await new Life(this.gate, this.processes, sequence, subject, path.join(folder, "ledger")).live();
    } finally {
      await this.gate.settle();
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** One stack from its first up to its last. */
class Life {
  readonly #program: Program;
  readonly #checkpoint = new Checkpoint();
  readonly #judge: Judge;
  readonly #struck: Fault["kind"][] = [];
  #testimony: Testimony = { words: new Map(), doubts: [] };
  #resolutions: Record<string, string> = {};

  constructor(
    private readonly gate: Gate,
    private readonly processes: HostProcess,
    private readonly sequence: Sequence,
    private readonly subject: Subject,
    private readonly ledger: string,
  ) {
    this.#program = new Program(sequence.broadcasts);
    this.#judge = new Judge(subject, sequence.ledger);
  }

  async live(): Promise<Outcome> {
    if (this.sequence.ledger) await mkdir(this.ledger);
    for (const step of this.sequence.steps) await this.#take(step);
    // Everything has calmed down: one up repairs what can be, the next one has nothing to do.
    const first = await this.#take({ command: "up" });
    const last = await this.#take({ command: "up" });
    if (first && last) this.#judge.conclude(this.#testimony, this.#program);
    const { violations, doubts, repeats, excused, accepted } = this.#judge;
    return { violations, doubts, repeats, excused, accepted, struck: this.#struck };
  }

  async #take({ change, command, fault }: Step): Promise<boolean> {
    if (change) this.#program.apply(change);
    this.#judge.declare(this.#program);
    if (command === "restore") {
      const { earlier } = this.#checkpoint;
      this.#checkpoint.text = earlier.at(-2) ?? earlier.at(-1) ?? this.#checkpoint.text;
      this.#judge.forget(this.#checkpoint.read().resources);
    }
    if (command === "resolve") this.#resolutions = this.#judge.truthOf(this.#testimony);

    const run = new FaultedRun(this.gate, this.processes, this.#checkpoint, fault, this.ledger, this.sequence.ledger);
    const done = await run.carryOut(this.#env(fault), this.#config(), async (engine) => {
      const chains = () => this.subject.chains(this.#program, engine.remembered);
      switch (command) {
        case "preview":
          return await engine.preview(chains());
        case "refresh":
          return await engine.refresh({ clearPending: true });
        case "destroy":
          return await engine.destroy();
        case "replace":
          return await engine.up(chains(), { replace: true });
        default:
          return await engine.up(chains());
      }
    });
    if (run.struck && fault) this.#struck.push(fault.kind);
    const { accepted, struck } = await this.gate.settle();
    if (struck && fault) this.#struck.push(fault.kind);
    if (run.overlapped) this.#judge.overlap(run.overlapped, this.#program);
    this.#judge.observe(accepted, this.#program);
    const { resources } = this.#checkpoint.read();
    if (command === "destroy") this.#judge.forget(resources);
    if (run.overlapped) this.#judge.forgetOverlap(resources);
    this.#checkpoint.earlier.push(this.#checkpoint.text);
    this.#testimony = this.#judge.compare(resources, run.said.join("\n"), this.#program, fault?.kind);
    if (this.sequence.ledger) await letTimePass(this.ledger);
    return done;
  }

  #env(fault: Fault | undefined): Record<string, string> {
    return { ...this.gate.env, PULUMI_SKIP_CHECKPOINTS: fault?.kind === "checkpoints skipped" ? "true" : "" };
  }

  #config(): Record<string, string> {
    return {
      ...(this.sequence.ledger ? { "broadcast:ledger": `file:${this.ledger}` } : {}),
      ...(Object.keys(this.#resolutions).length > 0 ? { "broadcast:resolve": JSON.stringify(this.#resolutions) } : {}),
    };
  }
}

/** One command, and the fault that strikes it. */
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
    private readonly processes: HostProcess,
    private readonly checkpoint: Checkpoint,
    private readonly fault: Fault | undefined,
    private readonly ledger: string,
    private readonly withLedger: boolean,
  ) {}

  async carryOut(
    env: Record<string, string>,
    config: Record<string, string>,
    command: (engine: EngineRun) => Promise<boolean>,
  ): Promise<boolean> {
    const host = await this.processes.start(env, config);
    const engine = new EngineRun(host, this.checkpoint, {
      onEvent: async () => void (await this.#reach("event", this.#events++)),
      skipCheckpoints: this.fault?.kind === "checkpoints skipped",
    });
    this.#strike = () => this.#act(engine, host, env, config, command);
    if (this.fault?.kind === "checkpoints skipped") this.struck = true;
    if (this.fault && isHubFault(this.fault)) this.gate.order(this.fault);
    else this.gate.watcher = async (moment, post) => await this.#reach(moment, post);
    const done = await command(engine);
    await this.#striking;
    await this.#second;
    await engine.quiet();
    this.said.push(...engine.said);
    this.checkpoint.free();
    await rename(`${this.ledger}.away`, this.ledger).catch(() => {});
    host.stop();
    return done;
  }

  #strike: () => Promise<"drop" | undefined> = async () => undefined;

  async #reach(at: Moment["at"], count: number): Promise<"drop" | undefined> {
    if (this.struck || !this.fault || !("moment" in this.fault)) return undefined;
    const { moment, kind } = this.fault;
    if (kind === "ledger unreachable" && !this.withLedger) return undefined;
    if (moment.at !== at || moment.after !== count) return undefined;
    this.struck = true;
    const striking = this.#strike();
    this.#striking = striking;
    return await striking;
  }

  async #act(
    engine: EngineRun,
    host: Host,
    env: Record<string, string>,
    config: Record<string, string>,
    command: (engine: EngineRun) => Promise<boolean>,
  ): Promise<"drop" | undefined> {
    const fault = this.fault!;
    switch (fault.kind) {
      case "engine killed":
        engine.kill();
        return undefined;
      case "provider killed":
        await host.signal("SIGKILL");
        return fault.moment.at === "on its way" ? "drop" : undefined;
      case "Ctrl-C once":
        engine.interrupt();
        return undefined;
      case "Ctrl-C twice":
        engine.interrupt();
        engine.kill();
        await host.signal("SIGINT");
        return fault.moment.at === "on its way" ? "drop" : undefined;
      case "overlapping up":
        await this.#overlap(env, config, command);
        return undefined;
      case "ledger unreachable":
        await rename(this.ledger, `${this.ledger}.away`).catch(() => {});
        return undefined;
      case "disk full":
        this.checkpoint.fill(fault.writes);
        return undefined;
      default:
        return undefined;
    }
  }

  async #overlap(
    env: Record<string, string>,
    config: Record<string, string>,
    command: (engine: EngineRun) => Promise<boolean>,
  ): Promise<void> {
    const host = await this.processes.start(env, config);
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

const isHubFault = (fault: Fault): fault is Extract<Fault, { kind: HubFault }> =>
  hubFaults.includes(fault.kind as HubFault);

/** An hour goes by in the ledger: a claim without a result is not a run that may still be at work. */
async function letTimePass(folder: string): Promise<void> {
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith(".json")) continue;
    const place = path.join(folder, file);
    const text = await readFile(place, "utf8");
    if (!text.includes('"claimed"')) continue;
    const entry = JSON.parse(text);
    await writeFile(place, JSON.stringify({ ...entry, claimedAt: new Date(Date.parse(entry.claimedAt) - 3_600_000) }));
  }
}
