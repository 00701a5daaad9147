import { entryName, formatEntry, isFree, type LedgerEntry, type LedgerKey, parseEntry } from "./entry";
import type { EntryStore } from "./entryStore";
import type { Ledger } from "./ledger";
import { LedgerError } from "./ledgerError";

/** The rules of a ledger, over any store. Each change looks at the latest entry, decides, and counts only if nobody was faster. */
export function keepLedger(url: string, store: EntryStore): Ledger {
  const find = async (name: string) => {
    const stored = await store.get(name);
    return stored && { entry: parseEntry(stored.text, name, stored.where), tag: stored.tag };
  };

  const ledger: Ledger = {
    url,

    read: async (key) => (await find(entryName(key)))?.entry,

    claim: (key, { claimId, now, by }) =>
      untilUncontended(key, async () => {
        const name = entryName(key);
        const found = await find(name);
        if (found && !isFree(found.entry)) return { claimed: false, entry: found.entry };
        const entry: LedgerEntry = {
          version: 1,
          key,
          state: "claimed",
          claimedAt: new Date(now).toISOString(),
          claimId,
          by,
        };
        const text = formatEntry(entry);
        try {
          return (await store.put(name, text, found?.tag)) ? { claimed: true, entry } : undefined;
        } catch (error) {
          // It may be there all the same, and nobody will post under it.
          await ledger.release(key, claimId).catch(() => {});
          throw error;
        }
      }),

    record: async (key, claimId, { state, sentAt, scheduledFor, notificationId, trackingId }) => {
      await untilUncontended(key, async () => {
        const name = entryName(key);
        const found = await find(name);
        if (found?.entry.claimId !== claimId) {
          throw new LedgerError(
            "LEDGER_NOT_OWNER",
            `The ledger holds no claim of this run on ${describe(key)}; see \`pulumi-broadcast ledger show\`.`,
          );
        }
        const known = found.entry;
        if ((known.state === "sent" && state !== "sent") || (known.state !== "claimed" && state === "claimed")) {
          throw new LedgerError(
            "LEDGER_SETTLED",
            `The ledger has ${describe(key)} as ${known.state}, which cannot become ${state}; see \`pulumi-broadcast ledger show\`.`,
          );
        }
        const entry = { ...known, ...defined({ state, sentAt, scheduledFor, notificationId, trackingId }) };
        return (await store.put(name, formatEntry(entry), found.tag)) || undefined;
      });
    },

    release: async (key, claimId) => {
      await untilUncontended(key, async () => {
        const name = entryName(key);
        const found = await find(name);
        if (found?.entry.claimId !== claimId) return true;
        if (found.entry.state !== "claimed") {
          throw new LedgerError(
            "LEDGER_SETTLED",
            `The ledger has ${describe(key)} as ${found.entry.state}, so its claim cannot be released; record a state instead.`,
          );
        }
        return (await store.remove(name, found.tag)) || undefined;
      });
    },

    remember: (entry) =>
      untilUncontended(entry.key, async () => {
        const name = entryName(entry.key);
        const found = await find(name);
        if (found && !gives(found.entry, entry)) return false;
        return (await store.put(name, formatEntry(entry), found?.tag)) || undefined;
      }),

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
      throw new LedgerError(first.code, `${first.message} So it is with ${others.length} more.`);
    },
  };
  return ledger;
}

/** Whether what the ledger knows gives way to what a stack remembers of the same post. */
const gives = (known: LedgerEntry, remembered: LedgerEntry): boolean =>
  (isFree(known) && !isFree(remembered)) ||
  (known.state === "claimed" && known.claimId === remembered.claimId && remembered.state !== "claimed");

/** Repeats a step that lost against another one; each loss means that someone else succeeded, so a few rounds are plenty. */
async function untilUncontended<T>(key: LedgerKey, step: () => Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < 30; round++) {
    const result = await step();
    if (result !== undefined) return result;
  }
  throw new LedgerError(
    "LEDGER_BUSY",
    `Other runs keep changing the ledger's entry of ${describe(key)}; try again when they are done.`,
  );
}

const describe = ({ announcement, platform, locale, hub }: LedgerKey): string =>
  `${announcement} (${[platform, locale].filter(Boolean).join(", ")}) on ${hub}`;

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
