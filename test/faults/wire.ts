import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "./clock";
import type { HubIndex } from "./declared";
import type { CancelFault, HubFault, Moment, PostFault } from "./fault";
import type { Hub, HubRecord } from "./hub";

type WireMoment = Exclude<Moment["at"], "event">;

/** Called at each moment of a request; `drop` takes it off the wire before the hub has it. */
export type Watcher = (moment: WireMoment, request: number) => Promise<"drop" | undefined> | undefined;

/** What a hub did, in order. */
export type HubEvent =
  | { kind: "asked"; hub: HubIndex; format: string; tags: string }
  /** `at`: milliseconds since 1970, by the clock that providers share with the hubs. */
  | { kind: "accepted"; hub: HubIndex; record: HubRecord; at: number }
  | { kind: "canceled"; hub: HubIndex; id: string; byHand: boolean };

/** What a request asks for. */
type Asked = { verb: "post"; format: string } | { verb: "cancel"; id: string };

/** The way to both hubs. It knows the moments of a request, lets faults strike, and writes down what the hubs do. */
export class Wire {
  watcher: Watcher | undefined;
  /** Ids that somebody cancels by hand: such a request meets no fault. */
  readonly byHand = new Set<string>();
  #requests = 0;
  #inFlight = 0;
  /** Requests that the hub carries out after their client has given up, and when it begins to. */
  readonly #late = new Set<IncomingMessage>();
  #lateUntil = 0;
  #events: HubEvent[] = [];
  #ordered: HubFault | undefined;
  #left = 0;
  #struck = false;

  constructor(
    private readonly clock: Clock,
    /** The client's patience for one request; a delay is longer. */
    readonly timeoutSeconds: number,
  ) {}

  order(fault: HubFault): void {
    this.#ordered = fault;
    // A signature that is refused once is made anew, and refused again.
    this.#left = fault.kind === "401" && fault.lasting ? 2 * fault.times : fault.times;
  }

