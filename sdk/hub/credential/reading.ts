import type { z } from "zod";

/** A credential in azure-native's words, and what is worth a warning about it. */
export interface Reading {
  args: Record<string, string>;
  warnings?: string[];
}

/** Checks a credential and puts it into azure-native's words. @throws ZodError */
export type CredentialReader = (value: unknown, now: Date) => Reading;

/** Adds one issue about a property. */
export function refuse(context: z.RefinementCtx, property: string, message: string): void {
  context.addIssue({ code: "custom", path: [property], message });
}
