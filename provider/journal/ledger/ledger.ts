import { openBlobStore } from "./blobStore";
import type { LedgerEntry, LedgerKey } from "./entry";
import { FileStore } from "./fileStore";
import { keepLedger } from "./keepLedger";
import { parseLedgerUrl } from "./ledgerUrl";

export type { LedgerEntry, LedgerKey } from "./entry";
export { LedgerError, type LedgerErrorCode } from "./ledgerError";

/** Which run wants to post, and since when; `claimId` is the id of the run. */
export interface Claim {
  claimId: string;
  /** Milliseconds since 1970. */
  now: number;
  by: LedgerEntry["by"];
}

/** The part of an entry that says what became of a post. */
export type PostResult = Pick<LedgerEntry, "state"> &
  Partial<Pick<LedgerEntry, "sentAt" | "scheduledFor" | "notificationId" | "trackingId">>;

/**
 * What was posted, kept outside the stack's state: it outlives `destroy`, a restored state, and is shared by several stacks.
 * Every method throws LedgerError when the ledger cannot be used or holds what it does not understand; nothing is changed then.
 */
export interface Ledger {
  readonly url: string;

  /**
   * What tells this ledger from every other one, an emptied folder among them: 16 hex digits, made at first use. Without `make`,
   * `undefined` where there is none yet.
   */
  id(options?: { make?: boolean }): Promise<string | undefined>;

  read(key: LedgerKey): Promise<LedgerEntry | undefined>;

  /**
   * Reserves a post for one run, durably, before its bytes are written. Of several runs exactly one claims. An entry that says that
   * nothing went out (`not-sent`, `canceled`) gives way; any other is returned as it is.
   */
  claim(key: LedgerKey, claim: Claim): Promise<{ claimed: boolean; entry: LedgerEntry }>;

  /**
   * Writes what became of a claim.
   * @throws {LedgerError} LEDGER_NOT_OWNER when the claim is not there or another's; LEDGER_SETTLED when the entry is `sent` and the
   * new state is not, or when it holds a result and the new state is `claimed`
   */
  record(key: LedgerKey, claimId: string, result: PostResult): Promise<void>;

  /**
   * Removes a claim that surely did not post; does nothing when it is no longer there, or known as `not-sent` or `canceled`.
   * @throws {LedgerError} LEDGER_SETTLED when it is `sent` or `scheduled`
   */
  release(key: LedgerKey, claimId: string): Promise<void>;

  /**
   * Copies what a stack remembers. Fills a place that is empty or whose entry says that nothing went out, and completes the stack's own
   * claim; any other entry stays as it is, at the cost of one read. Says whether it wrote.
   */
  remember(entry: LedgerEntry): Promise<boolean>;

  /**
   * Every entry, in no order; with `since`, those sent (or else claimed) at that time or later.
   * @throws {LedgerError} at the end, after all entries that can be read, when one cannot
   */
  list(options?: { since?: Date }): AsyncIterable<LedgerEntry>;
}

/**
 * Opens `file:DIR` or `azblob://account/container/prefix`. The folder or container must be there: a mistyped one would be a ledger that
 * remembers nothing. Opening reads nothing yet.
 * @param options.env where AZURE_STORAGE_CONNECTION_STRING and AZURE_STORAGE_SERVICE_ENDPOINT are looked up, @default process.env
 * @throws {LedgerError} LEDGER_URL, LEDGER_UNSUPPORTED (@azure/storage-blob or @azure/identity is not installed), LEDGER_DENIED
 */
export async function openLedger(url: string, options: { env?: NodeJS.ProcessEnv } = {}): Promise<Ledger> {
  const place = parseLedgerUrl(url);
  if (place.kind === "file") return keepLedger(url, new FileStore(place.folder));
  return keepLedger(url, openBlobStore(place, options.env ?? process.env));
}
