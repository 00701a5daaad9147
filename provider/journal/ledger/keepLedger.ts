import {
  entryName,
  formatEntry,
  idName,
  isFree,
  type LedgerEntry,
  type LedgerKey,
  newId,
  parseEntry,
  parseId,
} from "./entry";
import type { EntryStore } from "./entryStore";
import { LedgerError } from "./ledgerError";

/** The run that wants to post, and since when; `claimId` is the id of the run. */
export interface Claim {
  claimId: string;
  /** Milliseconds since 1970. */
  now: number;
  by: LedgerEntry["by"];
}

/** The part of an entry that holds the result of a post. */
export type PostResult = Pick<LedgerEntry, "state"> &
  Partial<Pick<LedgerEntry, "sentAt" | "scheduledFor" | "notificationId" | "trackingId">>;

/**
 * Remembers what was posted outside the stack's state: it survives `destroy` and a restored state, and several stacks can share it.
 * Every method throws LedgerError, without changing anything, when the ledger cannot be used or contains something unexpected.
 */
export interface Ledger {
  readonly url: string;

  /**
   * Identifies this ledger (an emptied folder is another ledger): 16 hex digits, made at first use. Without `make`, `undefined` if there
   * is none yet.
   */
  id(options?: { make?: boolean }): Promise<string | undefined>;

  read(key: LedgerKey): Promise<LedgerEntry | undefined>;

  /**
   * Durably reserves a post for one run before anything is sent. Of several runs, exactly one gets the claim. It replaces an entry under
   * which nothing went out (`not-sent`, `canceled`); any other entry is returned unchanged.
   */
  claim(key: LedgerKey, claim: Claim): Promise<{ claimed: boolean; entry: LedgerEntry }>;

  /**
   * Writes the result of a claim.
   * @throws {LedgerError} LEDGER_NOT_OWNER when there is no claim or it belongs to another run; LEDGER_SETTLED when the entry is `sent` and the
   * new state is not, or when nothing went out under it and the new state is `claimed`
   */
  record(key: LedgerKey, claimId: string, result: PostResult): Promise<void>;

  /**
   * Removes a claim under which nothing was posted. Does nothing if it is gone, `not-sent` or `canceled`.
   * @throws {LedgerError} LEDGER_SETTLED when it is `sent` or `scheduled`
   */
  release(key: LedgerKey, claimId: string): Promise<void>;

  /**
   * Copies a result from a stack's state. Writes if there is no entry, if nothing went out under the entry, or if it is the stack's own
   * claim; any other entry stays, at the cost of one read. Returns whether it wrote.
   */
  remember(entry: LedgerEntry): Promise<boolean>;

  /**
   * Every entry, in no particular order; with `since`, only those sent (or, if not sent, claimed) at that time or later.
   * @throws {LedgerError} after all readable entries, if some entry cannot be read
   */
  list(options?: { since?: Date }): AsyncIterable<LedgerEntry>;
}

/** What to do about an entry, and the answer once that is done. */
interface Decision<T> {
  answer: T;
  put?: LedgerEntry;
  remove?: true;
}

