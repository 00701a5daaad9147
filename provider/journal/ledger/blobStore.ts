import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import type { ContainerClient, ContainerListBlobFlatSegmentResponse } from "@azure/storage-blob";
import { type BlobPlace, openContainer } from "./blobContainer";
import type { EntryStore, StoredText } from "./entryStore";
import { LedgerError } from "./ledgerError";

/** One operation, its retries included. */
const operationTimeoutMs = 10_000;

const pageSize = 50;

/** Opens a folder of blobs; nothing is sent yet. */
export const openBlobStore = (place: BlobPlace, env: NodeJS.ProcessEnv): EntryStore =>
  new BlobStore(place, openContainer(place, env));

/** Keeps each text as one blob, `<prefix>/<name>.json`; its ETag is its tag. */
class BlobStore implements EntryStore {
  readonly #url: string;
  readonly #folder: string;

  constructor(
    place: BlobPlace,
    readonly container: ContainerClient,
  ) {
    this.#url = `azblob://${place.account}/${place.container}`;
    this.#folder = place.prefix && `${place.prefix}/`;
  }

  async get(name: string): Promise<StoredText | undefined> {
    try {
      const found = await this.#blob(name).download(0, undefined, { abortSignal: deadline() });
      return {
        text: await text(found.readableStreamBody!),
        tag: found.etag!,
        where: `${this.#url}/${this.#folder}${name}.json`,
      };
    } catch (error) {
      return codeOf(error) === "BlobNotFound" ? undefined : this.#fail(error);
    }
  }

  async put(name: string, body: string, tag?: string): Promise<boolean> {
    const write = randomUUID();
    try {
      await this.#blob(name).upload(body, Buffer.byteLength(body), {
        conditions: tag === undefined ? { ifNoneMatch: "*" } : { ifMatch: tag },
        metadata: { write },
        blobHTTPHeaders: { blobContentType: "application/json" },
        abortSignal: deadline(),
      });
      return true;
    } catch (error) {
      if (!lostRace(error)) return this.#fail(error);
      // When a reply is lost, the client's retry meets the blob that it wrote itself.
      return (await this.#writer(name)) === write;
    }
  }

  async remove(name: string, tag: string): Promise<boolean> {
    try {
      await this.#blob(name).delete({
        conditions: { ifMatch: tag },
        deleteSnapshots: "include",
        abortSignal: deadline(),
      });
      return true;
    } catch (error) {
      return lostRace(error) ? false : this.#fail(error);
    }
  }

  async *names(): AsyncIterable<string[]> {
    let continuationToken: string | undefined;
    do {
      const pages = this.container
        .listBlobsFlat({ prefix: this.#folder, abortSignal: deadline() })
        .byPage({ maxPageSize: pageSize, continuationToken });
      const next = await pages.next().catch((error) => this.#fail(error));
      const page: ContainerListBlobFlatSegmentResponse = next.value;
      const files = page.segment.blobItems.map(({ name }) => name.slice(this.#folder.length));
      yield files.filter((file) => /^[0-9a-f]{64}\.json$/.test(file)).map((file) => file.slice(0, 64));
      continuationToken = page.continuationToken;
    } while (continuationToken);
  }

  #blob(name: string) {
    return this.container.getBlockBlobClient(`${this.#folder}${name}.json`);
  }

  async #writer(name: string): Promise<string | undefined> {
    try {
      return (await this.#blob(name).getProperties({ abortSignal: deadline() })).metadata?.write;
    } catch (error) {
      return statusOf(error) === 404 ? undefined : this.#fail(error);
    }
  }

  /** The SDK's error stays out of it: it holds the request with its signature. */
  #fail(error: unknown): never {
    const status = statusOf(error);
    const { name } = error as Error;
    const known =
      name === "AbortError"
        ? `no answer in ${operationTimeoutMs / 1000} s`
        : [status, codeOf(error)].filter(Boolean).join(" ") || name;
    const broken = `The ledger at ${this.#url} cannot be used (${known})`;
    if (status === 404) {
      throw new LedgerError(
        "LEDGER_MISSING",
        `${broken}: the container is not there; create it once with \`az storage container create\`, or correct the ledger URL.`,
      );
    }
    if (/Authentication|CredentialUnavailable/.test(name)) {
      throw new LedgerError(
        "LEDGER_DENIED",
        `${broken}: no Azure sign-in was found; run \`az login\`, give the pipeline an identity, or set AZURE_STORAGE_CONNECTION_STRING.`,
      );
    }
    if (status === undefined || status === 408 || status === 429 || status >= 500) {
      throw new LedgerError(
        "LEDGER_UNREACHABLE",
        `${broken}: check the account's name and the network, and run again.`,
      );
    }
    if (status === 401 || status === 403) {
      throw new LedgerError(
        "LEDGER_DENIED",
        `${broken}: renew AZURE_STORAGE_CONNECTION_STRING, or give this identity the role Storage Blob Data Contributor on the container.`,
      );
    }
    throw new LedgerError(
      "LEDGER_DENIED",
      `${broken}: the service refused it for the reason in brackets; change the container's settings or use another one.`,
    );
  }
}

const deadline = () => AbortSignal.timeout(operationTimeoutMs);

const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode;

const codeOf = (error: unknown) => (error as { code?: string }).code;

// https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
const lostRace = (error: unknown): boolean =>
  ["BlobAlreadyExists", "ConditionNotMet", "BlobNotFound"].includes(codeOf(error) ?? "");
