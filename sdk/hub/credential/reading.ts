import type { z } from "zod";

/** A credential converted for azure-native, and the warnings about it. */
export interface Reading {
  args: Record<string, string>;
  warnings?: string[];
}

/** Checks a credential and converts it for azure-native. @throws ZodError */
export type CredentialReader = (value: unknown, now: Date) => Reading;

/** Adds one issue about a property. */
export function refuse(context: z.RefinementCtx, property: string, message: string): void {
  context.addIssue({ code: "custom", path: [property], message });
}
