import type { Authorizer } from "./authorizer";
import type { ConnectionString } from "./connectionString";
import { createSasToken } from "./sas";

/** A key of an access rule. */
export type SharedAccessKey = Pick<ConnectionString, "sharedAccessKeyName" | "sharedAccessKey">;

/** Returns the key; if the hub refused one, a different key if there is one. */
export type KeySource = (refused?: SharedAccessKey) => SharedAccessKey | Promise<SharedAccessKey>;

const ttlSeconds = 300;
const renewAfterSeconds = 180;

/** Keeps one signed token and signs the next before it expires. A token's expiry is fixed when it is signed. */
export class TokenSource implements Authorizer {
  #key: SharedAccessKey | undefined;
  #token = "";
  #renewAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly keys: KeySource,
    readonly resourceUri: string,
    readonly now: () => number,
  ) {}

  token(): string | Promise<string> {
    const now = this.now();
    // If the clock was set back, the token seems fresh for too long, so sign again then too.
    if (now >= this.#renewAt || now < this.#renewAt - renewAfterSeconds * 1000) return this.#signWith(this.keys());
    return this.#token;
  }

  renew(): string | Promise<string> {
    return this.#signWith(this.keys(this.#key));
  }

  secrets(): readonly string[] {
    return this.#key === undefined ? [] : [this.#key.sharedAccessKey];
  }

  #signWith(key: SharedAccessKey | Promise<SharedAccessKey>): string | Promise<string> {
    return key instanceof Promise ? key.then((key) => this.#sign(key)) : this.#sign(key);
  }

  #sign(key: SharedAccessKey): string {
    const now = this.now();
    this.#key = key;
    this.#renewAt = now + renewAfterSeconds * 1000;
    this.#token = createSasToken({
      resourceUri: this.resourceUri,
      keyName: key.sharedAccessKeyName,
      key: key.sharedAccessKey,
      ttlSeconds,
      now: () => now,
    });
    return this.#token;
  }
}
