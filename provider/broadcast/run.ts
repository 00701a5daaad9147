import { randomBytes } from "node:crypto";
import type { StackMemory } from "../journal/memory";

/** One engine run: the provider process lives exactly as long. */
export interface Run {
  readonly id: string;
  /** Posts begun in this process by digest: an error hook that repeats create gets the first try's result. */
  readonly tried: Map<string, Promise<unknown>>;
  /** Which generation of a Delivery owns a scheduled send: deleting an older one must not cancel it. */
  readonly owners: Map<string, string>;
  /** Which broadcast of the program declared a digest. */
  readonly declaredBy: Map<string, string>;
  /** What the stack remembered when the program started; `undefined` until the program has said so. */
  memory?: StackMemory;
  memoryText?: string;
}

export const newRun = (): Run => ({
  id: randomBytes(4).toString("hex"),
  tried: new Map(),
  owners: new Map(),
  declaredBy: new Map(),
});
