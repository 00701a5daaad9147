import type { Authorizer } from "./authorizer";
import { type Cloud, clouds } from "./cloud";
import { HubKeyError } from "./errors/hubKeyError";

/** The interface of the credentials in `@azure/identity`. */
export interface TokenCredential {
  getToken(scopes: string | string[]): Promise<{ token: string } | null>;
}

/** Authorizes requests to Azure Resource Manager with the current sign-in: a pipeline's identity, a managed identity or a person's. */
export class AzureSignIn implements Authorizer {
  #credential: TokenCredential | undefined;
  #token = "";

  constructor(
    readonly cloud: Cloud,
    credential?: TokenCredential,
  ) {
    this.#credential = credential;
  }

  /** The credential caches tokens until they expire. @throws HubKeyError when nobody is signed in. */
  async token(): Promise<string> {
    this.#credential ??= defaultCredential(this.cloud);
    const scope = `${clouds[this.cloud].resourceManager}.default`;
    const found = await this.#credential.getToken(scope).catch((cause: Error) => {
      throw new HubKeyError(signedOut(cause), undefined, { cause });
    });
    if (found === null) throw new HubKeyError(`no Azure sign-in was found; ${signIn}`);
    this.#token = found.token;
    return `Bearer ${found.token}`;
  }

  renew(): Promise<string> {
    return this.token();
  }

  secrets(): readonly string[] {
    return [this.#token];
  }
}

/** The sign-in found by environment variables, workload or managed identity, or `az login`. Loaded on demand, because loading is slow. */
function defaultCredential(cloud: Cloud): TokenCredential {
  let identity: typeof import("@azure/identity");
  try {
    identity = require("@azure/identity");
  } catch (cause) {
    throw new HubKeyError(
      "resourceId: a hub without a key needs the package @azure/identity, which cannot be loaded; run `npm install @azure/identity`",
      undefined,
      { cause },
    );
  }
  // Without the option the library reads AZURE_AUTHORITY_HOST.
  return new identity.DefaultAzureCredential(cloud === "public" ? {} : { authorityHost: clouds[cloud].authority });
}

const signIn =
  "run `az login`, or give the pipeline an identity (AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE)";

/** Shortens the library's long message to one sentence, which has Entra's own code if Entra refused. */
function signedOut({ message }: Error): string {
  const code = /AADSTS\d+/.exec(message)?.[0];
  if (code !== undefined)
    return `Entra refused the Azure sign-in (${code}); check the identity's client id, tenant and federated credential, or run \`az login\` again`;
  return `no Azure sign-in was found; ${signIn}`;
}
