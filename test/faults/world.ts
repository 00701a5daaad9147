import { Clock } from "./clock";
import type { HubArgument, HubIndex } from "./declared";
import type { Fault } from "./fault";
import { Hub } from "./hub";
import { type LedgerName, Ledgers, type LedgerWord } from "./ledgers";
import type { Circumstance } from "./sequence";
import { Wire } from "./wire";

/** What is around the stacks of a sequence: two hubs, a clock, ledgers, and the settings that both stacks share. */
export class World {
  /** The hub that the stacks' configuration names. */
  hub: HubIndex = 0;
  ledger: LedgerName | undefined;
  sendsOff = false;
  /** Whether a remediating policy is in force. */
  policy = false;
  #mayRead = false;
  #ledgers: Ledgers | undefined;

  private constructor(
    readonly clock: Clock,
    readonly wire: Wire,
    readonly hubs: readonly [Hub, Hub],
  ) {}

  static async open(timeoutSeconds: number): Promise<World> {
    const clock = new Clock();
    const wire = new Wire(clock, timeoutSeconds);
    const hubs = await Promise.all([Hub.open(0, clock, wire), Hub.open(1, clock, wire)]);
    return new World(clock, wire, hubs);
  }

  async begin({ ledger, mayRead }: { ledger: boolean; mayRead: boolean }): Promise<void> {
    this.#ledgers = await Ledgers.create();
    this.#mayRead = mayRead;
    this.hub = 0;
    this.ledger = ledger ? "A" : undefined;
    this.sendsOff = this.policy = false;
  }

  async end(): Promise<void> {
    await this.wire.settle();
    this.wire.byHand.clear();
    for (const hub of this.hubs) hub.reset();
    this.clock.reset();
    await this.#ledgers?.remove();
  }

  async close(): Promise<void> {
    await Promise.all(this.hubs.map((hub) => hub.close()));
  }

  get ledgers(): Ledgers {
    return this.#ledgers!;
  }

  async ledgerWords(): Promise<LedgerWord[]> {
    return this.ledger === undefined ? [] : await this.ledgers.words(this.ledger);
  }

  /** What connections to both hubs are said by. */
  connections(fault?: Fault): readonly [HubArgument, HubArgument] {
    const key = { mayRead: this.#mayRead, wrongKey: fault?.kind === "wrong key" };
    return [this.hubs[0].connection(key), this.hubs[1].connection(key)];
  }

  /** Environment of a run; an empty text is for what is not set. */
  env(fault?: Fault): Record<string, string> {
    const { connectionString, hub } = this.connections(fault)[this.hub];
    return {
      NOTIFICATIONHUBS_CONNECTION_STRING: connectionString,
      NOTIFICATION_HUB_NAME: hub,
      BROADCAST_TIMEOUT_SECONDS: String(this.wire.timeoutSeconds),
      BROADCAST_LEDGER: this.ledger === undefined ? "" : this.ledgers.url(this.ledger),
      BROADCAST_SEND: this.sendsOff ? "off" : "",
      PULUMI_SKIP_CHECKPOINTS: fault?.kind === "checkpoints skipped" ? "true" : "",
    };
  }

  /** Once nothing goes wrong any more, no clock is behind another in anything that matters: whatever was scheduled is due. */
  setClocksRight(): void {
    if (this.hubs.some(({ isAhead }) => isAhead)) this.clock.advance(48);
  }

  async change(circumstance: Circumstance): Promise<void> {
    switch (circumstance.kind) {
      case "policy on or off":
        this.policy = !this.policy;
        return;
      case "hub moves":
        this.hub = this.hub === 0 ? 1 : 0;
        return;
      case "sends on or off":
        this.sendsOff = !this.sendsOff;
        return;
      case "ledger":
        if (circumstance.to !== "emptied") this.ledger = circumstance.to === "none" ? undefined : circumstance.to;
        else if (this.ledger !== undefined) await this.ledgers.empty(this.ledger);
        return;
      case "time passes":
        this.clock.advance(circumstance.hours);
        return;
      case "hub's clock goes ahead":
        for (const hub of this.hubs) hub.goAhead(circumstance.hours * 3600);
        return;
      case "keys are rotated":
        for (const { emulator } of this.hubs) emulator.rotateKeys();
        return;
      case "canceled by hand": {
        const pending = this.hubs.flatMap((hub) => hub.pending.map(({ id }) => ({ hub, id })));
        if (pending.length === 0) return;
        const { hub, id } = pending[circumstance.pick % pending.length]!;
        await hub.cancelByHand(id);
      }
    }
  }
}
