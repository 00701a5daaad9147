import { z } from "zod";
import { installationSchema } from "./installationDocumentSchema";
import type { SavedState } from "./state";

/** Loaded with the first state file, for zod's sake. */
export const stateSchema: z.ZodType<SavedState> = z.object({
  version: z.literal(1),
  keys: z.object({ full: z.string().min(1), send: z.string().min(1), listen: z.string().min(1) }),
  certificate: z.object({ key: z.string(), cert: z.string(), authority: z.string() }).optional(),
  hubs: z.array(
    z.object({
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,259}$/),
      description: z.string().optional(),
      installations: z.array(installationSchema),
      registrations: z.array(z.string()),
    }),
  ),
});
