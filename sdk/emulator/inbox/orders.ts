import { z } from "zod";
import { type OutcomeName, outcomes } from "../outcomes";
import type { Platform } from "../platformFacts";
import { platforms } from "../platformFacts";
import type { Query } from "./view";

const platform = z.enum(Object.keys(platforms) as [Platform, ...Platform[]]);
const rows = z.coerce.number().int().min(1).max(10_000).default(100);

/** The page's question, as it comes in an address. */
export const querySchema: z.ZodType<Query> = z.object({
  find: z.string().optional(),
  format: z.union([platform, z.literal("template")]).optional(),
  state: z.enum(["Scheduled", "Completed", "NoTargetFound", "Canceled"]).optional(),
  audience: z.enum(["everyone", "tags", "handles"]).optional(),
  sends: rows,
  findDevice: z.string().optional(),
  platform: platform.optional(),
  devices: rows,
  send: z.string().optional(),
  device: z.string().optional(),
});

export const newDevicesSchema = z
  .array(
    z.strictObject({
      platform,
      name: z.string().min(1).max(256).optional(),
      tags: z.array(z.string()).max(60).optional(),
    }),
  )
  .max(1000);

export const outcomeSchema = z.strictObject({
  outcome: z.enum(Object.keys(outcomes) as [OutcomeName, ...OutcomeName[]]),
  times: z.int().min(1).optional(),
});

/** A send as a person writes it on the page. */
export const messageSchema = z.strictObject({
  format: z.string(),
  tags: z.string(),
  headers: z.record(
    z.string().regex(/^[\w-]{1,100}$/),
    z
      .string()
      .max(8000)
      .regex(/^[^\r\n]*$/),
  ),
  body: z.string(),
  /** Scheduled when more than 0. */
  afterMinutes: z
    .number()
    .min(0)
    .max(7 * 24 * 60)
    .default(0),
});
