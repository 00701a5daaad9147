import { type Emulator, type EmulatorOptions, startEmulator } from "../../../sdk/emulator";
import { ProviderStack } from "../../support/providerStack";
import type { Declared } from "../../support/stackState";

const states: Record<string, string> = { Scheduled: "scheduled", Canceled: "canceled" };

/** An emulated hub for the tests of a file, and stacks whose clock it shares. */
export class LocalHub {
  emulator!: Emulator;
  /** Seconds by which the stacks' clock is ahead of the machine's. */
  #ahead = 0;

  constructor(options: EmulatorOptions = {}) {
    before(async () => {
      this.emulator = await startEmulator(options);
    });
    after(() => this.emulator.close());
    beforeEach(() => {
      this.emulator.reset();
      this.#ahead = 0;
    });
  }

  readonly now = (): number => Date.now() + this.#ahead * 1000;

  /** Time passes for the stacks and for the hub. */
  pass(seconds: number): void {
    this.#ahead += seconds;
    this.emulator.advanceClock(seconds);
  }

  /** Minutes from now, as an instant. */
  at(minutes: number): string {
    return new Date(this.now() + minutes * 60_000).toISOString();
  }

  /** Configuration that names this hub. */
  config(): Record<string, string> {
    const { connectionStrings, hub } = this.emulator;
    return {
      "broadcast:connectionString": connectionStrings.full,
      "broadcast:hub": hub,
      "broadcast:timeoutSeconds": "2",
    };
  }

  /** The same as the argument of a broadcast. */
  argument(): { connectionString: string; hub: string } {
    return { connectionString: this.emulator.connectionStrings.full, hub: this.emulator.hub };
  }

  stack(config: Record<string, string> = this.config(), env: NodeJS.ProcessEnv = {}): ProviderStack {
    return new ProviderStack(config, this.now, env);
  }

  /** How many posts the hub has accepted. */
  get posts(): number {
    return this.emulator.sends().length;
  }

  /** `apple sent`, by platform: what the hub has accepted, and what is left of it. */
  sends(): string[] {
    return this.emulator
      .sends()
      .map(({ format, state }) => `${format} ${states[state] ?? "sent"}`)
      .sort();
  }

  /** What is still to go out, `apple: its text`. */
  pending(): string[] {
    return this.emulator
      .sends()
      .filter(({ state }) => state === "Scheduled")
      .map(({ format, body }) => `${format}: ${/"body":"([^"]*)"/.exec(body)?.[1]}`)
      .sort();
  }
}

export const args = {
  message: { title: "News", body: "A" },
  platforms: ["apple", "fcmv1"],
  audience: { tags: ["t"] },
};

/** The base arguments with another text. */
export const saying = (body: string, more: object = {}): object => ({
  ...args,
  ...more,
  message: { title: "News", body },
});

/** A broadcast, called "news" unless it says otherwise. */
export const news = (declared: object = args, options: Partial<Declared> = {}): Declared => ({
  name: "news",
  args: declared,
  ...options,
});

/** Every doubt of a stack, answered alike: what `pulumi-broadcast resolve` writes. */
export function resolveAll(stack: ProviderStack, word: "sent" | "not-sent"): void {
  const doubts = stack.held.flatMap(({ outs }) => outs.doubts ?? []) as { digest: string; run: string }[];
  const arms = stack.held.flatMap(({ outs }) => Object.entries<{ run: string }>(outs.armed ?? {}));
  const keys = [
    ...doubts.map(({ digest, run }) => `${digest}@${run}`),
    ...arms.map(([digest, { run }]) => `${digest}@${run}`),
  ];
  stack.config["broadcast:resolve"] = JSON.stringify(Object.fromEntries(keys.map((key) => [key, word])));
}
