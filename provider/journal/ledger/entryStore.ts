/** A text as it was found: `tag` names this very version of it, `where` is the place to show to people. */
export interface StoredText {
  text: string;
  tag: string;
  where: string;
}

/**
 * A place that keeps one text per name and lets each be changed only by someone who saw its latest version. Names are those of entries,
 * 64 hex digits, and that of the ledger's id, which is put once.
 * Every method throws LedgerError when the place cannot be used.
 */
export interface EntryStore {
  get(name: string): Promise<StoredText | undefined>;
  /** Writes durably where nothing is, or in place of the version called `tag`; false when someone else was first. */
  put(name: string, text: string, tag?: string): Promise<boolean>;
  /** Removes the version called `tag`; false when someone else was first. */
  remove(name: string, tag: string): Promise<boolean>;
  /** The names of all entries, some at a time, in no order. */
  names(): AsyncIterable<string[]>;
}
