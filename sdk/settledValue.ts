import type * as pulumi from "@pulumi/pulumi";

/** The value of an output in an update; in a preview it may be unknown. */
export const settledValue = <T>(output: pulumi.Output<T>): Promise<T> =>
  (output as unknown as { promise(): Promise<T> }).promise();

/** Whether the value of an output is known; in a preview it may not be. */
export const isKnown = (output: pulumi.Output<unknown>): Promise<boolean> =>
  (output as unknown as { isKnown: Promise<boolean> }).isKnown;
