import * as pulumi from "@pulumi/pulumi";
import type { Remembered } from "../provider/journal/memory";
import { withHub } from "../provider/journal/record";
import { Announcement } from "./announcement";
import { Delivery } from "./delivery";

const perProgram = new WeakMap<object, Promise<Remembered[] | undefined>>();

/**
 * What the present stack remembers of its broadcasts, read once per program from its own state. `undefined` when it
 * cannot be read: then nothing is posted.
 */
export function rememberedByStack(): Promise<Remembered[] | undefined> {
  const program = pulumi.runtime.getStackResource() ?? perProgram;
  const reading = perProgram.get(program) ?? read();
  perProgram.set(program, reading);
  return reading;
}

/** A file backend may be rewriting the checkpoint at that moment, so the read is tried a few times. */
async function readOutputs(stackName: string, attempts = 5): Promise<Record<string, { type: string; outputs: any }>> {
  try {
    return (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })).outputs ?? {};
  } catch (error) {
    if (attempts === 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return readOutputs(stackName, attempts - 1);
  }
}

async function read(): Promise<Remembered[] | undefined> {
  try {
    const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const outputs = await readOutputs(stackName);
    return Object.entries(outputs).flatMap(([urn, resource]): Remembered[] => {
      const name = urn.slice(urn.lastIndexOf("::") + 2);
      const outs = resource.outputs ?? {};
      if (resource.type === Announcement.__pulumiType)
        return [{ name, armed: outs.armed, ledger: outs.ledger, madeFrom: outs.madeFrom, postedAs: outs.postedAs }];
      if (resource.type === Delivery.__pulumiType)
        return [
          { name, sends: withHub(outs.sends, outs.at), history: withHub(outs.history, outs.at), doubts: outs.doubts },
        ];
      return [];
    });
  } catch (error) {
    pulumi.log.warn(`The stack's own state could not be read, so nothing will be posted: ${(error as Error).message}`);
    return undefined;
  }
}
