import type { Checkpoint, Held, Pending, Recorded } from "./checkpoint";
import { type Host, InitFailed } from "./host";

type Props = Record<string, any>;

/** A resource as a program registers it. `inputs` is asked when what it depends on is done. */
export interface Registration {
  type: string;
  name: string;
  aliases: string[];
  inputs(outputsOf: (type: string, name: string) => Props): Props;
  /** What a policy makes of the checked inputs. */
  remediate?(inputs: Props): Props;
}

/** Resources that depend on each other in order; chains run side by side. */
export type Chains = Registration[][];

/** The engine was killed: nothing of this run is stored any more. */
class Killed extends Error {}
/** The run does not begin further steps. */
class Stopped extends Error {}

/** What the engine answers in a preview for outputs it cannot know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * One run of an engine that makes the calls of Pulumi's own in its order, with the same writes between them: a pending operation before
 * each step, the result before a dependent starts, the whole checkpoint each time, from what this run read when it began.
 */
export class EngineRun {
  /** What a person would read. */
  readonly said: string[] = [];
  readonly #recorded: Recorded;
  readonly #began: string;
  readonly #calls = new Set<Promise<unknown>>();
  readonly #killed = Promise.withResolvers<never>();
  #dead = false;
  #stopping = false;

  constructor(
    private readonly host: Host,
    private readonly checkpoint: Checkpoint,
    private readonly options: { onEvent?: () => Promise<void>; skipCheckpoints?: boolean } = {},
  ) {
    this.#began = checkpoint.text;
    this.#recorded = checkpoint.read();
    // A run forgets the operations that an earlier one left, except creates.
    this.#recorded.pending = this.#recorded.pending.filter(({ operation }) => operation === "creating");
    this.#killed.promise.catch(() => {});
  }

  /** What a program of this run reads of its own stack. */
  get remembered(): Held[] {
    return (JSON.parse(this.#began) as Recorded).resources.filter((held) => !held.delete);
  }

  /** Begins nothing more; what runs is finished and stored. */
  interrupt(): void {
    this.#stopping = true;
  }

  /** The engine is gone; the provider finishes what it was asked. */
  kill(): void {
    this.#dead = true;
    this.#killed.reject(new Killed());
  }

  /** Deploys the program. True when all of it was done. */
  up(chains: Chains, { replace = false } = {}): Promise<boolean> {
    return this.#run(async () => {
      const results = await Promise.allSettled(chains.map((chain) => this.#deploy(chain, replace)));
      rethrow(results);
      const present = new Set(chains.flat().map(keyOf));
      for (const held of [...this.#recorded.resources].reverse()) {
        if (held.delete || !present.has(keyOf(held))) await this.#remove(held);
      }
    });
  }

  preview(chains: Chains): Promise<boolean> {
    return this.#run(async () => {
      rethrow(await Promise.allSettled(chains.map((chain) => this.#foresee(chain))));
    });
  }

  /** With pending creates cleared. */
  refresh(): Promise<boolean> {
    this.#recorded.pending = [];
    return this.#run(async () => {
      const refreshed = this.#recorded.resources.map(async (held) => {
        this.#mayBegin();
        const { id, outputs } = await this.#call(() => this.host.read(held.id, held.outputs, held.inputs));
        await this.#call(() => this.host.diff(held.id, outputs, held.inputs));
        if (id) Object.assign(held, { outputs, initErrors: [] });
        else this.#drop(held);
        await this.#store();
      });
      rethrow(await Promise.allSettled(refreshed));
    });
  }

  destroy(): Promise<boolean> {
    return this.#run(async () => {
      for (const held of [...this.#recorded.resources].reverse()) await this.#remove(held);
    });
  }

