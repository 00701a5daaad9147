import { randomBytes } from "node:crypto";
import { z } from "zod";
import { parseDocument } from "./document";
import type { StoredText } from "./entryStore";

const schema = z.strictObject({ version: z.literal(1), id: z.string().regex(/^[0-9a-f]{16}$/) });

const remedy = "restore it from a copy, or remove it and run `pulumi up`, which makes a new one";

/** The name under which a store keeps the ledger's id. */
export const idName = "ledger";

export const newId = (): string => `${JSON.stringify({ version: 1, id: randomBytes(8).toString("hex") })}\n`;

export const parseId = (stored: StoredText): string => parseDocument(schema, "id", remedy, stored).id;
