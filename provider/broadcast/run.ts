import { randomBytes } from "node:crypto";
import type { StackMemory } from "../journal/memory";
import type { LedgerWord } from "./claim";

/** One engine run: the provider process lives exactly as long. */
export interface Run {
  readonly id: string;
  /** Posts begun in this process by digest: an error hook that repeats create gets the first try's result. */
  readonly tried: Map<string, Promise<unknown>>;
  /** Which generation of a Delivery owns a scheduled send: deleting an older one must not cancel it. */
  readonly owners: Map<string, string>;
  /** Which broadcast of the program declared a digest. */
  readonly declaredBy: Map<string, string>;
  /** What the program says of each broadcast, by name: the keys that the Delivery is handed, and the digests before policies change them. */
  readonly given: Map<string, { keys: readonly string[]; digests: Record<string, string> }>;
  /** What the stack remembered when the program started; `undefined` until the program has said so. */
  memory?: StackMemory;
  memoryText?: string;
  /** Project and stack: the scope of "once" for a broadcast without an `announcement`. */
  scope?: string;
  /** What the ledger said of a digest. */
  readonly ledgerWords: Map<string, LedgerWord>;
}

export const newRun = (): Run => ({
  id: randomBytes(4).toString("hex"),
  tried: new Map(),
  owners: new Map(),
  declaredBy: new Map(),
  given: new Map(),
  ledgerWords: new Map(),
});
