import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { StoredText } from "./entryStore";
import { LedgerError } from "./ledgerError";

/** Identifies one post in a ledger. */
export interface LedgerKey {
  /** Host + "/" + hub name, lower-case. */
  hub: string;
  announcement: string;
  /** Identifies what was declared. */
  digest: string;
  platform: string;
  locale?: string;
}

/** What a ledger knows about one post. Times are ISO, UTC. */
export interface LedgerEntry {
  version: 1;
  key: LedgerKey;
  state: "claimed" | "sent" | "scheduled" | "not-sent" | "canceled";
  claimedAt: string;
  claimId: string;
  /** Who ran it, and where. */
  by: { actor?: string; commit?: string; run?: string };
  sentAt?: string;
  scheduledFor?: string;
  notificationId?: string;
  trackingId?: string;
}

const keySchema: z.ZodType<LedgerKey> = z.strictObject({
  hub: z.string().regex(/^[^/A-Z]+\/[^/A-Z]+$/),
  announcement: z.string().min(1),
  digest: z.string().min(1),
  platform: z.string().min(1),
  locale: z.string().min(1).optional(),
});

/** Lenient: once a post is made, its result must not be refused because of how a time is written. */
const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T/)
  .refine((text) => !Number.isNaN(Date.parse(text)));

const entrySchema: z.ZodType<LedgerEntry> = z.strictObject({
  version: z.literal(1),
  key: keySchema,
  state: z.enum(["claimed", "sent", "scheduled", "not-sent", "canceled"]),
  claimedAt: time,
  claimId: z.string().min(1),
  by: z.strictObject({ actor: z.string().optional(), commit: z.string().optional(), run: z.string().optional() }),
  sentAt: time.optional(),
  scheduledFor: time.optional(),
  notificationId: z.string().optional(),
  trackingId: z.string().optional(),
});

/** The name of a key's entry: SHA-256, in hex, over its fields in a fixed order. It never changes; a different name would forget what was sent. */
export function entryName({ hub, announcement, digest, platform, locale }: LedgerKey): string {
  return createHash("sha256")
    .update(JSON.stringify([hub, announcement, digest, platform, locale ?? null]))
    .digest("hex");
}

/** Whether nothing went out under this entry, so that a new claim may replace it. */
export const isFree = ({ state }: LedgerEntry): boolean => state === "not-sent" || state === "canceled";

export function formatEntry(entry: LedgerEntry): string {
  const { data, error } = entrySchema.safeParse(entry);
  if (!error) return `${JSON.stringify(data, null, 2)}\n`;
  throw new LedgerError("LEDGER_ENTRY", `A ledger entry is not valid at ${fieldOf(error)}; please report it.`);
}

const remedy = "restore it from a copy, or remove it if the hub shows that nothing was sent";

/**
 * Parses the stored entry `name`.
 * @throws {LedgerError} LEDGER_CORRUPT, LEDGER_FOREIGN or LEDGER_NEWER
 */
export function parseEntry(stored: Pick<StoredText, "text" | "where">, name: string): LedgerEntry {
  const entry = parseDocument(entrySchema, "key", remedy, stored);
  if (entryName(entry.key) === name) return entry;
  throw new LedgerError(
    "LEDGER_FOREIGN",
    `${stored.where} is the entry of another post; put it back under its own name.`,
  );
}

const idSchema = z.strictObject({ version: z.literal(1), id: z.string().regex(/^[0-9a-f]{16}$/) });

/** The name under which a store keeps the ledger's id. */
export const idName = "ledger";

export const newId = (): string => `${JSON.stringify({ version: 1, id: randomBytes(8).toString("hex") })}\n`;

export const parseId = (stored: StoredText): string =>
  parseDocument(
    idSchema,
    "id",
    "restore it from a copy, or remove it and run `pulumi up`, which makes a new one",
    stored,
  ).id;

/** Parses a document of a ledger. Documents of every version have the field `mark`; `remedy` tells what to do about a damaged one. */
function parseDocument<T>(
  schema: z.ZodType<T>,
  mark: string,
  remedy: string,
  { text, where }: Pick<StoredText, "text" | "where">,
): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new LedgerError("LEDGER_CORRUPT", `${where} is truncated or not JSON; ${remedy}.`);
  }
  const { version, [mark]: marked } = Object(json);
  if (!Number.isInteger(version) || marked === undefined)
    throw new LedgerError(
      "LEDGER_FOREIGN",
      `${where} was not written by a ledger; give the ledger a place of its own.`,
    );
  if (version > 1) {
    throw new LedgerError(
      "LEDGER_NEWER",
      `${where} was written by a newer pulumi-broadcast (format version ${version}); update this installation.`,
    );
  }
  const { data, error } = schema.safeParse(json);
  if (error) throw new LedgerError("LEDGER_CORRUPT", `${where} is damaged at ${fieldOf(error)}; ${remedy}.`);
  return data;
}

/** The path of the first invalid field. */
function fieldOf(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]] : issue.path;
  return path.join(".") || "its top";
}
