/** A stored text: `tag` identifies this version of it, and `where` is its location, for messages. */
export interface StoredText {
  text: string;
  tag: string;
  where: string;
}

/**
 * Stores one text per name, and changes it only for a writer that has seen the latest version. The names are those of entries (64 hex
 * digits) and that of the ledger's id, which is written once.
 * Every method throws LedgerError when the store cannot be used.
 */
export interface EntryStore {
  get(name: string): Promise<StoredText | undefined>;
  /** Writes durably, as a new text or in place of the version `tag`. Returns false if another writer was first. */
  put(name: string, text: string, tag?: string): Promise<boolean>;
  /** Removes the version `tag`. Returns false if another writer was first. */
  remove(name: string, tag: string): Promise<boolean>;
  /** The names of all entries, in batches, in no particular order. */
  names(): AsyncIterable<string[]>;
}
