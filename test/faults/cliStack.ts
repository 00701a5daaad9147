import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestStack } from "../support/engine";
import type { Held } from "./checkpoint";
import type { Fault } from "./fault";
import { FaultedCommand } from "./faultedCommand";
import { project, type StackName, urnOf } from "./place";
import { writePolicyPack } from "./policyPack";
import { endProcesses } from "./processes";
import type { Order, Report, Stack } from "./stack";
import type { Subject } from "./subject";
import type { World } from "./world";

/** Replaced resources are deleted before they are made anew. */
const deleteFirst =
  "pulumi.runtime.registerResourceTransform(({ props, opts }) => ({ props, opts: { ...opts, deleteBeforeReplace: true } }));\n";

/** A stack on a file backend under the real engine. */
export class CliStack implements Stack {
  readonly #state: string;
  /** The state after each command, the latest last. */
  readonly #kept: string[] = [];
  #resolutions = "{}";

  constructor(
    private readonly world: World,
    private readonly stack: TestStack,
    private readonly subject: Subject,
    private readonly name: StackName,
  ) {
    this.#state = path.join(stack.backend, `.pulumi/stacks/${project}/${name}.json`);
  }

  async resources(): Promise<Held[]> {
    return heldIn(await readFile(this.#state, "utf8"));
  }

  async restore(): Promise<void> {
    const older = this.#kept.at(-2);
    if (older !== undefined) await writeFile(this.#state, older);
  }

  async taint(urn: string): Promise<void> {
    await this.#must("state", "taint", urn, "--yes");
  }

  async carryOut(order: Order): Promise<Report> {
    const { program, fault, resolutions } = order;
    const source = this.subject.source(program, this.world.connections(fault));
    await this.stack.write(order.deleteFirst ? source.replace(/\n/, `\n${deleteFirst}`) : source);
    const words = JSON.stringify(resolutions);
    if (words !== this.#resolutions) await this.#must("config", "set", "broadcast:resolve", words);
    this.#resolutions = words;
    const run = new FaultedCommand(this.world, this.stack, this.#state, fault, this.#env(fault), async () =>
      this.resources(),
    );
    const { code, output } = await run.carryOut(await this.#arguments(order));
    // A provider that lost its engine finishes what it was asked.
    if (run.struck) await sleep(300);
    const { events, struck } = await this.world.wire.settle();
    await endProcesses(this.stack);
    if (run.struck && code !== 0) await this.#run("cancel", "--yes");
    // The engine writes a state that it refuses when a component is renamed while a replaced child is still to be deleted.
    const said = [output, run.alsoSaid].join("\n");
    const repaired = said.includes("snapshot integrity");
    if (repaired) await this.#must("state", "repair", "--yes");
    this.#kept.push(await readFile(this.#state, "utf8"));
    const { overlapped } = run;
    return { done: code === 0, said, struck: struck || run.struck, events, overlapped, repaired };
  }

  async #arguments({ command, replace = [], target }: Order): Promise<string[]> {
    const policy = this.world.policy ? ["--policy-pack", await writePolicyPack(this.stack.directory)] : [];
    switch (command) {
      case "preview":
        return ["preview", ...policy];
      case "refresh":
        return ["refresh", "--skip-preview", "--clear-pending-creates"];
      case "destroy":
        return ["destroy", "--skip-preview"];
      case "up": {
        const around = target
          ? [urnOf(this.name, target.declared.place), ...parentOf(this.name, target.declared.place.parent)]
          : [];
        const targets = [...(target?.urns ?? []), ...around].flatMap((urn) => ["--target", urn]);
        return ["up", "--skip-preview", ...policy, ...replace.flatMap((urn) => ["--replace", urn]), ...targets];
      }
    }
  }

  #env(fault: Fault | undefined): Record<string, string> {
    const set = Object.entries(this.world.env(fault)).filter(([, value]) => value !== "");
    const { offsetMs } = this.world.clock;
    const shifted = {
      NODE_OPTIONS: `--require ${path.join(__dirname, "shiftedTime.js")}`,
      FAULTS_OFFSET: String(offsetMs),
    };
    return {
      ...Object.fromEntries(set),
      PULUMI_STACK: this.name,
      ...(fault?.kind === "checkpoints skipped" ? { PULUMI_EXPERIMENTAL: "true" } : {}),
      ...(offsetMs === 0 ? {} : shifted),
    };
  }

  #run(...args: string[]) {
    return this.stack.run(args, { env: { PULUMI_STACK: this.name } });
  }

  async #must(...args: string[]): Promise<void> {
    const { code, output } = await this.#run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
  }
}

/** URN of the component above, which is touched with what is in it. */
const parentOf = (stack: StackName, parent: string): string[] =>
  parent === "" ? [] : [`urn:pulumi:${stack}::${project}::my:app:${parent}::${parent.toLowerCase()}`];

function heldIn(state: string): Held[] {
  const resources: any[] = JSON.parse(state).checkpoint.latest?.resources ?? [];
  return resources
    .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
    .map(({ urn, type, id, inputs, outputs, initErrors, delete: gone }) => ({
      urn,
      type,
      id,
      inputs,
      outputs: outputs ?? {},
      initErrors: initErrors ?? [],
      delete: gone ?? false,
    }));
}
