import { openBlobStore } from "./blobStore";
import { FileStore } from "./fileStore";
import { keepLedger, type Ledger } from "./keepLedger";
import { parseLedgerUrl } from "./ledgerUrl";

export type { LedgerEntry, LedgerKey } from "./entry";
export type { Ledger } from "./keepLedger";
export { LedgerError, type LedgerErrorCode } from "./ledgerError";

/**
 * Opens `file:DIR` or `azblob://account/container/prefix`. The folder or container must exist, because a mistyped one would be a ledger
 * that remembers nothing. Opening reads nothing.
 * @param options.env where AZURE_STORAGE_CONNECTION_STRING and AZURE_STORAGE_SERVICE_ENDPOINT are looked up, @default process.env
 * @throws {LedgerError} LEDGER_URL, LEDGER_UNSUPPORTED (@azure/storage-blob or @azure/identity is not installed), LEDGER_DENIED
 */
export async function openLedger(url: string, options: { env?: NodeJS.ProcessEnv } = {}): Promise<Ledger> {
  const place = parseLedgerUrl(url);
  if (place.kind === "file") return keepLedger(url, new FileStore(place.folder));
  return keepLedger(url, openBlobStore(place, options.env ?? process.env));
}