  /** Resolves when the provider has finished everything that it was asked. */
  async quiet(): Promise<void> {
    await Promise.allSettled([...this.#calls]);
  }

  async #run(body: () => Promise<void>): Promise<boolean> {
    let done = true;
    try {
      await body();
    } catch (error) {
      done = false;
      if (!(error instanceof Killed || error instanceof Stopped)) this.said.push((error as Error).message);
    }
    if (this.#dead) return false;
    try {
      this.#write();
    } catch (error) {
      done = false;
      this.said.push((error as Error).message);
    }
    return done;
  }

  async #deploy(chain: Registration[], replace: boolean): Promise<void> {
    for (const registration of chain) {
      const held = this.#find(registration);
      const news = registration.inputs((type, name) => this.#outputsOf(type, name));
      const check = async (olds: Props) => {
        const checked = await this.#check(olds, news);
        return registration.remediate?.(checked) ?? checked;
      };
      const inputs = await check(held?.inputs ?? {});
      if (!held) {
        await this.#create(registration, inputs);
        continue;
      }
      const forced = replace || (await this.#call(() => this.host.diff(held.id, held.outputs, inputs)));
      if (forced === true || forced.replaces) await this.#create(registration, await check({}), held);
      else if (forced.changes || held.initErrors.length > 0) await this.#update(held, registration, inputs);
      else {
        Object.assign(held, { name: registration.name, inputs });
        await this.#store();
      }
    }
  }

  async #foresee(chain: Registration[]): Promise<void> {
    const outputs = new Map<string, Props>();
    for (const registration of chain) {
      const held = this.#find(registration);
      const inputs = await this.#check(
        held?.inputs ?? {},
        registration.inputs((type, name) => outputs.get(`${type} ${name}`)!),
      );
      const changes = !held || (await this.#call(() => this.host.diff(held.id, held.outputs, inputs))).changes;
      const foreseen = changes
        ? new Proxy(inputs, { get: (known, key) => Reflect.get(known, key) ?? unknown })
        : held.outputs;
      outputs.set(keyOf(registration), foreseen);
    }
  }

  async #check(olds: Props, news: Props): Promise<Props> {
    this.#mayBegin();
    const { inputs, failures } = await this.#call(() => this.host.check(olds, news));
    if (failures.length > 0) this.#fail(new Error(failures.join("\n")));
    return inputs;
  }

  async #create(registration: Registration, inputs: Props, replaced?: Held): Promise<void> {
    const add = (id: string, outputs: Props, initErrors: string[]) => {
      if (replaced) replaced.delete = true;
      const { type, name } = registration;
      this.#recorded.resources.push({ type, name, id, inputs, outputs, initErrors, delete: false });
    };
    await this.#step(
      "creating",
      registration,
      async () => {
        const { id, outputs } = await this.host.create(inputs);
        return () => add(id, outputs, []);
      },
      ({ id, outputs, reasons }) => add(id, outputs, reasons),
    );
  }

  async #update(held: Held, { name }: Registration, inputs: Props): Promise<void> {
    await this.#step(
      "updating",
      held,
      async () => {
        const outputs = await this.host.update(held.id, held.outputs, inputs);
        return () => Object.assign(held, { name, inputs, outputs, initErrors: [] });
        // A partial failure keeps the old inputs.
      },
      ({ outputs, reasons }) => Object.assign(held, { name, outputs, initErrors: reasons }),
    );
  }

  async #remove(held: Held): Promise<void> {
    await this.#step("deleting", held, async () => {
      await this.host.delete(held.id, held.outputs);
      return () => this.#drop(held);
    });
  }

  /** A step as the engine takes it: noted as pending, carried out, its result stored before anything that depends on it. */
  async #step(
    operation: string,
    resource: { type: string; name: string },
    act: () => Promise<() => void>,
    partly?: (failure: InitFailed) => void,
  ): Promise<void> {
    this.#mayBegin();
    const pending: Pending = { operation, resource: keyOf(resource) };
    this.#recorded.pending.push(pending);
    await this.#store();
    const ended = () => this.#recorded.pending.splice(this.#recorded.pending.indexOf(pending), 1);
    try {
      const done = await this.#call(act);
      await this.#event();
      ended();
      done();
    } catch (error) {
      if (error instanceof Killed) throw error;
      ended();
      if (error instanceof InitFailed) partly?.(error);
      await this.#store().catch(() => {});
      this.#fail(error as Error);
    }
    await this.#store();
  }

  #fail(error: Error): never {
    this.#stopping = true;
    throw error;
  }

  #mayBegin(): void {
    if (this.#stopping) throw new Stopped();
  }

  async #store(): Promise<void> {
    await this.#event();
    try {
      if (!this.options.skipCheckpoints) this.#write();
    } catch (error) {
      this.#fail(error as Error);
    }
    await this.#event();
  }

  #write(): void {
    if (this.#dead) throw new Killed();
    this.checkpoint.write(this.#recorded);
  }

  async #event(): Promise<void> {
    await this.options.onEvent?.();
    if (this.#dead) throw new Killed();
  }

  #call<T>(act: () => Promise<T>): Promise<T> {
    if (this.#dead) throw new Killed();
    const call = act();
    this.#calls.add(call);
    call.catch(() => {});
    return Promise.race([call, this.#killed.promise]);
  }

  #find({ type, name, aliases }: Registration): Held | undefined {
    const names = [name, ...aliases];
    return this.#recorded.resources.find((held) => !held.delete && held.type === type && names.includes(held.name));
  }

  #outputsOf(type: string, name: string): Props {
    return this.#recorded.resources.find((held) => !held.delete && held.type === type && held.name === name)!.outputs;
  }

  #drop(held: Held): void {
    this.#recorded.resources.splice(this.#recorded.resources.indexOf(held), 1);
  }
}

const keyOf = ({ type, name }: { type: string; name: string }): string => `${type} ${name}`;

/** The first real failure of several chains, before those that only stopped. */
function rethrow(results: PromiseSettledResult<unknown>[]): void {
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const first = reasons.find((reason) => !(reason instanceof Stopped)) ?? reasons[0];
  if (first) throw first;
}
