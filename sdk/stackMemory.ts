import * as pulumi from "@pulumi/pulumi";
import type { Context } from "../provider/broadcast/context";
import { quietly } from "../provider/broadcast/settings";
import { doubtKey, type OpenDoubt, type Remembered, StackMemory } from "../provider/journal/memory";
import type { SendRecord } from "../provider/journal/record";
import type { Schedule } from "../provider/message/schedule";
import type { Earlier } from "./card/planCard";
import { presentHost } from "./host";
import { planningContext } from "./planningContext";
import { announcementTypes, broadcastOf, deliveryTypes } from "./resourceTypes";

/** What the current stack's state says about its broadcasts. */
export interface Memory {
  /** `undefined` if the state could not be read, in which case nothing is posted. */
  stack: StackMemory | undefined;
  /** Unresolved doubts of this stack. */
  doubts: OpenDoubt[];
  /** A context for planning in the program, as the provider does. */
  planning: Context;
  /** What the Announcement of a broadcast that declares these digests is handed of it, as text. */
  handTo(of: string, digests: readonly string[] | undefined): string;
  /** Connection strings of hubs that hold a scheduled send, by URN of the broadcast. Secret. */
  connections: Map<string, Record<string, string>>;
  /** Schedules as last declared, by URN of the broadcast. */
  schedules: Map<string, Schedule | undefined>;
  /** In a preview: broadcasts as they were last declared, by URN, where none of it is a secret. */
  declared: Map<string, Earlier>;
}

const perRun = new WeakMap<object, Promise<Memory>>();

/** Reads the state of the current stack, once per run. */
export function stackMemory(): Promise<Memory> {
  const run = presentHost().run ?? pulumi.runtime.getMonitor() ?? perRun;
  const reading = perRun.get(run) ?? read();
  perRun.set(run, reading);
  return reading;
}

type Outputs = Record<string, { type: string; outputs?: any }>;

/** Tries a few times, because a file backend may be rewriting the checkpoint at that moment. */
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
        const { armed, cancels, countsAs, schedule } = outs;
        schedules.set(of, schedule);
        if (outs.plain && pulumi.runtime.isDryRun()) declared.set(of, outs as Earlier);
        rows.set(of, {
          ...rows.get(of),
          of,
          armed,
          cancels,
          ...(Object.keys(countsAs ?? {}).length > 0 ? { countsAs } : {}),
        });
      } else if (deliveryTypes.has(type)) {
        const { at, generation, doubts } = outs;
        if (outs.connections) connections.set(of, outs.connections);
        const records = { sends: inBrief(outs.sends), history: inBrief(outs.history)?.map(inShort), doubts };
        rows.set(of, { ...rows.get(of), of, at, generation, ...records });
      }
    }
    const memory = new StackMemory([...rows.values()], Date.now());
    return { ...remembered(memory), schedules, connections, declared };
  } catch (error) {
    pulumi.log.warn(
      `The stack's state could not be read, so nothing will be posted: ${(error as Error).message}; run the command again.`,
    );
    return { ...remembered(undefined), schedules, connections, declared };
  }
}

function remembered(memory: StackMemory | undefined): Omit<Memory, "schedules" | "connections" | "declared"> {
  const around = { scope: `${pulumi.getProject()}/${pulumi.getStack()}`, preview: pulumi.runtime.isDryRun() };
  const planning = planningContext(memory, around.scope, presentHost().config);
  const words = quietly(() => planning.settings.resolutions) ?? {};
  // Broadcasts that took over posts may share a doubt.
  const doubts = new Map((memory?.openDoubts() ?? []).map((each) => [doubtKey(each.doubt), each]));
  return {
    stack: memory,
    doubts: [...doubts].flatMap(([key, each]) => (key in words ? [] : each)),
    planning,
    handTo: (of, digests) => JSON.stringify({ ...around, ...memory?.handTo(of, digests) }),
  };
}

/** Plans do not need the ids of what was sent for an earlier declaration. */
const inShort = ({ notificationId, trackingId, ...record }: SendRecord): SendRecord =>
  record.state === "sent" ? record : { ...record, notificationId, trackingId };

/** The fields of records that plans need. */
const inBrief = (records: SendRecord[] | undefined): SendRecord[] | undefined =>
  records?.map(({ counts: _, delivery: __, reason: ___, ...record }) => record);
