import type * as pulumi from "@pulumi/pulumi";

/** The value of an output, in an update. */
export const settledValue = <T>(output: pulumi.Output<T>): Promise<T> =>
  (output as unknown as { promise(): Promise<T> }).promise();