  /** Waits until the hubs have done what they may still do, and hands over what they did since; nothing stays ordered. */
  async settle(): Promise<{ events: HubEvent[]; struck: boolean }> {
    this.watcher = undefined;
    const isLate = () => {
      const now = performance.now();
      // A busy machine takes its time; a request that the hub gave up is not waited for.
      return now < this.#lateUntil || (this.#late.size > 0 && now < this.#lateUntil + 10_000);
    };
    while (this.#inFlight > 0 || isLate()) await sleep(10);
    this.#late.clear();
    const settled = { events: this.#events, struck: this.#struck };
    this.#events = [];
    this.#requests = this.#lateUntil = this.#left = 0;
    this.#ordered = undefined;
    this.#struck = false;
    return settled;
  }

  carry(hub: Hub, listener: RequestListener, request: IncomingMessage, response: ServerResponse): void {
    const asked = askedBy(request);
    if (!asked) {
      listener(request, response);
      return;
    }
    this.#inFlight++;
    void this.#carry(hub, asked, listener, request, response).finally(() => this.#inFlight--);
  }

  async #carry(
    hub: Hub,
    asked: Asked,
    listener: RequestListener,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (asked.verb === "cancel" && this.byHand.has(asked.id))
      return await this.#handOver(hub, asked, listener, request, response);
    const number = this.#requests++;
    if (asked.verb === "post")
      this.#events.push({ kind: "asked", hub: hub.index, format: asked.format, tags: tagsOf(request) });
    if ((await this.watcher?.("on its way", number)) === "drop") {
      request.socket.destroy();
      return;
    }
    const fault = this.#strike(asked);
    const refusal = fault && refusalOf(fault);
    if (refusal) {
      request.resume();
      response.writeHead(refusal.status, refusal.headers).end();
      return;
    }
    if (fault?.kind === "reset before") {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === "delay") this.#delay(hub, request);
    if (asked.verb === "cancel") await this.#forestall(hub, asked.id, fault?.kind);
    const taken = this.watcher?.("taken", number);
    const lost = fault?.kind === "reply lost" || fault?.kind === "reply to cancel lost";
    await this.#handOver(hub, asked, listener, request, response, async (end) => {
      await taken;
      await this.watcher?.("carried out", number);
      if (lost) request.socket.destroy();
      else end();
      await this.watcher?.("answered", number);
    });
  }

  /** The hub's own code answers; what it did is written down before anybody hears of it. */
  #handOver(
    hub: Hub,
    asked: Asked,
    listener: RequestListener,
    request: IncomingMessage,
    response: ServerResponse,
    answer: (end: () => void) => Promise<void> = async (end) => end(),
  ): Promise<void> {
    return new Promise((resolve) => {
      response.once("close", resolve);
      const end = response.end.bind(response) as (...written: unknown[]) => ServerResponse;
      response.end = ((...written: unknown[]) => {
        this.#note(hub, asked, response.statusCode);
        this.#late.delete(request);
        void answer(() => end(...written)).then(resolve, resolve);
        return response;
      }) as ServerResponse["end"];
      listener(request, response);
    });
  }

  #note(hub: Hub, asked: Asked, status: number): void {
    if (asked.verb === "cancel") {
      const { id } = asked;
      if (status === 200) this.#events.push({ kind: "canceled", hub: hub.index, id, byHand: this.byHand.has(id) });
    } else if (status === 201 || status === 200) {
      this.#events.push({
        kind: "accepted",
        hub: hub.index,
        record: hub.emulator.sends().at(-1)!,
        at: this.clock.now(),
      });
    }
  }

  #strike(asked: Asked): HubFault | undefined {
    const fault = this.#ordered;
    if (!fault || this.#left === 0) return undefined;
    const forPosts = "lasting" in fault;
    if (forPosts !== (asked.verb === "post")) return undefined;
    if (asked.verb === "post" && forPosts && fault.platform !== undefined && fault.platform !== asked.format)
      return undefined;
    this.#left--;
    this.#struck = true;
    return fault;
  }

  /** The hub takes the request and carries it out after the client has given up. */
  #delay(hub: Hub, request: IncomingMessage): void {
    const ms = this.timeoutSeconds * 1000 + 200;
    this.#late.add(request);
    this.#lateUntil = performance.now() + ms + 100;
    hub.emulator.fault({ match: { method: request.method!, format: formatOf(request) }, fault: "delay", ms });
  }

  async #forestall(hub: Hub, id: string, kind: PostFault | CancelFault | undefined): Promise<void> {
    if (kind === "sent before its cancel") hub.passTimeOf(id);
    if (kind === "canceled by hand before its cancel" && hub.find(id)?.state === "Scheduled") {
      await hub.cancelByHand(id);
      this.byHand.delete(id);
    }
  }
}

function askedBy(request: IncomingMessage): Asked | undefined {
  const { method, url = "" } = request;
  if (method === "POST" && /\/(messages|schedulednotifications)\b/.test(url))
    return { verb: "post", format: formatOf(request) };
  const id = /\/schedulednotifications\/([^?]+)/.exec(url)?.[1];
  return method === "DELETE" && id !== undefined ? { verb: "cancel", id: decodeURIComponent(id) } : undefined;
}

const formatOf = ({ headers }: IncomingMessage): string => String(headers["servicebusnotification-format"]);
const tagsOf = ({ headers }: IncomingMessage): string => String(headers["servicebusnotification-tags"] ?? "");

/** The hub's definite no, or its word that it is not well. */
function refusalOf(fault: HubFault): { status: number; headers: Record<string, string> } | undefined {
  const retryAfter = "lasting" in fault && fault.lasting ? "60" : "0.05";
  const statuses: Partial<Record<HubFault["kind"], number>> = {
    "401": 401,
    "429": 429,
    "403 + Retry-After": 403,
    "500": 500,
    "503": 503,
    "cancel refused": 403,
  };
  const status = statuses[fault.kind];
  if (status === undefined) return undefined;
  const throttles = fault.kind === "429" || fault.kind === "403 + Retry-After";
  return { status, headers: throttles ? { "Retry-After": retryAfter } : {} };
}
