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
import type { Ledger } from "./ledger";
import { LedgerError } from "./ledgerError";

/** What is to be done about an entry, and the answer once it is done. */
interface Decision<T> {
  answer: T;
  put?: LedgerEntry;
  remove?: true;
}

/** The rules of a ledger, over any store. Each change looks at the latest entry, decides, and counts only if nobody was faster. */
export function keepLedger(url: string, store: EntryStore): Ledger {
  const find = async (name: string) => {
    const stored = await store.get(name);
    return stored && { entry: parseEntry(stored, name), tag: stored.tag };
  };

  /** Decides anew after losing to another; each loss means that someone else succeeded, so a few rounds are plenty. */
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
      // A claim may be there all the same, and nobody will post under it: this very one is taken back.
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
            `The ledger has no claim by this run on ${describe(key)}; look at it with \`pulumi-broadcast ledger show\`.`,
          );
        }
        if ((known.state === "sent" && state !== "sent") || (known.state !== "claimed" && state === "claimed"))
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

/** Whether what the ledger knows gives way to what a stack remembers of the same post. */
const gives = (known: LedgerEntry | undefined, remembered: LedgerEntry): boolean =>
  !known ||
  (isFree(known) && !isFree(remembered)) ||
  (known.state === "claimed" && known.claimId === remembered.claimId && remembered.state !== "claimed");

const settled = ({ key, state }: LedgerEntry, wanted: string) =>
  new LedgerError(
    "LEDGER_SETTLED",
    `The ledger has ${describe(key)} as ${state}, which cannot become ${wanted}; look at it with \`pulumi-broadcast ledger show\`.`,
  );

const describe = ({ announcement, platform, locale, hub }: LedgerKey): string =>
  `${announcement} (${[platform, locale].filter(Boolean).join(", ")}) on ${hub}`;

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
