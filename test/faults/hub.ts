import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { HubClient } from "../../provider/client/hubClient";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import type { Clock } from "./clock";
import type { HubArgument, HubIndex } from "./declared";

export type HubRecord = ReturnType<Emulator["sends"]>[number];

/** The way to a hub: it carries each request, and knows which cancels a person makes. */
interface Carrier {
  readonly byHand: Set<string>;
  carry(hub: Hub, listener: RequestListener, request: IncomingMessage, response: ServerResponse): void;
}

/** One of the two emulated hubs. Every request to it goes over the wire on which faults strike. */
export class Hub {
  /** Its clock is ahead of that of providers. */
  isAhead = false;

  private constructor(
    readonly index: HubIndex,
    readonly emulator: Emulator,
    private readonly clock: Clock,
    private readonly wire: Carrier,
  ) {}

  static async open(index: HubIndex, clock: Clock, wire: Carrier): Promise<Hub> {
    const emulator = await startEmulator({ now: clock.now });
    const hub = new Hub(index, emulator, clock, wire);
    const [listener] = emulator.server.listeners("request") as [RequestListener];
    emulator.server.removeAllListeners("request");
    emulator.server.on("request", (request, response) => wire.carry(hub, listener, request, response));
    return hub;
  }

  /** Host and name, as records and ledger keys name a hub. */
  get at(): string {
    return `${new URL(this.emulator.endpoint).host}/${this.emulator.hub}`;
  }

  /** What a connection to it is said by. */
  connection({ mayRead, wrongKey }: { mayRead: boolean; wrongKey: boolean }): HubArgument {
    const { full, send } = this.emulator.connectionStrings;
    const connectionString = (mayRead ? full : send).replace(/(SharedAccessKey=)[^;]+/, (all, name) =>
      wrongKey ? `${name}${Buffer.alloc(32, "wrong key").toString("base64")}` : all,
    );
    return { connectionString, hub: this.emulator.hub };
  }

  get pending(): HubRecord[] {
    return this.emulator.sends().filter(({ state }) => state === "Scheduled");
  }

  find(id: string): HubRecord | undefined {
    return this.emulator.sends().find((record) => record.id === id);
  }

  /** Somebody cancels a pending send, past every fault. */
  async cancelByHand(id: string): Promise<void> {
    const { hub, connectionStrings } = this.emulator;
    this.wire.byHand.add(id);
    await new HubClient({ connectionString: connectionStrings.full, hub, now: this.clock.now }).cancel(id);
  }

  /** Its clock alone goes ahead: what falls due goes out. */
  goAhead(seconds: number): void {
    this.isAhead = true;
    this.emulator.advanceClock(seconds);
  }

  /** Its clock alone goes past the time of a pending send. */
  passTimeOf(id: string): void {
    const due = Date.parse(this.find(id)?.scheduledFor ?? "");
    if (due > this.clock.now()) this.goAhead((due - this.clock.now()) / 1000 + 1);
  }

  reset(): void {
    this.isAhead = false;
    this.emulator.reset();
  }

  close(): Promise<void> {
    return this.emulator.close();
  }
}
