import * as pulumi from "@pulumi/pulumi";
import { isPosting } from "../provider/broadcast/plan";
import type { Declaration } from "../provider/message/declaration";
import type { Declared } from "./declare";
import { type Ending, gateOfRun } from "./gate";
import { planText, say } from "./sayPlan";
import { settledValue } from "./settledValue";
import type { Memory } from "./stackMemory";

/** What an Announcement is handed when it may be armed. */
export interface Turn {
  /** The stack's memory. */
  text: string;
  /** Ends the turn of a broadcast that may post. */
  leave?: (ending: Ending) => void;
}

/** Ends when a broadcast may be armed: one that may post waits in an update for everything that it depends on, and then for its turn. */
export async function waitForTurn(
  broadcast: pulumi.Resource,
  { name, content, connection }: Declared,
  reading: Promise<Memory>,
): Promise<Turn> {
  const memory = await reading;
  const gate = gateOfRun();
  const handed = () => `${gate.failures} ${memory.text}`;
  if (pulumi.runtime.isDryRun()) return { text: handed() };
  const [of, declaration, hub] = await settledValue(pulumi.all([broadcast.urn, pulumi.output(content), connection]));
  const { lookAt } =
    require("../provider/broadcast/announcement") as typeof import("../provider/broadcast/announcement");
  const context = memory.planning;
  let last = false;
  try {
    const at = context.settings.connection(hub)?.at;
    const inputs = { of, name, declaration: declaration as Declaration, ...(at === undefined ? {} : { to: at }) };
    const { order, plan } = await lookAt(context, inputs);
    for (const line of planText(order, plan, at, memory)) if (line.level === "warn") say(broadcast, line);
    last = plan.steps.some((step) => step.action === "hold" && !step.recorded);
    if (!last && plan.cancels.length === 0 && !plan.steps.some(isPosting)) return { text: handed() };
  } catch {
    // What is wrong with it check says.
  }
  // A new doubt fails the run, which would stop the others.
  const leave = await gate.enter({ last });
  return { text: handed(), leave };
}
