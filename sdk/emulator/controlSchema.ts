import { z } from "zod";
import type { ArmedFault, DeviceOrder } from "./controlOrders";
import { type OutcomeName, outcomes } from "./outcomes";
import { type Platform, platforms } from "./platformFacts";

export const faultSchema: z.ZodType<ArmedFault> = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      path: z.string().optional(),
      format: z.string().optional(),
      tag: z.string().optional(),
    })
    .default({}),
  fault: z.enum(["429", "500", "503", "403", "reset-before", "reset-after", "delay"]),
  times: z.int().min(1).max(1_000_000).default(1),
  retryAfter: z.number().min(0).optional(),
  ms: z.number().min(0).max(600_000).default(0),
});

export const clockSchema = z.strictObject({ advanceSeconds: z.number() });

export const deviceSchema: z.ZodType<DeviceOrder> = z.strictObject({
  platform: z.enum(Object.keys(platforms) as [Platform, ...Platform[]]),
  handle: z.string().min(1).max(4096),
  outcome: z.enum(Object.keys(outcomes) as [OutcomeName, ...OutcomeName[]]),
  times: z.int().min(1).optional(),
});

/** A value of the schema, or a RangeError whose message says what is wrong where: `fault: expected one of "429"|"500"`. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message }) => {
    const what = message.replace(/^Invalid (input|option): /, "");
    return `${path.join(".") || "the body"}: ${what[0]!.toLowerCase()}${what.slice(1)}`;
  });
  throw new RangeError(wrong.join("; "));
}
