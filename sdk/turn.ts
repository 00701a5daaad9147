import * as pulumi from "@pulumi/pulumi";
import { isPosting } from "../provider/broadcast/plan";
import { quietly } from "../provider/broadcast/settings";
import type { Declaration } from "../provider/message/declaration";
import type { DeclaredBroadcast } from "./declare";
import { type Ending, gateOfRun } from "./gate";
import { planText, say } from "./sayPlan";
import { settledValue } from "./settledValue";
import type { Memory } from "./stackMemory";

/** What an Announcement gets when it may be armed. */
export interface Turn {
  /** What it needs to know of the stack, as text. */
  text: string;
  /** Ends the turn; absent for a broadcast that has nothing to post. */
  leave?: (ending: Ending) => void;
}

/** Resolves when a broadcast may be armed. In an update, one that may post waits for everything it depends on, and then for its turn. */
export async function waitForTurn(
  broadcast: pulumi.Resource,
  { name, content, connection }: DeclaredBroadcast,
  reading: Promise<Memory>,
): Promise<Turn> {
  const memory = await reading;
  const gate = gateOfRun();
  const context = memory.planning;
  const { lookAt, digestsIn } =
    require("../provider/broadcast/lookAt") as typeof import("../provider/broadcast/lookAt");
  const of = await settledValue(broadcast.urn);
  // In a preview, part of it may be unknown.
  const declaration = (await settledValue(pulumi.output(content))) as Declaration;
  const digests = quietly(() => digestsIn(context, declaration));
  const handed = () => `${gate.failures} ${memory.handTo(of, digests)}`;
  if (pulumi.runtime.isDryRun()) return { text: handed() };
  const hub = connection && (await settledValue(connection));
  let last = false;
  try {
    const at = context.settings.connection(hub)?.at;
    const inputs = { of, name, declaration, ...(at === undefined ? {} : { to: at }) };
    const { order, plan } = await lookAt(context, inputs);
    for (const line of planText(order, plan, at, memory)) if (line.level === "warn") say(broadcast, line);
    last = plan.steps.some((step) => step.action === "hold" && !step.recorded);
    if (!last && plan.cancels.length === 0 && !plan.steps.some(isPosting)) return { text: handed() };
  } catch {
    // Check reports what is wrong.
  }
  // A new doubt fails the run and would stop the others, so it goes last.
  const leave = await gate.enter({ last });
  return { text: handed(), leave };
}
