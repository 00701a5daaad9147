import type { Exchange } from "./exchange";
import { type HubReply, headerOf } from "./hubReply";
import { apiVersion, type HubRequest, segment } from "./hubRequest";
import { unreadable } from "./refusal";
import { parseRegistrations, type Registration } from "./registration";
import type { Stoppable } from "./stoppable";
import { undefinedIfMissing } from "./undefinedIfMissing";

const ok = (status: number) => status === 200;

/** How to list registrations. */
export interface ListOptions extends Stoppable {
  /** The number of registrations per page. @default 100, chosen by the service */
  top?: number;
}

/**
 * The devices that a hub reaches, including those registered as installations. Listing needs a key with Manage.
 *
 * @example
 * for await (const { platform, tags } of client.registrations.list()) console.log(platform, tags);
 * @example
 * // Whom a send to a tag would reach, before it is sent.
 * let devices = 0;
 * for await (const _ of client.registrations.listByTag("release")) devices++;
 * console.log(`${devices} devices`);
 * @example
 * // One device, by its handle.
 * for await (const { registrationId } of client.registrations.list({ filter: "DeviceToken eq '00FC13AD…'" }))
 *   console.log(registrationId);
 */
export class Registrations {
  readonly #exchange: Exchange;
  readonly #hub: string;

  constructor(exchange: Exchange, hub: string) {
    this.#exchange = exchange;
    this.#hub = hub;
  }

  /** @throws HubResponseError with status 404 when there is none. */
  async get(registrationId: string, { signal }: Stoppable = {}): Promise<Registration> {
    const reply = await this.#read(
      "get registration",
      `registrations/${segment(registrationId, "registrationId")}`,
      "",
      "Listen",
      signal,
    );
    const [registration] = parseRegistrations(reply.body) ?? [];
    if (!registration) throw unreadable("get registration", "a registration", reply);
    return registration;
  }

  /** Like `get`, but returns undefined if there is none. */
  async tryGet(registrationId: string, options: Stoppable = {}): Promise<Registration | undefined> {
    return await undefinedIfMissing(this.get(registrationId, options));
  }

  /** All registrations, read page by page on demand. `filter` is OData, such as `DeviceToken eq '…'`. */
  async *list({
    filter,
    ...options
  }: ListOptions & { filter?: string } = {}): AsyncGenerator<Registration, void, undefined> {
    yield* this.#pages("registrations", filter ? `&$filter=${encodeURIComponent(filter)}` : "", options);
  }

  /** The registrations that have a tag, which are those that a send to the tag reaches. */
  async *listByTag(tag: string, options: ListOptions = {}): AsyncGenerator<Registration, void, undefined> {
    yield* this.#pages(`tags/${segment(tag, "tag")}/registrations`, "", options);
  }

  async *#pages(
    resource: string,
    query: string,
    { top, signal }: ListOptions,
  ): AsyncGenerator<Registration, void, undefined> {
    const page = top === undefined ? query : `${query}&$top=${top}`;
    let continuation = "";
    for (;;) {
      const reply = await this.#read("list registrations", resource, page + continuation, "Manage", signal);
      const registrations = parseRegistrations(reply.body);
      if (!registrations) throw unreadable("list registrations", "registrations", reply);
      yield* registrations;
      // The header's value is percent-encoded already.
      const token = headerOf(reply, "x-ms-continuationtoken");
      const next =
        token && /^[\x21-\x7e]+$/.test(token) ? `&continuationtoken=${token.replace(/[&#]/g, encodeURIComponent)}` : "";
      if (next === "" || next === continuation) return;
      continuation = next;
    }
  }

  #read(
    operation: string,
    resource: string,
    query: string,
    right: "Listen" | "Manage",
    signal?: AbortSignal,
  ): Promise<HubReply> {
    const request: HubRequest = {
      operation,
      method: "GET",
      path: `${this.#hub}/${resource}?${apiVersion}${query}`,
      headers: {},
      kind: "repeatable",
      needs: { right },
      ...(right === "Listen" ? { missing: "there is no registration with this id" } : {}),
    };
    return this.#exchange.perform(request, ok, signal);
  }
}
