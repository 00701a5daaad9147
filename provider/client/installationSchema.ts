import { z } from "zod";
import { PayloadError } from "./errors/payloadError";
import { type Installation, type InstallationPatch, installationPlatforms } from "./installation";

const text = z.string().min(1);
const texts = z.record(z.string(), z.string());
const browserHandle = z.strictObject({ endpoint: text, auth: text, p256dh: text });
const template = z.strictObject({
  body: text,
  headers: texts.optional(),
  expiry: z.string().optional(),
  tags: z.array(z.string()).optional(),
});

const written = z.strictObject({
  installationId: text,
  platform: z.enum(installationPlatforms),
  pushChannel: z.union([text, browserHandle]),
  userId: z.string().optional(),
  tags: z.array(z.string()).optional(),
  expirationTime: z.string().optional(),
  pushVariables: texts.optional(),
  templates: z.record(z.string().max(200), template).optional(),
  secondaryTiles: z.record(z.string(), z.unknown()).optional(),
});

/** The service's answer, with null for unset fields, platforms in upper or lower case, and a browser's handle possibly as JSON text. */
const read = z.object({
  installationId: text,
  platform: z.string().toLowerCase().pipe(z.enum(installationPlatforms)),
  pushChannel: z.union([z.preprocess(parsed, browserHandle), text]),
  userId: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  expirationTime: z.string().nullish(),
  pushVariables: texts.nullish(),
  templates: z
    .record(
      z.string(),
      z.object({
        ...template.shape,
        headers: texts.nullish(),
        expiry: z.string().nullish(),
        tags: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  secondaryTiles: z.record(z.string(), z.unknown()).nullish(),
  pushChannelExpired: z.boolean().nullish(),
  lastUpdate: z.string().nullish(),
});

const patches = z
  .array(
    z.discriminatedUnion("op", [
      z.strictObject({ op: z.enum(["add", "replace"]), path: z.string().startsWith("/"), value: z.string() }),
      z.strictObject({ op: z.literal("remove"), path: z.string().startsWith("/"), value: z.string().optional() }),
    ]),
  )
  .min(1);

/** @throws PayloadError naming each fault by path */
export function checkInstallation(installation: Installation): void {
  // Fields that the service sets are accepted, so that an installation can be read, changed and put back.
  const { pushChannelExpired: _, lastUpdate: __, ...own } = installation;
  check(written, own, "installation");
}

/** @throws PayloadError naming each fault by path */
export function checkPatches(changes: readonly InstallationPatch[]): void {
  check(patches, changes, "patch");
}

/** Reads an installation from a reply; undefined if the text is not one. */
export function parseInstallation(body: string): Installation | undefined {
  const result = read.safeParse(parsed(body));
  return result.success ? (withoutNulls(result.data) as Installation) : undefined;
}

function check(schema: z.ZodType, value: unknown, name: string): void {
  const result = schema.safeParse(value);
  if (result.success) return;
  throw new PayloadError(
    result.error.issues.map(({ path, message }) => ({ path: [name, ...path].join("."), message })),
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === null || inner === undefined ? [] : [[key, withoutNulls(inner)]],
    ),
  );
}
