import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { generate } from "selfsigned";
import { Agent, buildConnector } from "undici";
import type { Emulator } from "../../sdk/emulator";

const login = "login.microsoftonline.com";
const resourceManager = "management.azure.com";

/** Id of a hub in a subscription. */
export const hubId = (hub: string, namespace = "contoso"): string =>
  `/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/push/providers/Microsoft.NotificationHubs/namespaces/${namespace}/notificationHubs/${hub}`;

/** What Azure Resource Manager was asked for a key, and as whom. */
interface KeyRequest {
  method: string;
  /** Path and query. */
  url: string;
  authorization: string | undefined;
}

/**
 * Entra, Azure Resource Manager and the host of one namespace on loopback, under their own names: a program that is started with `env` is
 * signed in as a pipeline with a federated identity, and reaches them in place of Azure.
 */
export class AzureCloud {
  /** Token that Entra hands out. */
  static readonly token = "planted-entra-token-5b1e";
  readonly keyRequests: KeyRequest[] = [];
  /** What Azure Resource Manager answers in place of a key. */
  refusal: { status: number; code: string } | undefined;
  /** What Entra answers in place of a token. */
  signInFault: string | undefined;

  private constructor(
    readonly emulator: Emulator,
    readonly host: string,
    readonly folder: string,
    readonly server: Server,
    readonly authority: string,
  ) {
    server.on("request", (request, response) => void this.#answer(request, response));
  }

  static async open(emulator: Emulator, namespace = "contoso"): Promise<AzureCloud> {
    const host = `${namespace}.servicebus.windows.net`;
    const altNames = [login, resourceManager, host].map((value) => ({ type: 2 as const, value }));
    const pems = await generate([{ name: "commonName", value: host }], {
      extensions: [{ name: "subjectAltName", altNames }],
    });
    const folder = await mkdtemp(path.join(os.tmpdir(), "azure-cloud-"));
    await writeFile(path.join(folder, "authority.pem"), pems.cert);
    await writeFile(path.join(folder, "federated"), "planted-pipeline-token-9d04");
    const server = createServer({ key: pems.private, cert: pems.cert });
    const cloud = new AzureCloud(emulator, host, folder, server, pems.cert);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return cloud;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Carries this process's own requests to this cloud. */
  dispatcher(): Agent {
    const connect = buildConnector({ ca: this.authority });
    return new Agent({
      connect: (options, callback) => {
        const servername = options.servername || options.hostname;
        connect({ ...options, servername, hostname: "127.0.0.1", port: String(this.port) }, callback);
      },
    });
  }

  /** Environment of a program in this cloud. */
  get env(): Record<string, string> {
    const { port } = this;
    return {
      NODE_OPTIONS: `--require ${path.join(__dirname, "redirectHosts.js")}`,
      NODE_EXTRA_CA_CERTS: path.join(this.folder, "authority.pem"),
      REDIRECT_HOSTS: JSON.stringify({ [login]: port, [resourceManager]: port, [this.host]: port }),
      AZURE_TENANT_ID: "22222222-3333-4444-5555-666666666666",
      AZURE_CLIENT_ID: "33333333-4444-5555-6666-777777777777",
      AZURE_FEDERATED_TOKEN_FILE: path.join(this.folder, "federated"),
    };
  }

  /** The connection string of the emulator's full rule, for the namespace's own host. */
  get connectionString(): string {
    return this.emulator.connectionStrings.full
      .replace(/Endpoint=[^;]+/, `Endpoint=sb://${this.host}/`)
      .replace(/;UseDevelopmentEmulator=true/, "");
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host } = request.headers;
    if (host === this.host) {
      this.emulator.server.emit("request", request, response);
      return;
    }
    await text(request);
    const [status, body] = host === login ? this.#signIn(request.url!) : this.#listKeys(request);
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  }

  #signIn(url: string): [number, object] {
    const base = `https://${login}/22222222-3333-4444-5555-666666666666`;
    if (url.includes("/discovery/instance"))
      return [200, { tenant_discovery_endpoint: `${base}/v2.0/.well-known/openid-configuration`, metadata: [] }];
    if (url.includes("openid-configuration")) {
      const endpoint = (name: string) => `${base}/oauth2/v2.0/${name}`;
      return [
        200,
        {
          issuer: `${base}/v2.0`,
          authorization_endpoint: endpoint("authorize"),
          token_endpoint: endpoint("token"),
          jwks_uri: `${base}/keys`,
        },
      ];
    }
    if (this.signInFault !== undefined)
      return [401, { error: "invalid_client", error_description: `${this.signInFault}: planted. Trace ID: 1` }];
    return [200, { token_type: "Bearer", expires_in: 3600, ext_expires_in: 3600, access_token: AzureCloud.token }];
  }

  #listKeys({ method = "", url = "", headers: { authorization } }: IncomingMessage): [number, object] {
    this.keyRequests.push({ method, url, authorization });
    if (authorization !== `Bearer ${AzureCloud.token}`) return [401, { error: { code: "InvalidAuthenticationToken" } }];
    if (this.refusal) return [this.refusal.status, { error: { code: this.refusal.code, message: "planted" } }];
    const [, rule] = /\/authorizationRules\/([^/]+)\/listKeys\?api-version=2023-09-01$/.exec(url) ?? [];
    const found = Object.values(this.emulator.connectionStrings).find((each) => each.includes(`KeyName=${rule};`));
    if (found === undefined) return [404, { error: { code: "ResourceNotFound", message: "planted" } }];
    const primaryKey = /SharedAccessKey=([^;]+)/.exec(found)![1];
    return [200, { keyName: rule, primaryKey, secondaryKey: "", primaryConnectionString: found }];
  }
}
