import type { Checkpoint, Held, Recorded } from "./checkpoint";
import { InitFailed } from "./host";

/** The engine was killed: nothing of this run is stored any more. */
class Killed extends Error {}
/** The run does not begin further steps. */
export class Stopped extends Error {}

/** The steps of one engine run and what it stores of them, from what it read of the checkpoint when it began. */
export class Steps {
  /** What a person would read. */
  readonly said: string[] = [];
  readonly #recorded: Recorded;
  readonly #began: string;
  readonly #calls = new Set<Promise<unknown>>();
  readonly #killed = Promise.withResolvers<never>();
  readonly #stopped = Promise.withResolvers<never>();
  #dead = false;
  #stopping = false;

  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly options: { onEvent?: () => Promise<void>; skipCheckpoints?: boolean },
  ) {
    this.#began = checkpoint.text;
    this.#recorded = checkpoint.read();
    // A run forgets the operations that an earlier one left, except creates.
    this.#recorded.pending = this.#recorded.pending.filter(({ operation }) => operation === "creating");
    this.#killed.promise.catch(() => {});
    this.#stopped.promise.catch(() => {});
  }

  get resources(): Held[] {
    return this.#recorded.resources;
  }

  /** What a program of this run reads of its own stack. */
  get remembered(): Held[] {
    return (JSON.parse(this.#began) as Recorded).resources.filter((held) => !held.delete);
  }

  find(urn: string): Held | undefined {
    return this.resources.find((held) => !held.delete && held.urn === urn);
  }

  drop(held: Held): void {
    this.resources.splice(this.resources.indexOf(held), 1);
  }

  clearPending(): void {
    this.#recorded.pending = [];
  }

  /** Begins nothing more; what runs is finished and stored. */
  interrupt(): void {
    this.#stopping = true;
    this.#stopped.reject(new Stopped());
  }

  /** The engine is gone; the provider finishes what it was asked. */
  kill(): void {
    this.#dead = true;
    this.#killed.reject(new Killed());
  }

  /** Resolves when the provider has finished everything that it was asked. */
  async quiet(): Promise<void> {
    await Promise.allSettled([...this.#calls]);
  }

  /** Carries a command out; true when all of it was done. */
  async run(body: () => Promise<void>): Promise<boolean> {
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

  /** A step as the engine takes it: noted as pending, carried out, its result stored before anything that depends on it. */
  async step(
    operation: string,
    urn: string,
    act: () => Promise<() => void>,
    partly?: (failure: InitFailed) => void,
  ): Promise<void> {
    this.mayBegin();
    const pending = { operation, urn };
    this.#recorded.pending.push(pending);
    await this.store();
    const ended = () => this.#recorded.pending.splice(this.#recorded.pending.indexOf(pending), 1);
    try {
      const done = await this.call(act);
      await this.#event();
      ended();
      done();
    } catch (error) {
      if (error instanceof Killed) throw error;
      ended();
      if (error instanceof InitFailed) partly?.(error);
      await this.store().catch(() => {});
      this.fail(error as Error);
    }
    await this.store();
  }

  fail(error: Error): never {
    this.interrupt();
    throw error;
  }

  mayBegin(): void {
    if (this.#stopping) throw new Stopped();
  }

  /** Waits for something of the program's, which hears nothing more once the run does not go on. */
  unlessStopped<T>(waiting: Promise<T>): Promise<T> {
    return Promise.race([waiting, this.#stopped.promise, this.#killed.promise]);
  }

  async store(): Promise<void> {
    await this.#event();
    try {
      if (!this.options.skipCheckpoints) this.#write();
    } catch (error) {
      this.fail(error as Error);
    }
    await this.#event();
  }

  call<T>(act: () => Promise<T>): Promise<T> {
    if (this.#dead) throw new Killed();
    const call = act();
    this.#calls.add(call);
    call.catch(() => {});
    return Promise.race([call, this.#killed.promise]);
  }

  #write(): void {
    if (this.#dead) throw new Killed();
    this.checkpoint.write(this.#recorded);
  }

  async #event(): Promise<void> {
    await this.options.onEvent?.();
    if (this.#dead) throw new Killed();
  }
}
