import type { ConnectionString } from "./connectionString";
import { createSasToken } from "./sas";

const ttlSeconds = 300;
const renewAfterSeconds = 180;

/** Keeps one signed token and signs the next before it expires; its end is fixed when it is signed, never extended. */
export class TokenSource {
  #token = "";
  #renewAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly connection: ConnectionString,
    readonly resourceUri: string,
    readonly now: () => number,
  ) {}

  token(): string {
    const now = this.now();
    // A clock set back makes the token outlive its renewal: sign again then too.
    if (now >= this.#renewAt || now < this.#renewAt - renewAfterSeconds * 1000) return this.renew();
    return this.#token;
  }

  renew(): string {
    const now = this.now();
    this.#renewAt = now + renewAfterSeconds * 1000;
    this.#token = createSasToken({
      resourceUri: this.resourceUri,
      keyName: this.connection.sharedAccessKeyName,
      key: this.connection.sharedAccessKey,
      ttlSeconds,
      now: () => now,
    });
    return this.#token;
  }
}
