import assert from "node:assert/strict";
import type { Context } from "../../provider/broadcast/context";
import { digestsIn } from "../../provider/broadcast/lookAt";
import { runsOf } from "../../provider/broadcast/order";
import { createProvider, type Provider } from "../../provider/broadcast/provider";
import { type HubArgument, quietly, Settings } from "../../provider/broadcast/settings";
import type { Handed } from "../../provider/journal/memory";
import type { Declaration } from "../../provider/message/declaration";
import { unknown } from "../../provider/message/unknown";
import { planningContext } from "../../sdk/planningContext";
import type { Declared, Held, Kind, StackState } from "./stackState";

export interface UpOptions {
  /** Everything side by side, as an engine does without the gate; it writes one checkpoint after the other. */
  together?: boolean;
  continueOnError?: boolean;
  /** How many failures the program has seen when it declares a broadcast, in the place of how many there were. */
  failuresSeen?: number;
  /** `--target`: names of broadcasts, or `name Kind` of one of their resources. */
  target?: string[];
  /** Another resource fails: nothing is deleted at the end. */
  failsElsewhere?: boolean;
  /** Texts that the program reads of its own stack in the place of what is stored; `undefined` when it cannot. */
  memory?: Handed[] | undefined;
}

export interface Report {
  failures: string[];
  /** What the provider said. */
  said: string[];
  /** `create Announcement news`, in order. */
  steps: string[];
  /** Resources whose stored inputs changed although nothing was done. */
  rewritten: string[];
}

class Killed extends Error {}
class Stopped extends Error {}

