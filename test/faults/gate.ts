import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import type { Fault, HubFault, Moment } from "./sequence";

type HubMoment = Exclude<Moment["at"], "event">;
/** Called at each moment of a post; `drop` takes the request off the wire before the hub has it. */
export type Watcher = (moment: HubMoment, post: number) => Promise<"drop" | undefined> | undefined;
type AcceptedSend = ReturnType<Emulator["sends"]>[number];

/** An emulated hub behind a gate that knows the moments of a post: on its way, taken, accepted, answered. */
export class Gate {
  watcher: Watcher | undefined;
  #posts = 0;
  #inFlight = 0;
  #struck = false;
  #refusals = 0;
  #refusedPlatform: string | undefined;
  #lateUntil = 0;
  #ordered: { kind: HubFault; platform?: string } | undefined;

  private constructor(
    readonly emulator: Emulator,
    /** The client's patience for one request; a delay is longer. */
    private readonly timeoutSeconds: number,
  ) {
    const [listener] = emulator.server.listeners("request") as [RequestListener];
    emulator.server.removeAllListeners("request");
    emulator.server.on("request", (request, response) => void this.#pass(listener, request, response));
  }

  static async open({ timeoutSeconds }: { timeoutSeconds: number }): Promise<Gate> {
    return new Gate(await startEmulator(), timeoutSeconds);
  }

  /** Environment of a provider that posts through the gate. */
  get env(): Record<string, string> {
    return {
      NOTIFICATIONHUBS_CONNECTION_STRING: this.emulator.connectionStrings.send,
      NOTIFICATION_HUB_NAME: this.emulator.hub,
      BROADCAST_TIMEOUT_SECONDS: String(this.timeoutSeconds),
    };
  }

  order(fault: Extract<Fault, { kind: HubFault }>): void {
    const { kind, platform, lasting } = fault;
    this.#ordered = { kind, platform };
    const match = { method: "POST", path: "/messages", format: platform };
    const retryAfter = lasting ? 60 : 0.1;
    if (kind === "401") {
      this.#refusals = lasting ? 2 : 1;
      this.#refusedPlatform = platform;
      return;
    }
    const orders: Record<Exclude<HubFault, "401">, Parameters<Emulator["fault"]>[0]> = {
      "reply lost": { match, fault: "reset-after" },
      "reset before": { match, fault: "reset-before" },
      "429": { match, fault: "429", retryAfter },
      "403 + Retry-After": { match, fault: "403", retryAfter },
      "500": { match, fault: "500" },
      "503": { match, fault: "503" },
      delay: { match, fault: "delay", ms: this.#delayMs },
    };
    this.emulator.fault(orders[kind]);
  }

  /** Waits until the hub has done what it may still do, and hands over what it accepted since; nothing stays ordered. */
  async settle(): Promise<{ accepted: AcceptedSend[]; struck: boolean }> {
    this.watcher = undefined;
    while (this.#inFlight > 0 || this.#lateUntil > performance.now()) await sleep(10);
    const accepted = this.emulator.sends();
    const struck = this.#struck;
    this.emulator.reset();
    this.#posts = this.#refusals = this.#lateUntil = 0;
    this.#struck = false;
    this.#ordered = undefined;
    return { accepted, struck };
  }

  get #delayMs(): number {
    return this.timeoutSeconds * 1000 + 200;
  }

  close(): Promise<void> {
    return this.emulator.close();
  }

  async #pass(listener: RequestListener, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST" || !request.url?.includes("/messages")) return listener(request, response);
    const post = this.#posts++;
    this.#inFlight++;
    response.once("close", () => this.#inFlight--);
    const format = request.headers["servicebusnotification-format"];
    if (this.#ordered && (this.#ordered.platform ?? format) === format) {
      this.#struck = true;
      if (this.#ordered.kind === "delay") this.#lateUntil = performance.now() + this.#delayMs + 100;
    }
    if ((await this.watcher?.("on its way", post)) === "drop") {
      request.socket.destroy();
      return;
    }
    if (this.#refusals > 0 && (this.#refusedPlatform ?? format) === format) {
      this.#refusals--;
      request.resume();
      response.writeHead(401).end();
      return;
    }
    const taken = this.watcher?.("taken", post);
    const end = response.end.bind(response) as (...written: unknown[]) => ServerResponse;
    response.end = ((...written: unknown[]) => {
      void (async () => {
        await taken;
        await this.watcher?.("accepted", post);
        end(...written);
        await this.watcher?.("answered", post);
      })();
      return response;
    }) as ServerResponse["end"];
    listener(request, response);
  }
}
