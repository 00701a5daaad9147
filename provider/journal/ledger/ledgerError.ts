/** What is wrong with a ledger. The operation changed nothing, and no post may follow. docs/ledger.md says what to do about each. */
export type LedgerErrorCode =
  | "LEDGER_URL"
  | "LEDGER_MISSING"
  | "LEDGER_DENIED"
  | "LEDGER_FULL"
  | "LEDGER_UNREACHABLE"
  /** The file system cannot keep a ledger, or an optional package is not installed. */
  | "LEDGER_UNSUPPORTED"
  | "LEDGER_CORRUPT"
  /** There is something in the ledger's place that does not belong to a ledger. */
  | "LEDGER_FOREIGN"
  | "LEDGER_NEWER"
  /** The entry to be written is not valid. */
  | "LEDGER_ENTRY"
  /** The claim belongs to another run. */
  | "LEDGER_NOT_OWNER"
  /** The entry already has a result that must not be replaced. */
  | "LEDGER_SETTLED"
  /** Other runs kept changing the entry. */
  | "LEDGER_BUSY";

/** A ledger could not be used. The message names the ledger and the next thing to try, never a credential or the content of an entry. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";

  constructor(
    readonly code: LedgerErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
