import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import type { ContainerClient, ContainerListBlobFlatSegmentResponse, RestError } from "@azure/storage-blob";
import { openContainer } from "./blobContainer";
import type { EntryStore, StoredText } from "./entryStore";
import { LedgerError, type LedgerErrorCode } from "./ledgerError";
import type { BlobPlace } from "./ledgerUrl";

/** For one operation, including its retries. */
const operationTimeoutMs = 10_000;

const pageSize = 50;

/** Opens a folder of blobs. Sends no request. */
export const openBlobStore = (place: BlobPlace, env: NodeJS.ProcessEnv): EntryStore =>
  new BlobStore(place, openContainer(place, env));

/** Keeps each text in a blob, `<prefix>/<name>.json`, with the blob's ETag as its tag. */
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
      const where = `${this.#url}/${this.#folder}${name}.json`;
      return { text: await text(found.readableStreamBody!), tag: found.etag!, where };
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
      if (!isLost(error)) this.#fail(error);
      // If a reply was lost, the client's retry ran into the blob it had written itself.
      const there = await this.#blob(name)
        .getProperties({ abortSignal: deadline() })
        .catch((error) => (error.statusCode === 404 ? undefined : this.#fail(error)));
      return there?.metadata?.write === write;
    }
  }

  async remove(name: string, tag: string): Promise<boolean> {
    const conditions = { ifMatch: tag };
    try {
      await this.#blob(name).delete({ conditions, deleteSnapshots: "include", abortSignal: deadline() });
      return true;
    } catch (error) {
      return isLost(error) ? false : this.#fail(error);
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

  /** Leaves out the SDK's error, which contains the signed request. */
  #fail(error: unknown): never {
    const { name, statusCode: status, code: service } = error as Partial<RestError>;
    const timedOut = name === "AbortError" && `no answer in ${operationTimeoutMs / 1000} s`;
    const reason = timedOut || [status, service].filter(Boolean).join(" ") || name;
    const [code, advice] = faultOf(status, name);
    throw new LedgerError(code, `The ledger at ${this.#url} cannot be used (${reason}): ${advice}.`);
  }
}

function faultOf(status: number | undefined, name = ""): [LedgerErrorCode, advice: string] {
  if (status === 404) return ["LEDGER_MISSING", missing];
  if (/Authentication|CredentialUnavailable/.test(name)) return ["LEDGER_DENIED", signedOut];
  if (status === undefined || status === 408 || status === 429 || status >= 500) return ["LEDGER_UNREACHABLE", silent];
  return ["LEDGER_DENIED", status === 401 || status === 403 ? forbidden : refused];
}

const missing =
  "the container does not exist; create it once with `az storage container create`, or correct the ledger URL";
const signedOut =
  "no Azure sign-in was found; run `az login`, give the pipeline an identity, or set AZURE_STORAGE_CONNECTION_STRING";
const silent = "check the account's name and the network, and run again";
const forbidden =
  "renew AZURE_STORAGE_CONNECTION_STRING, or give this identity the role Storage Blob Data Contributor on the container";
const refused =
  "the service refused it for the reason in parentheses; change the container's settings or use another one";

const deadline = () => AbortSignal.timeout(operationTimeoutMs);

const codeOf = (error: unknown) => (error as Partial<RestError>).code;

/** Whether another writer was first. https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
const isLost = (error: unknown): boolean =>
  ["BlobAlreadyExists", "ConditionNotMet", "BlobNotFound"].includes(codeOf(error) ?? "");
