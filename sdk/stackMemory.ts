import * as pulumi from "@pulumi/pulumi";
import type { Context } from "../provider/broadcast/context";
import { openDoubts } from "../provider/broadcast/plan";
import { quietly } from "../provider/broadcast/settings";
import { type Handed, type Remembered, StackMemory } from "../provider/journal/memory";
import type { SendRecord } from "../provider/journal/record";
import type { Schedule } from "../provider/message/schedule";
import type { Earlier } from "./card/planCard";
import { presentHost } from "./host";
import { planningContext } from "./planningContext";
import { announcementTypes, broadcastOf, deliveryTypes } from "./resourceTypes";

/** What the present stack remembers of its broadcasts. */
export interface Memory {
  /** `undefined` when the state could not be read: then nothing is posted. */
  stack: StackMemory | undefined;
  /** What is in doubt in this stack. */
  doubts: ReturnType<typeof openDoubts>;
  /** A context in which the program plans as the provider does. */
  planning: Context;
  /** The same as each Announcement is handed it. */
  text: string;
  /** Connections of hubs that hold a scheduled send, by the broadcast's URN. Secret. */
  connections: Map<string, Record<string, string>>;
  /** Schedules as they were last declared, by the broadcast's URN. */
  schedules: Map<string, Schedule | undefined>;
  /** In a preview: broadcasts as they were last declared, by URN, where none of it is a secret. */
  declared: Map<string, Earlier>;
}

const perRun = new WeakMap<object, Promise<Memory>>();

/** Reads the state of the present stack, once per run. */
export function stackMemory(): Promise<Memory> {
  const run = presentHost().run ?? pulumi.runtime.getMonitor() ?? perRun;
  const reading = perRun.get(run) ?? read();
  perRun.set(run, reading);
  return reading;
}

type Outputs = Record<string, { type: string; outputs?: any }>;

/** A file backend may be rewriting the checkpoint at that moment, so the read is tried a few times. */
async function readOutputs(stackName: string, attempts = 5): Promise<Outputs> {
  try {
    return (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })).outputs ?? {};
  } catch (error) {
    if (attempts === 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return readOutputs(stackName, attempts - 1);
  }
}

async function read(): Promise<Memory> {
  const schedules: Memory["schedules"] = new Map();
  const connections: Memory["connections"] = new Map();
  const declared: Memory["declared"] = new Map();
  try {
    const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const outputs = await readOutputs(stackName);
    const rows = new Map<string, Remembered>();
    for (const [urn, { type, outputs: outs = {} }] of Object.entries(outputs)) {
      const of = broadcastOf(urn, type);
      if (announcementTypes.has(type)) {
        const { armed, cancels, same, schedule } = outs;
        schedules.set(of, schedule);
        if (outs.plain && pulumi.runtime.isDryRun()) declared.set(of, outs as Earlier);
        rows.set(of, { ...rows.get(of), of, armed, cancels, ...(Object.keys(same ?? {}).length > 0 ? { same } : {}) });
      } else if (deliveryTypes.has(type)) {
        const { at, generation, doubts } = outs;
        if (outs.connections) connections.set(of, outs.connections);
        const records = { sends: inBrief(outs.sends), history: inBrief(outs.history)?.map(inShort), doubts };
        rows.set(of, { ...rows.get(of), of, at, generation, ...records });
      }
    }
    const memory = new StackMemory([...rows.values()], Date.now());
    const resources = memory.resources.map((row) => ({ ...row, armed: openArms(memory, row) }));
    return { ...remembered(memory), schedules, connections, declared, text: textOf(resources) };
  } catch (error) {
    pulumi.log.warn(
      `The stack's own state could not be read, so nothing will be posted: ${(error as Error).message}; run the command again.`,
    );
    return { ...remembered(undefined), schedules, connections, declared, text: textOf(undefined) };
  }
}

function remembered(memory: StackMemory | undefined): Pick<Memory, "stack" | "doubts" | "planning"> {
  const planning = planningContext(memory, scope(), presentHost().config);
  const doubts = memory ? openDoubts(memory, quietly(() => planning.settings.resolutions) ?? {}) : [];
  return { stack: memory, doubts, planning };
}

/** Project and stack: the scope of "once" for a broadcast without an `announcement`. */
const scope = (): string => `${pulumi.getProject()}/${pulumi.getStack()}`;

const textOf = (resources: Handed[] | undefined): string =>
  JSON.stringify({ scope: scope(), preview: pulumi.runtime.isDryRun(), resources });

/** Arms without a result are handed over whole; of the others the run is enough. */
const openArms = (memory: StackMemory, { armed = {} }: Remembered): Handed["armed"] =>
  Object.fromEntries(
    Object.entries(armed).map(([digest, arm]) => [digest, memory.isAnswered(digest, arm.run) ? arm.run : arm]),
  );

/** Of what went out for an earlier declaration, plans need no ids. */
const inShort = ({ notificationId, trackingId, ...record }: SendRecord): SendRecord =>
  record.state === "sent" ? record : { ...record, notificationId, trackingId };

/** What plans need of records; the rest stays in the state. */
const inBrief = (records: SendRecord[] | undefined): SendRecord[] | undefined =>
  records?.map(({ counts: _, delivery: __, reason: ___, ...record }) => record);
