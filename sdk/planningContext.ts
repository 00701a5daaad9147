import type { Context } from "../provider/broadcast/context";
import { newRun } from "../provider/broadcast/run";
import { Settings } from "../provider/broadcast/settings";
import { alone } from "../provider/broadcast/siblings";
import type { StackMemory } from "../provider/journal/memory";

/** A context in which the program can plan as the provider does: it reads nothing but configuration and posts nothing. */
export function planningContext(
  memory: StackMemory | undefined,
  scope: string,
  config: (key: string) => string | undefined,
): Context {
  const { BROADCAST_LEDGER: _, ...env } = process.env;
  const unavailable = () => Promise.reject(new Error("a plan posts nothing"));
  return {
    run: { ...newRun(), scope, ...(memory ? { memory } : {}) },
    siblings: alone,
    // Only the provider asks the ledger.
    settings: new Settings((key) => (key === "broadcast:ledger" ? undefined : config(key)), env),
    now: Date.now,
    generation: () => "",
    client: unavailable,
    ledger: () => Promise.resolve(undefined),
    say: () => {},
  };
}
