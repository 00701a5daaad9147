import { z } from "zod";
import type { ConnectionStrings } from "./accessRules";
import type { CertificatePems } from "./certificate";
import type { InstallationDocument } from "./installationDocument";
import { installationSchema } from "./installationDocumentSchema";

/** What a state file holds: keys in clear, so only its owner reads it. */
export interface SavedState {
  version: 1;
  /** By the names of the connection strings. */
  keys: Record<keyof ConnectionStrings, string>;
  certificate?: CertificatePems;
  hubs: {
    name: string;
    description?: string;
    installations: InstallationDocument[];
    /** Descriptions in XML, as an export writes them; those of installations are not among them. */
    registrations: string[];
  }[];
}

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
