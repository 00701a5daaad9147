/** What was wrong with a ledger; whichever it is, the operation changed nothing and no post may follow it. docs/ledger.md says of each what to do. */
export type LedgerErrorCode =
  | "LEDGER_URL"
  | "LEDGER_MISSING"
  | "LEDGER_DENIED"
  | "LEDGER_FULL"
  | "LEDGER_UNREACHABLE"
  /** The file system cannot keep a ledger, or an optional package is not installed. */
  | "LEDGER_UNSUPPORTED"
  | "LEDGER_CORRUPT"
  /** Something that is not a ledger's is in its place. */
  | "LEDGER_FOREIGN"
  | "LEDGER_NEWER"
  /** An entry that was to be written is not one. */
  | "LEDGER_ENTRY"
  /** The claim belongs to another run. */
  | "LEDGER_NOT_OWNER"
  /** The entry already holds a result that this one must not replace. */
  | "LEDGER_SETTLED"
  /** Others changed the entry again and again. */
  | "LEDGER_BUSY";

/** A ledger could not be used. Messages name the place and the next thing to try, never a credential or an entry's content. */
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
