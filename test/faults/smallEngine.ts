import { Gate } from "../../sdk/gate";
import type { Checkpoint, Held, Props } from "./checkpoint";
import type { Host } from "./host";
import type { Chain, Registration } from "./registration";
import { Steps, Stopped } from "./steps";

/** What the engine answers in a preview for outputs it cannot know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface UpOptions {
  /** Resources that are made anew. */
  replace?: ReadonlySet<string>;
  /** A replaced resource is deleted before it is made anew. */
  deleteFirst?: boolean;
  /** Only these are touched; without it all are. */
  targets?: ReadonlySet<string>;
  /** Most chains inside the gate. */
  gateWidth?: number;
}

/**
 * One run of an engine that makes the calls of Pulumi's own in its order, with the same writes between them: a pending operation before
 * each step, the result before a dependent starts, the whole checkpoint each time, from what this run read when it began.
 */
export class EngineRun {
  readonly steps: Steps;
  readonly #matched = new Set<Held>();

  constructor(
    private readonly host: Host,
    checkpoint: Checkpoint,
    options: { onEvent?: () => Promise<void>; skipCheckpoints?: boolean } = {},
  ) {
    this.steps = new Steps(checkpoint, options);
  }

  /** Deploys the program. True when all of it was done. */
  up(chains: Chain[], options: UpOptions = {}): Promise<boolean> {
    const { targets, gateWidth } = options;
    return this.steps.run(async () => {
      const gate = gateWidth === undefined ? undefined : new Gate(gateWidth);
      const begun = new Map<string, Promise<void>>();
      for (const chain of inOrder(chains)) {
        const before = Promise.all(chain.after.map((urn) => begun.get(urn)));
        before.catch(() => {});
        const deployed = this.#deployChain(chain, before, gate, options);
        // Whatever fails, a check or a diff of a provider that is gone too, lets nothing further begin.
        deployed.catch(() => this.steps.interrupt());
        begun.set(chain.urn, deployed);
      }
      rethrow(await Promise.allSettled(begun.values()));
      for (const held of this.steps.resources.toReversed()) {
        if (targets && !targets.has(held.urn)) continue;
        if (held.delete || !this.#matched.has(held)) await this.#remove(held);
      }
    });
  }

  preview(chains: Chain[]): Promise<boolean> {
    return this.steps.run(async () => {
      rethrow(await Promise.allSettled(chains.map((chain) => this.#foresee(chain))));
    });
  }

  /** With pending creates cleared. */
  refresh(): Promise<boolean> {
    this.steps.clearPending();
    return this.steps.run(async () => {
      const refreshed = this.steps.resources.map(async (held) => {
        if (held.pendingReplacement) return;
        this.steps.mayBegin();
        const { id, outputs } = await this.steps.call(() => this.host.read(held.id, held.outputs, held.inputs));
        await this.steps.call(() => this.host.diff(held.id, outputs, held.inputs));
        if (id) Object.assign(held, { outputs, initErrors: [] });
        else this.steps.drop(held);
        await this.steps.store();
      });
      rethrow(await Promise.allSettled(refreshed));
    });
  }

  destroy(): Promise<boolean> {
    return this.steps.run(async () => {
      for (const held of this.steps.resources.toReversed()) await this.#remove(held);
    });
  }

  async #deployChain(
    chain: Chain,
    before: Promise<unknown>,
    gate: Gate | undefined,
    options: UpOptions,
  ): Promise<void> {
    await before.catch(() => {
      throw new Stopped();
    });
    this.steps.mayBegin();
    const entry = gate && (await chain.entry?.());
    const leave = entry && (await this.steps.unlessStopped(gate.enter(entry)));
    for (const [index, registration] of chain.registrations.entries())
      await this.#deploy(registration, chain.registrations.slice(index + 1), options);
    // A failure stops the engine, and the program never hears that the broadcast has ended.
    leave?.("posted");
  }

  async #deploy(registration: Registration, dependents: Registration[], options: UpOptions): Promise<void> {
    const { replace, targets } = options;
    const held = this.#find(registration);
    if (targets && !targets.has(registration.urn)) {
      if (held) await this.#same(held, registration, held.inputs);
      return;
    }
    const news = registration.inputs((urn) => this.steps.find(urn)?.outputs);
    if (!news)
      this.steps.fail(new Error(`${registration.urn} depends on a resource that was not specified in --target`));
    const check = async (olds: Props) => {
      const checked = await this.#check(olds, news);
      return registration.remediate?.(checked) ?? checked;
    };
    if (!held) return await this.#create(registration, await check({}));
    // One that is to be made anew is checked as a new one, and its provider is not asked what has changed.
    if (replace?.has(registration.urn) || held.taint)
      return await this.#replace(held, registration, await check({}), options, dependents);
    const inputs = await check(held.inputs);
    const { changes, replaces } = await this.steps.call(() => this.host.diff(held.id, held.outputs, inputs));
    if (replaces || held.pendingReplacement)
      await this.#replace(held, registration, await check({}), options, dependents);
    else if (changes || held.initErrors.length > 0) await this.#update(held, registration, inputs);
    else await this.#same(held, registration, inputs);
  }

  async #foresee(chain: Chain): Promise<void> {
    const outputs = new Map<string, Props>();
    for (const registration of chain.registrations) {
      const held = this.#find(registration);
      const news = registration.inputs((urn) => outputs.get(urn))!;
      const inputs = await this.#check(held?.inputs ?? {}, news);
      const changes = !held || (await this.steps.call(() => this.host.diff(held.id, held.outputs, inputs))).changes;
      const foreseen = changes
        ? new Proxy(inputs, { get: (known, key) => Reflect.get(known, key) ?? unknown })
        : held.outputs;
      outputs.set(registration.urn, foreseen);
    }
  }

  async #check(olds: Props, news: Props): Promise<Props> {
    this.steps.mayBegin();
    const { inputs, failures } = await this.steps.call(() => this.host.check(olds, news));
    if (failures.length > 0) this.steps.fail(new Error(failures.join("\n")));
    return inputs;
  }

