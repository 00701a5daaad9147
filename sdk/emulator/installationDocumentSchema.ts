import { z } from "zod";
import type { InstallationDocument } from "./installationDocument";
import { platformOfInstallation } from "./platformFacts";
import { isTag } from "./tagExpressionTree";

/** Loaded with the first installation, for zod's sake. */
const tags = z.array(z.string().refine(isTag, { error: ({ input }) => `An invalid tag(s) '${input}' was supplied` }));

const templateDocument = z.object({
  body: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  expiry: z.string().optional(),
  tags: tags.optional(),
});
const templates = z.record(z.string().min(1).max(200), templateDocument);

export const installationSchema: z.ZodType<InstallationDocument> = z.object({
  installationId: z.string().min(1).max(256),
  /** Letters, digits and `-_@#.:=`. */
  userId: z
    .string()
    .regex(/^[-_@#.:=A-Za-z0-9]{1,256}$/)
    .optional(),
  pushChannel: z.union([z.string().min(1), z.object({ endpoint: z.string(), p256dh: z.string(), auth: z.string() })]),
  pushChannelExpired: z.boolean().default(false),
  platform: z
    .string()
    .transform((name) => name.toLowerCase())
    .refine((name) => platformOfInstallation(name) !== undefined, { error: "The platform is not known" }),
  expirationTime: z.string().default("9999-12-31T23:59:59.9999999Z"),
  tags: tags.optional(),
  pushVariables: z.record(z.string(), z.string()).optional(),
  templates: templates.optional(),
  secondaryTiles: z
    .record(
      z.string().min(1).max(200),
      z.object({ pushChannel: z.string().min(1), tags: tags.optional(), templates: templates.optional() }),
    )
    .optional(),
});

export const patchSchema = z.array(
  z.object({
    op: z
      .string()
      .transform((op) => op.toLowerCase())
      .pipe(z.enum(["add", "remove", "replace"])),
    path: z.string().regex(/^(\/[^/]+){1,5}$/),
    value: z.unknown().optional(),
  }),
);

export type Patch = z.output<typeof patchSchema>;
