import type { z } from "zod";
import type { StoredText } from "./entryStore";
import { LedgerError } from "./ledgerError";

/** Reads a ledger's JSON. `mark` is the field that tells it, in any version, from other people's; `remedy` is for when it is damaged. */
export function parseDocument<T>(
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
    throw new LedgerError("LEDGER_FOREIGN", `${where} is not from a ledger; give the ledger a place of its own.`);
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

/** The first field that is not valid. */
export function fieldOf(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]] : issue.path;
  return path.join(".") || "its top";
}
