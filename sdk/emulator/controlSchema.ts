import { z } from "zod";
import { type OutcomeName, outcomes } from "./outcome";
import { type Platform, platforms } from "./platform";

export const faultSchema = z.strictObject({
  /** The requests it hits; every part given must fit. */
  match: z
    .strictObject({
      method: z.string().optional(),
      /** A part of the path. */
      path: z.string().optional(),
      format: z.string().optional(),
      /** A tag named anywhere in the tag expression. */
      tag: z.string().optional(),
    })
    .default({}),
  /** `reset-before` drops the connection before anything happened, `reset-after` once the request was carried out. */
  fault: z.enum(["429", "500", "503", "403", "reset-before", "reset-after", "delay"]),
  /** How many requests it hits. */
  times: z.int().min(1).max(1_000_000).default(1),
  /** Seconds in a Retry-After header on 429, 503 and 403. */
  retryAfter: z.number().min(0).optional(),
  /** Milliseconds that `delay` waits. */
  ms: z.number().min(0).max(600_000).default(0),
});

export const clockSchema = z.strictObject({ advanceSeconds: z.number() });

export const deviceSchema = z.strictObject({
  platform: z.enum(Object.keys(platforms) as [Platform, ...Platform[]]),
  handle: z.string().min(1).max(4096),
  /** What the push service says of the notifications to come. */
  outcome: z.enum(Object.keys(outcomes) as [OutcomeName, ...OutcomeName[]]),
  /** For how many notifications; without it for all. */
  times: z.int().min(1).optional(),
});

/** What a device's push service is to say. */
export type DeviceOrder = z.input<typeof deviceSchema>;

/** A fault to order: what it hits, what happens, how often. */
export type Fault = z.input<typeof faultSchema>;
export type ArmedFault = z.output<typeof faultSchema>;

/** A value of the schema, or a RangeError whose message says what is wrong where. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new RangeError(z.prettifyError(result.error));
  return result.data;
}
