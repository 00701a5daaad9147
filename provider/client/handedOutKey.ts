import type { AzureSignIn } from "./azureSignIn";
import { clouds } from "./cloud";
import { HubKeyError } from "./errors/hubKeyError";
import { HubResponseError } from "./errors/hubResponseError";
import { Exchange, type ExchangeOptions } from "./exchange";
import type { HubRequest } from "./hubRequest";
import type { HubResource } from "./resourceId";
import type { SharedAccessKey } from "./tokenSource";

/** https://learn.microsoft.com/rest/api/notificationhubs/notification-hubs/list-keys */
const apiVersion = "api-version=2023-09-01";

const listKeys = "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules/listKeys/action";

/** The key of an access rule, fetched from Azure Resource Manager: once, and again if the hub refuses it. Kept only in memory. */
export class HandedOutKey {
  readonly #exchange: Exchange;
  #present: SharedAccessKey | undefined;
  #fetching: Promise<SharedAccessKey> | undefined;

  constructor(
    readonly resource: HubResource,
    signIn: AzureSignIn,
    transport: Pick<ExchangeOptions, "dispatcher" | "now" | "maxWaitMs" | "timeoutMs">,
  ) {
    const endpoint = clouds[signIn.cloud].resourceManager;
    // These exchanges are never dumped, because the answer is the key.
    this.#exchange = new Exchange({ ...transport, endpoint, target: new URL(endpoint).host, authorizer: signIn });
  }

  /** The key, which differs from the refused one. @throws HubKeyError */
  get(refused?: SharedAccessKey): SharedAccessKey | Promise<SharedAccessKey> {
    if (this.#present && this.#present.sharedAccessKey !== refused?.sharedAccessKey) return this.#present;
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<SharedAccessKey> {
    const { ruleId, rule, hub } = this.resource;
    const request: HubRequest = {
      operation: `list the keys of the rule ${rule} of hub ${hub}`,
      method: "POST",
      path: `${ruleId.slice(1)}/listKeys?${apiVersion}`,
      headers: { Accept: "application/json" },
      kind: "repeatable",
      needs: { right: "Manage" },
    };
    const reply = await this.#exchange
      .perform(request, (status) => status === 200)
      .catch((cause) => {
        throw cause instanceof HubKeyError ? cause : this.#fault(cause);
      });
    const { keyName = rule, primaryKey } = parsed(reply.body);
    if (typeof primaryKey !== "string" || primaryKey === "")
      throw new HubKeyError(`Azure gave no primary key of the rule ${rule} of hub ${hub}; regenerate its keys`);
    this.#present = { sharedAccessKeyName: keyName, sharedAccessKey: primaryKey };
    return this.#present;
  }

  /** One sentence that tells what to do. */
  #fault(cause: Error): HubKeyError {
    const { rule, hub } = this.resource;
    const status = cause instanceof HubResponseError ? cause.status : undefined;
    const key = `the key of the rule ${rule} of hub ${hub}`;
    const sentences: Record<number, string> = {
      401: `Azure does not accept the sign-in for ${key} (401); sign in to the tenant of its subscription`,
      403: `this Azure identity may not list ${key} (403); give it a role with ${listKeys} on the hub, which takes some minutes to be heard of`,
      404: `Azure knows no hub ${hub} with a rule ${rule} at its resource id (404); check resourceId and rule, and that the hub is still there`,
    };
    return new HubKeyError(sentences[status ?? 0] ?? cause.message, status, { cause });
  }
}

function parsed(body: string): { keyName?: string; primaryKey?: unknown } {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}
