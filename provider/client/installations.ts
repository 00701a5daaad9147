import type { Exchange } from "./exchange";
import { apiVersion, type HubRequest, json, segment } from "./hubRequest";
import type { Installation, InstallationPatch } from "./installation";
import { unreadable } from "./refusal";
import type { Stoppable } from "./stoppable";
import { undefinedIfMissing } from "./undefinedIfMissing";

const ok = (status: number) => status >= 200 && status < 300;

/**
 * Devices that registered with the hub as installations. The service queues changes, so a read may return an older state.
 *
 * @example
 * await client.installations.put({ installationId: "my-phone", platform: "apns", pushChannel: "00fc13ad…", tags: ["release"] });
 * @example
 * // A device that leaves a tag keeps everything else.
 * await client.installations.patch("my-phone", [{ op: "remove", path: "/tags/release" }]);
 * @example
 * // An installation whose handle the platform has refused reaches nobody.
 * const installation = await client.installations.tryGet("my-phone");
 * if (installation?.pushChannelExpired) await client.installations.delete("my-phone");
 */
export class Installations {
  readonly #exchange: Exchange;
  readonly #hub: string;

  constructor(exchange: Exchange, hub: string) {
    this.#exchange = exchange;
    this.#hub = hub;
  }

  /** Creates or replaces an installation. @throws PayloadError that lists each fault with its path. */
  async put(installation: Installation, { signal }: Stoppable = {}): Promise<void> {
    schema().checkInstallation(installation);
    const { pushChannelExpired: _, lastUpdate: __, ...body } = installation;
    const { pushChannel } = installation;
    const secrets = typeof pushChannel === "string" ? [pushChannel] : Object.values<string>({ ...pushChannel });
    await this.#perform("PUT", installation.installationId, { signal, body, contentType: json, secrets });
  }

  /** @throws HubResponseError with status 404 when there is none. */
  async get(installationId: string, { signal }: Stoppable = {}): Promise<Installation> {
    const reply = await this.#perform("GET", installationId, { signal });
    const installation = schema().parseInstallation(reply.body);
    if (!installation) throw unreadable("get installation", "an installation", reply);
    return installation;
  }

  /** Like `get`, but returns undefined if there is none. */
  async tryGet(installationId: string, options: Stoppable = {}): Promise<Installation | undefined> {
    return await undefinedIfMissing(this.get(installationId, options));
  }

  /** Changes parts of an installation. @throws PayloadError that lists each fault with its path. */
  async patch(
    installationId: string,
    changes: readonly InstallationPatch[],
    { signal }: Stoppable = {},
  ): Promise<void> {
    schema().checkPatches(changes);
    const secrets = changes.flatMap(({ path, value }) => (path === "/pushChannel" && value ? [value] : []));
    const contentType = "application/json-patch+json";
    await this.#perform("PATCH", installationId, { signal, body: changes, contentType, secrets });
  }

  /** Deletes an installation; does nothing if there is none. */
  async delete(installationId: string, { signal }: Stoppable = {}): Promise<void> {
    await undefinedIfMissing(this.#perform("DELETE", installationId, { signal }));
  }

  #perform(method: "GET" | "PUT" | "PATCH" | "DELETE", id: string, options: InstallationRequestOptions) {
    const { signal, body, contentType, secrets = [] } = options;
    const request: HubRequest = {
      operation: `${verbs[method]} installation`,
      method,
      path: `${this.#hub}/installations/${segment(id, "installationId")}?${apiVersion}`,
      headers: contentType ? { "Content-Type": contentType } : {},
      ...(body ? { body: JSON.stringify(body) } : {}),
      kind: method === "PATCH" ? "once" : "repeatable",
      needs: { right: "Listen" },
      secrets: () => secrets,
      missing: "there is no installation with this id",
    };
    return this.#exchange.perform(request, ok, signal);
  }
}

interface InstallationRequestOptions {
  signal: AbortSignal | undefined;
  body?: object;
  contentType?: string;
  secrets?: readonly string[];
}

const verbs = { GET: "get", PUT: "put", PATCH: "patch", DELETE: "delete" } as const;

/** Loaded with the first use of an installation, because most programs only send. */
function schema() {
  return require("./installationSchema") as typeof import("./installationSchema");
}