  async #same(held: Held, { urn }: Registration, inputs: Props): Promise<void> {
    Object.assign(held, { urn, inputs });
    await this.steps.store();
  }

  async #replace(
    held: Held,
    registration: Registration,
    inputs: Props,
    { deleteFirst = false }: UpOptions,
    dependents: Registration[],
  ): Promise<void> {
    if (deleteFirst || held.pendingReplacement) {
      // Whether those that depend on it would have to be made anew, too, when nothing is known of it.
      for (const { urn, derived } of dependents) {
        const dependent = this.steps.find(urn);
        if (!dependent || !derived) continue;
        const news = { ...dependent.inputs, [derived]: unknown };
        await this.steps.call(() => this.host.diff(dependent.id, dependent.outputs, news));
      }
      if (!held.pendingReplacement) {
        await this.steps.step("deleting", held.urn, async () => {
          await this.host.delete(held.id, held.outputs);
          return () => Object.assign(held, { pendingReplacement: true });
        });
      }
      await this.#create(registration, inputs, () => this.steps.drop(held));
      return;
    }
    await this.#create(registration, inputs, () => Object.assign(held, { delete: true }));
  }

  async #create({ urn, type }: Registration, inputs: Props, replaced: () => void = () => {}): Promise<void> {
    const add = (id: string, outputs: Props, initErrors: string[]) => {
      replaced();
      const held: Held = { urn, type, id, inputs, outputs, initErrors, delete: false };
      this.#matched.add(held);
      this.steps.resources.push(held);
    };
    await this.steps.step(
      "creating",
      urn,
      async () => {
        const { id, outputs } = await this.host.create(inputs);
        return () => add(id, outputs, []);
      },
      ({ id, outputs, reasons }) => add(id, outputs, reasons),
    );
  }

  async #update(held: Held, { urn }: Registration, inputs: Props): Promise<void> {
    await this.steps.step(
      "updating",
      urn,
      async () => {
        const outputs = await this.host.update(held.id, held.outputs, inputs);
        return () => Object.assign(held, { urn, inputs, outputs, initErrors: [] });
      },
      // A partial failure keeps the old inputs.
      ({ outputs, reasons }) => Object.assign(held, { urn, outputs, initErrors: reasons }),
    );
  }

  async #remove(held: Held): Promise<void> {
    if (held.pendingReplacement) {
      this.steps.drop(held);
      await this.steps.store();
      return;
    }
    await this.steps.step("deleting", held.urn, async () => {
      await this.host.delete(held.id, held.outputs);
      return () => this.steps.drop(held);
    });
  }

  #find({ urn, aliases }: Registration): Held | undefined {
    const held = [urn, ...aliases]
      .map((each) => this.steps.find(each))
      .find((each) => each && !this.#matched.has(each));
    if (held) this.#matched.add(held);
    return held;
  }
}

/** Those on which others depend come first. */
function inOrder(chains: Chain[]): Chain[] {
  const placed = new Set<string>();
  const ordered: Chain[] = [];
  const place = (chain: Chain) => {
    if (placed.has(chain.urn)) return;
    placed.add(chain.urn);
    for (const urn of chain.after) for (const other of chains) if (other.urn === urn) place(other);
    ordered.push(chain);
  };
  for (const chain of chains) place(chain);
  return ordered;
}

/** The first real failure of several chains, before those that only stopped. */
function rethrow(results: PromiseSettledResult<unknown>[]): void {
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const first = reasons.find((reason) => !(reason instanceof Stopped)) ?? reasons[0];
  if (first) throw first;
}
