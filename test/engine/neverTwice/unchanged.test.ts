import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { manyBroadcasts, program, saying, withArgs } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";
import { inMinutes, type World } from "../../support/world";

/** What the checkpoint holds, byte for byte; the engine writes resources as they come, and encrypts secrets anew. */
async function stored({ stack }: World): Promise<string> {
  const { checkpoint } = JSON.parse(await readFile(stack.stateFile, "utf8"));
  const texts: string[] = checkpoint.latest.resources.map((resource: unknown) => JSON.stringify(resource));
  return texts
    .sort()
    .join("\n")
    .replace(/"ciphertext":"[^"]*"/g, "");
}

const writesNothing = async (world: World) => {
  const before = await stored(world);
  await world.up(undefined, "--expect-no-changes");
  assert.equal(await stored(world), before);
};

/** An up from a plan that a preview saved. */
async function planned(world: World, source?: string): Promise<void> {
  const plan = path.join(world.stack.backend, "plan.json");
  world.stack.env.PULUMI_EXPERIMENTAL = "true";
  if (source !== undefined) await world.stack.write(source);
  await world.stack.must("preview", "--save-plan", plan);
  await world.up(undefined, "--plan", plan);
}

const at = `schedule: "${inMinutes(120)}"`;

eventRows("never twice: an up that changes nothing writes nothing", [
  { event: "one broadcast", posts: 0, bothDoors: true, happens: writesNothing },
  { event: "20 broadcasts", posts: 0, given: manyBroadcasts(20), first: { sent: 40 }, happens: writesNothing },
  {
    event: "a scheduled one with a name of its own, and a ledger",
    posts: 0,
    ledger: true,
    given: program(withArgs(`announcement: "release-1", ${at}`)),
    first: { scheduled: 2 },
    happens: writesNothing,
    ends: { scheduled: 2 },
  },
  {
    event: "after an edit",
    posts: 2,
    happens: async (world) => {
      await world.up(program(saying("B")));
      await writesNothing(world);
    },
  },
  {
    event: "preview --save-plan and up --plan of a new broadcast",
    posts: 2,
    given: "",
    happens: (world) => planned(world, program()),
  },
  {
    event: "preview --save-plan and up --plan of an unchanged broadcast",
    posts: 0,
    happens: (world) => planned(world),
  },
]);
