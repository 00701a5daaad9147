import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { packageRoot, type RunResult, TestStack } from "./engine";
import { endAtOnce, endProviders } from "./engineProcesses";
import { type AcceptedSend, type HubState, stateOf, TestHub, type Wire } from "./testHub";

/** When a machine goes down. */
export interface Downfall {
  call?: Wire["call"];
  count?: number;
  fate?: "unanswered" | "lost";
  alone?: "provider";
}

/** A stack, the hubs that it may post to, and what can happen to them. */
export class World {
  /** The hub that the stack posts to. */
  hub: TestHub;
  /** All of them, in the order of opening. */
  readonly hubs: TestHub[];
  #folders: string[] = [];
  #ahead = 0;

  private constructor(
    readonly stack: TestStack,
    hub: TestHub,
  ) {
    this.hub = hub;
    this.hubs = [hub];
  }

  static async open(source: string): Promise<World> {
    const hub = await TestHub.open();
    return new World(
      await TestStack.copied(source, { ...hub.env, HUB_CONNECTION: hub.emulator.connectionStrings.send }),
      hub,
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.stack.close(), ...this.hubs.map((hub) => hub.close())]);
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }

  /** Opens another hub; the stack stays with its own. */
  async anotherHub(): Promise<TestHub> {
    const hub = await TestHub.open("other");
    this.hubs.push(hub);
    return hub;
  }

  /** The stack posts to this hub from now on. */
  moveTo(hub: TestHub): void {
    this.hub = hub;
    Object.assign(this.stack.env, hub.env);
  }

  /** The stack has a new, empty ledger from now on; returns its folder. */
  async newLedger(): Promise<string> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "ledger-"));
    this.#folders.push(folder);
    this.stack.env.BROADCAST_LEDGER = `file:${folder}`;
    return folder;
  }

  /** Time passes for everybody. */
  passTime(seconds: number): void {
    for (const { emulator } of this.hubs) emulator.advanceClock(seconds);
    this.#ahead += seconds;
    Object.assign(this.stack.env, {
      CLOCK_AHEAD_SECONDS: String(this.#ahead),
      NODE_OPTIONS: `--require ${path.join(__dirname, "laterClock.js")}`,
    });
  }

  /** Deploys another program, or the present one again; it has to succeed. */
  async up(source?: string, ...flags: string[]): Promise<RunResult> {
    if (source !== undefined) await this.stack.write(source);
    return await this.stack.up(...flags);
  }

  /** Deploys, which has to fail with this sentence. */
  async fails(source: string | undefined, sentence: RegExp, ...flags: string[]): Promise<RunResult> {
    const result = await this.tries(source, ...flags);
    assert.notEqual(result.code, 0, `the run should have failed:\n${result.output}`);
    assert.match(result.output, sentence);
    return result;
  }

  /** Deploys, whether it succeeds or not. */
  async tries(source?: string, ...flags: string[]): Promise<RunResult> {
    if (source !== undefined) await this.stack.write(source);
    return await this.stack.run(["up", "--skip-preview", ...flags]);
  }

  async previews(source?: string): Promise<RunResult> {
    if (source !== undefined) await this.stack.write(source);
    const result = await this.stack.must("preview");
    // A plan breaks its lines for a terminal.
    return { ...result, output: result.output.replace(/\n {6}(?=[^\s│+-])/g, " ") };
  }

  /**
   * Deploys, and the machine goes down, or only the provider, when the hub has carried out `count` posts or cancels that it has not
   * answered, or when they are lost on their way.
   */
  async killed(
    source: string | undefined,
    { call = "post", count = 2, fate = "unanswered", alone }: Downfall = {},
  ): Promise<void> {
    if (source !== undefined) await this.stack.write(source);
    const { hub, stack } = this;
    hub.intercept((wire) => (wire.call === call ? fate : undefined));
    let engine = 0;
    const run = stack.run(["up", "--skip-preview"], { onStart: (pid) => (engine = pid) });
    const ended = await Promise.race([hub.reached(call, count), run]);
    assert.equal(ended, undefined, `the run ended before it could be killed:\n${ended?.output}`);
    await (alone ? endProviders(stack) : endAtOnce(stack, engine));
    await run;
    hub.intercept();
  }

  /** Deploys, and somebody presses Ctrl-C when the hub has accepted `count` posts. */
  async interrupted(source: string, count: number): Promise<void> {
    await this.stack.write(source);
    this.hub.intercept();
    let engine = 0;
    const run = this.stack.run(["up", "--skip-preview"], { onStart: (pid) => (engine = pid) });
    const ended = await Promise.race([this.hub.reached("post", count), run]);
    assert.equal(ended, undefined, `the run ended before somebody could press Ctrl-C:\n${ended?.output}`);
    process.kill(engine, "SIGINT");
    await run;
  }

  /** The stack gets another name. */
  async renameStack(name: string): Promise<void> {
    await this.stack.must("stack", "rename", name);
    this.stack.env.PULUMI_STACK = name;
  }

  /** From now on commands are about a new stack of the same project; the others keep what they are. */
  async beginStack(name: string): Promise<void> {
    await this.stack.must("stack", "init", name);
    this.selectStack(name);
  }

  selectStack(name: string): void {
    this.stack.env.PULUMI_STACK = name;
  }

  /** Runs `pulumi-broadcast`. */
  command(...args: string[]): Promise<Pick<RunResult, "code" | "output">> {
    return this.stack.execute("node", [path.join(packageRoot, "dist/sdk/cli/main.js"), ...args]);
  }

  /** Says what became of everything in doubt, as `pulumi-broadcast resolve` writes it. */
  async resolveAll(word: "sent" | "not-sent"): Promise<void> {
    const words = Object.fromEntries((await this.doubts()).map((key) => [key, word]));
    await this.stack.must("config", "set", "broadcast:resolve", JSON.stringify(words));
  }

  /** Everything that the hubs have accepted. */
  sends(): AcceptedSend[] {
    return this.hubs.flatMap((hub) => hub.sends());
  }

  /** What the hubs hold, all together. */
  state(): HubState {
    return stateOf(this.sends());
  }

  /** Every post that a hub accepted. */
  accepted(): number {
    return this.sends().length;
  }

  /** Resources of all stacks, as their checkpoints have them. */
  async resources(): Promise<any[]> {
    const folder = path.dirname(this.stack.stateFile);
    const files = (await readdir(folder)).filter((file) => file.endsWith(".json"));
    const states = await Promise.all(
      files.map(async (file) => JSON.parse(await readFile(path.join(folder, file), "utf8"))),
    );
    return states.flatMap(({ checkpoint }) => checkpoint.latest?.resources ?? []);
  }

  /** What is in doubt, as `digest@run`: recorded, or armed by a run that left no result. */
  async doubts(): Promise<string[]> {
    const outputs = (await this.resources()).map(({ outputs = {} }) => outputs);
    const keyOf = ({ digest, run }: { digest: string; run?: string }) => `${digest}@${run}`;
    const recorded: string[] = outputs.flatMap(({ doubts = [] }) => doubts.map(keyOf));
    const results = outputs.flatMap(({ sends = [], history = [] }) => [...sends, ...history].map(keyOf));
    const armed = outputs.flatMap(({ armed = {} }) =>
      Object.entries<any>(armed).map(([digest, arm]) => keyOf({ digest, run: arm.run ?? arm })),
    );
    const answered = new Set([...results, ...recorded]);
    return [...new Set([...recorded, ...armed.filter((key) => !answered.has(key))])];
  }

  /** What the stacks say of their sends and the hubs know otherwise. */
  async untruths(): Promise<string[]> {
    const known = new Map(this.sends().map(({ id, state }) => [id, state]));
    const records = (await this.resources()).flatMap(({ urn, outputs }) =>
      (outputs?.sends ?? []).map((record: any) => ({ urn, ...record })),
    );
    return records.flatMap(({ urn, platform, state, notificationId }) => {
      const real = known.get(notificationId);
      const fits: Record<string, string[]> = {
        sent: ["Completed", "NoTargetFound"],
        scheduled: ["Scheduled"],
        canceled: ["Canceled"],
      };
      return real === undefined || !fits[state] || fits[state].includes(real)
        ? []
        : [`${urn.split("::").at(-1)} (${platform}) is ${real} at the hub and "${state}" in the state`];
    });
  }
}

/** An instant some minutes ahead, as a schedule. */
export const inMinutes = (minutes: number): string =>
  new Date(Math.floor(Date.now() / 60_000) * 60_000 + minutes * 60_000).toISOString();
