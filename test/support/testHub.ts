import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type Emulator, startEmulator } from "../../sdk/emulator";

/** What a hub holds: what went out, what waits for its time, and what was canceled. */
export interface HubState {
  sent: number;
  scheduled: number;
  canceled: number;
}

export type AcceptedSend = ReturnType<Emulator["sends"]>[number];

/** What became of these sends. */
export function stateOf(sends: readonly AcceptedSend[]): HubState {
  const count = (...states: AcceptedSend["state"][]) => sends.filter(({ state }) => states.includes(state)).length;
  return { sent: count("Completed", "NoTargetFound"), scheduled: count("Scheduled"), canceled: count("Canceled") };
}

/** What becomes of a request instead of an answer by the hub: refused with a status, carried out and never answered, or lost on its way. */
export type Fate = { status: number; retryAfter?: number } | "unanswered" | "lost" | undefined;

/** A request on its way to the hub: a post or a cancel, counted from 0 since `intercept`. */
export interface Wire {
  call: "post" | "cancel";
  index: number;
  format?: string;
}

/** An emulated hub whose wire can be watched and cut. */
export class TestHub {
  #fateOf: (wire: Wire) => Fate | Promise<Fate> = () => undefined;
  #counts = { post: 0, cancel: 0 };
  #done = { post: 0, cancel: 0 };
  #waiting: { call: Wire["call"]; count: number; reached: () => void }[] = [];

  private constructor(readonly emulator: Emulator) {
    const [listener] = emulator.server.listeners("request") as [RequestListener];
    emulator.server.removeAllListeners("request");
    emulator.server.on("request", (request, response) => void this.#pass(listener, request, response));
  }

  static async open(name = "hub"): Promise<TestHub> {
    return new TestHub(await startEmulator({ hub: name }));
  }

  /** Environment of a stack that posts to this hub. */
  get env(): Record<string, string> {
    return {
      NOTIFICATIONHUBS_CONNECTION_STRING: this.emulator.connectionStrings.full,
      NOTIFICATION_HUB_NAME: this.emulator.hub,
    };
  }

  sends(): AcceptedSend[] {
    return this.emulator.sends();
  }

  state(): HubState {
    return stateOf(this.sends());
  }

  /** Decides about each post and cancel from now on; without an argument the hub answers all. */
  intercept(fateOf: (wire: Wire) => Fate | Promise<Fate> = () => undefined): void {
    this.#fateOf = fateOf;
    this.#counts = { post: 0, cancel: 0 };
    this.#done = { post: 0, cancel: 0 };
  }

  /** Resolves when that many posts or cancels have been carried out or lost since `intercept`. */
  reached(call: Wire["call"], count: number): Promise<void> {
    return new Promise((reached) => {
      this.#waiting.push({ call, count, reached });
      this.#tell();
    });
  }

  close(): Promise<void> {
    return this.emulator.close();
  }

  async #pass(listener: RequestListener, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = callOf(request);
    if (!call) return listener(request, response);
    const format = request.headers["servicebusnotification-format"] as string | undefined;
    const fate = await this.#fateOf({ call, index: this.#counts[call]++, format });
    if (typeof fate === "object") {
      request.resume();
      const retry = fate.retryAfter === undefined ? {} : { "Retry-After": String(fate.retryAfter) };
      response.writeHead(fate.status, retry).end();
      return;
    }
    if (fate === "lost") {
      request.resume();
      this.#done[call]++;
      return this.#tell();
    }
    const end = response.end.bind(response) as (...written: unknown[]) => ServerResponse;
    response.end = ((...written: unknown[]) => {
      if (response.statusCode < 300) this.#done[call]++;
      if (fate !== "unanswered") end(...written);
      this.#tell();
      return response;
    }) as ServerResponse["end"];
    listener(request, response);
  }

  #tell(): void {
    const isReached = ({ call, count }: { call: Wire["call"]; count: number }) => this.#done[call] >= count;
    const reached = this.#waiting.filter(isReached);
    this.#waiting = this.#waiting.filter((each) => !isReached(each));
    for (const each of reached) each.reached();
  }
}

function callOf({ method, url = "" }: IncomingMessage): Wire["call"] | undefined {
  if (method === "POST") return /\/(messages|schedulednotifications)\b/i.test(url) ? "post" : undefined;
  return method === "DELETE" && /\/schedulednotifications\//i.test(url) ? "cancel" : undefined;
}