/** The rules of a ledger, on any store. Each change reads the latest entry, decides, and takes effect only if nobody was faster. */
export function keepLedger(url: string, store: EntryStore): Ledger {
  const find = async (name: string) => {
    const stored = await store.get(name);
    return stored && { entry: parseEntry(stored, name), tag: stored.tag };
  };

  /** Decides again after losing a race. Each loss means that another run succeeded, so 30 rounds are plenty. */
  async function change<T>(key: LedgerKey, decide: (known?: LedgerEntry) => Decision<T>): Promise<T> {
    const name = entryName(key);
    for (let round = 0; round < 30; round++) {
      const found = await find(name);
      const { answer, put, remove } = decide(found?.entry);
      if (put ? await write(name, put, found?.tag) : !remove || (await store.remove(name, found!.tag))) return answer;
    }
    throw new LedgerError(
      "LEDGER_BUSY",
      `Other runs keep changing the ledger entry of ${describe(key)}; try again when they are done.`,
    );
  }

  async function write(name: string, entry: LedgerEntry, tag: string | undefined): Promise<boolean> {
    const text = formatEntry(entry);
    try {
      return await store.put(name, text, tag);
    } catch (error) {
      // The claim may have been written all the same. This run will not post under it, so it is withdrawn.
      const there = entry.state === "claimed" ? await store.get(name).catch(() => undefined) : undefined;
      if (there?.text === text) await store.remove(name, there.tag).catch(() => {});
      throw error;
    }
  }

  const findId = async () => {
    const stored = await store.get(idName);
    return stored && parseId(stored);
  };
  let id: string | undefined;

  return {
    url,

    async id({ make = false } = {}) {
      id ??= await findId();
      if (id === undefined && make) {
        await store.put(idName, newId());
        id = await findId();
      }
      return id;
    },

    read: async (key) => (await find(entryName(key)))?.entry,

    claim: (key, { claimId, now, by }) =>
      change<{ claimed: boolean; entry: LedgerEntry }>(key, (known) => {
        if (known && !isFree(known)) return { answer: { claimed: false, entry: known } };
        const claimedAt = new Date(now).toISOString();
        const entry: LedgerEntry = { version: 1, key, state: "claimed", claimedAt, claimId, by };
        return { answer: { claimed: true, entry }, put: entry };
      }),

    record: (key, claimId, { state, sentAt, scheduledFor, notificationId, trackingId }) =>
      change(key, (known) => {
        if (known?.claimId !== claimId) {
          throw new LedgerError(
            "LEDGER_NOT_OWNER",
            `This run has no claim in the ledger on ${describe(key)}; see \`pulumi-broadcast ledger show\`.`,
          );
        }
        if ((known.state === "sent" && state !== "sent") || (isFree(known) && state === "claimed"))
          throw settled(known, state);
        const put = { ...known, ...defined({ state, sentAt, scheduledFor, notificationId, trackingId }) };
        return { answer: undefined, put };
      }),

    release: (key, claimId) =>
      change(key, (known) => {
        if (known?.claimId !== claimId || isFree(known)) return { answer: undefined };
        if (known.state !== "claimed") throw settled(known, "released");
        return { answer: undefined, remove: true };
      }),

    remember: (entry) =>
      change(entry.key, (known) => (gives(known, entry) ? { answer: true, put: entry } : { answer: false })),

    async *list({ since } = {}) {
      const problems: LedgerError[] = [];
      const findOrNote = (name: string) => find(name).catch((error) => void problems.push(error));
      for await (const names of store.names()) {
        for (const found of await Promise.all(names.map(findOrNote))) {
          if (found && !(since && new Date(found.entry.sentAt ?? found.entry.claimedAt) < since)) yield found.entry;
        }
      }
      const [first, ...others] = problems;
      if (!first) return;
      if (others.length === 0) throw first;
      throw new LedgerError(first.code, `${first.message.replace(/\.$/, "")} (${others.length} more cannot be read).`);
    },
  };
}

/** Whether a result from a stack's state may replace what the ledger knows about the same post. */
const gives = (known: LedgerEntry | undefined, remembered: LedgerEntry): boolean =>
  !known ||
  (isFree(known) && !isFree(remembered)) ||
  (known.state === "claimed" && known.claimId === remembered.claimId && remembered.state !== "claimed");

const settled = ({ key, state }: LedgerEntry, wanted: string) =>
  new LedgerError(
    "LEDGER_SETTLED",
    `The ledger has ${describe(key)} as ${state}, which cannot become ${wanted}; see \`pulumi-broadcast ledger show\`.`,
  );

const describe = ({ announcement, platform, locale, hub }: LedgerKey): string =>
  `${announcement} (${[platform, locale].filter(Boolean).join(", ")}) on ${hub}`;

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