/** One run of an engine, which makes the calls of Pulumi's own with the same writes between them, and a provider process of its own. */
export class ProviderRun {
  readonly report: Report = { failures: [], said: [], steps: [], rewritten: [] };
  readonly provider: Provider;
  readonly #context: Context;
  /** Connections that Deliveries kept, by their broadcast's URN. */
  readonly #connections: ReadonlyMap<string, unknown>;
  #preview = false;
  #stopping = false;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly stack: StackState,
    private readonly options: UpOptions,
  ) {
    const { config, env, now } = stack;
    const settings = new Settings((key) => config[key], env);
    this.provider = createProvider({ now, settings, say: (line) => this.report.said.push(line) });
    this.#context = planningContext(stack.memory(), `releases/${stack.name}`, (key) => config[key]);
    this.#connections = stack.connections();
  }

  async up(program: Declared[]): Promise<Report> {
    const { together, failsElsewhere } = this.options;
    const deploy = async (declared: Declared) => {
      try {
        await this.#broadcast(declared);
      } catch (error) {
        if (error instanceof Killed) this.#stopping = true;
        else if (!(error instanceof Stopped)) this.#fail((error as Error).message);
      }
    };
    if (together) await Promise.all(program.map(deploy));
    else for (const declared of program) await deploy(declared);
    if (this.#stopping || failsElsewhere || this.report.failures.length > 0) return this.report;
    const declared = new Set(
      program.flatMap((each) => [this.stack.urn("Announcement", each), this.stack.urn("Delivery", each)]),
    );
    return await this.removeAll(({ urn, replaced }) => replaced || (!declared.has(urn) && !this.options.target));
  }

  async preview(program: Declared[]): Promise<Report> {
    this.#preview = true;
    const before = JSON.stringify(this.stack.held);
    for (const declared of program) {
      await this.#broadcast(declared).catch(({ message }) => this.#fail(message));
    }
    assert.equal(JSON.stringify(this.stack.held), before, "a preview stores nothing");
    return this.report;
  }

  async refresh(): Promise<void> {
    for (const held of this.stack.held) {
      const { id, props } = await this.provider.read(held.id, structuredClone(held.outs));
      assert.equal(id, held.id);
      Object.assign(held, { outs: stored(props), initErrors: false });
      await this.provider.diff(held.id, structuredClone(held.outs), structuredClone(held.inputs));
    }
  }

  async removeAll(isOver: (held: Held) => boolean): Promise<Report> {
    for (const held of this.stack.held.filter(isOver).reverse()) {
      await this.#remove(held).catch(({ message }) => this.#fail(message));
    }
    return this.report;
  }

  #fail(message: string): void {
    this.report.failures.push(message);
    if (!this.options.continueOnError) this.#stopping = true;
  }

  async #broadcast(declared: Declared): Promise<void> {
    const { hub, ...args } = declared.args as { hub?: HubArgument };
    const { name } = declared;
    const of = this.stack.of(declared);
    const memory = `${this.options.failuresSeen ?? this.report.failures.length} ${this.#handed(of, args as Declaration)}`;
    const to = hub === undefined ? undefined : this.#hubNamed(hub);
    const said = declared.transform?.(args) ?? args;
    const outs = await this.#resource("Announcement", declared, { ...said, schema: 1, of, name, to, memory });
    if (declared.killed === "armed") throw new Killed();
    declared.between?.();
    const terms = ["schedule", "notAfter", "onInDoubt", "adopt", "revision", "test"].flatMap((key) =>
      key in args ? [[key, outs[key]]] : [],
    );
    const { digests, countsAs, armed, cancels } = outs;
    const runs = armed === unknown ? unknown : runsOf(armed, cancels);
    const announcement = "announcement" in args ? outs.announcement : undefined;
    const order = { of, name, announcement, digests, countsAs, runs, terms: Object.fromEntries(terms) };
    await this.#resource("Delivery", declared, { schema: 1, order, hub, connections: this.#connections.get(of) });
  }

  /** What the program hands an Announcement of the stack. */
  #handed(of: string, declaration: Declaration): string {
    const { scope, memory } = this.#context.run;
    const digests = quietly(() => digestsIn(this.#context, declaration));
    const handed = "memory" in this.options ? { resources: this.options.memory } : memory!.handTo(of, digests);
    return JSON.stringify({ scope, preview: this.#preview, ...handed });
  }

  #hubNamed(hub: HubArgument): string | undefined {
    try {
      return new Settings((key) => this.stack.config[key], this.stack.env).connection(hub)?.at;
    } catch (error) {
      return `!${(error as Error).message}`;
    }
  }

  /** Brings one resource to what the program says of it; what it resolves to is what a dependent sees. */
  async #resource(kind: Kind, declared: Declared, properties: object): Promise<any> {
    if (this.#stopping) throw new Stopped();
    const { stack, provider } = this;
    const urn = stack.urn(kind, declared);
    const old = this.#old(kind, declared);
    const { target } = this.options;
    if (target && !target.includes(declared.name) && !target.includes(`${declared.name} ${kind}`)) {
      if (!old) throw new Stopped();
      return old.outs;
    }
    const news = plain({ ...properties, __provider: "the line" });
    const check = async (olds: any) => {
      const { inputs, failures = [] } = await provider.check(structuredClone(olds), structuredClone(news));
      for (const { property } of failures) assert.equal(property, "", "the engine would print the value");
      if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
      const checked = stored(inputs);
      return stored((kind === "Announcement" && declared.policy?.(checked)) || checked);
    };
    let inputs = await check(old?.inputs ?? {});
    const changes =
      !old ||
      (await provider.diff(old.id, structuredClone(old.outs), structuredClone(inputs))).changes ||
      old.initErrors;
    if (this.#preview) {
      this.#step(old ? (changes ? "update" : "same") : "create", kind, declared);
      return changes ? { armed: unknown, cancels: unknown, ...inputs } : old!.outs;
    }
    if (old && declared.replace?.includes(kind)) {
      inputs = await check({});
      if (declared.deleteBeforeReplace) await this.#remove(old);
      return await this.#create(kind, declared, urn, inputs, old);
    }
    if (!old) return await this.#create(kind, declared, urn, inputs);
    if (changes) return await this.#update(kind, declared, urn, inputs, old);
    this.#step("same", kind, declared);
    if (JSON.stringify(old.inputs) !== JSON.stringify(inputs)) this.report.rewritten.push(`${kind} ${declared.name}`);
    Object.assign(old, { urn, inputs });
    return old.outs;
  }

  #old(kind: Kind, declared: Declared): Held | undefined {
    const { name, parent, aliases = [] } = declared;
    for (const each of [{}, ...aliases]) {
      const found = this.stack.find(kind, { name, parent, ...each });
      if (found) return found;
    }
    return undefined;
  }

  async #create(kind: Kind, declared: Declared, urn: string, inputs: any, replaced?: Held): Promise<any> {
    this.#step("create", kind, declared);
    const add = (id: string, outs: any, initErrors: boolean) => {
      assert.notEqual(id, "");
      if (replaced) replaced.replaced = true;
      this.stack.held.push({ urn, id, kind, inputs, outs, initErrors, replaced: false });
    };
    try {
      const { id, outs } = await this.provider.create(structuredClone(inputs));
      this.#survive(kind, declared);
      add(id, hosted(outs), false);
      await this.#write();
      return hosted(outs);
    } catch (error) {
      const { id, properties } = error as { id?: string; properties?: any };
      if (id) {
        this.#survive(kind, declared);
        assert.ok(properties.__provider, "without it, the saved state could not be destroyed");
        add(id, stored(properties), true);
      }
      throw error;
    }
  }

  async #update(kind: Kind, declared: Declared, urn: string, inputs: any, old: Held): Promise<any> {
    this.#step("update", kind, declared);
    try {
      const { outs } = await this.provider.update(old.id, structuredClone(old.outs), structuredClone(inputs));
      this.#survive(kind, declared);
      Object.assign(old, { urn, inputs, outs: hosted(outs), initErrors: false });
      await this.#write();
      return hosted(outs);
    } catch (error) {
      const { id, properties } = error as { id?: string; properties?: any };
      if (id) {
        this.#survive(kind, declared);
        // The engine keeps the old inputs.
        Object.assign(old, { urn, outs: stored(properties), initErrors: true });
      }
      throw error;
    }
  }

  #survive(kind: Kind, { killed }: Declared): void {
    if (killed === (kind === "Announcement" ? "arming" : "posting")) throw new Killed();
  }

  /** The checkpoint is written: what depends on it may begin. */
  async #write(): Promise<void> {
    if (!this.options.together) return;
    this.#writing = this.#writing.then(() => new Promise((resolve) => setTimeout(resolve, 5)));
    await this.#writing;
  }

  async #remove(held: Held): Promise<void> {
    this.report.steps.push(`delete ${held.kind} ${held.urn.split("::").slice(3).join("::")}`);
    await this.provider.delete(held.id, structuredClone(held.outs));
    this.stack.held = this.stack.held.filter((each) => each !== held);
  }

  #step(step: string, kind: Kind, { name }: Declared): void {
    this.report.steps.push(`${step} ${kind} ${name}`);
  }
}

/** The host adds the provider's text to what it stores. */
const hosted = (outs: object): any => ({ ...stored(outs), __provider: "the line" });

const plain = (value: object): any => JSON.parse(JSON.stringify(value));

/** What a provider answered, as the engine stores it: anything that its encoding refuses would lose the resource. */
function stored(value: unknown, path = "outs"): any {
  assert.notEqual(value, undefined, `${path} is undefined`);
  assert.ok(typeof value !== "number" || Number.isFinite(value), `${path} is ${value}`);
  if (typeof value === "object" && value !== null)
    for (const [key, each] of Object.entries(value)) stored(each, `${path}.${key}`);
  return JSON.parse(JSON.stringify(value));
}
