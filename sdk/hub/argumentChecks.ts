import * as pulumi from "@pulumi/pulumi";
import { HubArgumentError, type HubIssue } from "./hubArgumentError";

/** What reading an argument gave: its value, or what is wrong with it. */
export type Checked<T> = { value: T } | { issues: HubIssue[] };

/** Checks arguments: plain ones before anything is registered, outputs as soon as they are known. */
export class ArgumentChecks {
  readonly #issues: HubIssue[] = [];

  constructor(readonly resource: string) {}

  refuse(...issues: HubIssue[]): void {
    this.#issues.push(...issues);
  }

  /** Reads an input. The issues of a plain one are kept for `done`. */
  read<T, U>(input: pulumi.Input<T>, read: (value: T) => Checked<U>): pulumi.Output<U> {
    if (isPlain(input)) {
      const checked = read(input as T);
      if ("issues" in checked) this.refuse(...checked.issues);
      return pulumi.output((checked as { value: U }).value) as pulumi.Output<U>;
    }
    return (pulumi.output(input as unknown) as pulumi.Output<T>).apply((value) => {
      const checked = read(value);
      if ("issues" in checked) throw new HubArgumentError(this.resource, checked.issues);
      return checked.value;
    }) as pulumi.Output<U>;
  }

  /** @throws HubArgumentError with every issue of the plain arguments */
  done(): void {
    if (this.#issues.length > 0) throw new HubArgumentError(this.resource, this.#issues);
  }
}

/** True when nothing in the value has to be waited for. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
  return Object.values(value).every(isPlain);
}
