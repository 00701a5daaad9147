import assert from "node:assert/strict";
import { program } from "./broadcastProgram";
import { ahead } from "./lanes";
import type { HubState } from "./testHub";
import { World } from "./world";

/** One event in the life of a stack with broadcasts, and what the hubs hold by it. */
export interface Row {
  event: string;
  /** Posts that the hubs accept by the event. */
  posts: number;
  /** The program that was deployed before the event; an empty text leaves the stack empty. @default one broadcast to two platforms */
  given?: string;
  /** What the hub holds before the event. @default two sent, nothing when the stack is empty */
  first?: Partial<HubState>;
  /** The stack has a ledger: a folder of its own. */
  ledger?: true;
  happens(world: World): Promise<unknown>;
  /** What the hubs hold in the end, canceled sends among them. @default everything accepted was sent */
  ends?: Partial<HubState>;
  /** How many posts are in doubt in the end. @default none */
  doubts?: number;
  /** Posts of one more ordinary up afterwards. @default none */
  later?: number;
}

const nothing: HubState = { sent: 0, scheduled: 0, canceled: 0 };

/** Plays a row: what counts is what the hubs hold, and that the state says nothing else. */
async function play(row: Row): Promise<void> {
  const world = await World.open(row.given ?? program());
  try {
    if (row.ledger) await world.newLedger();
    const first: HubState = { ...nothing, ...(row.first ?? (row.given === "" ? {} : { sent: 2 })) };
    if (row.given !== "") await world.up();
    assert.deepEqual(world.state(), first, "what the hub holds before the event");
    const before = world.accepted();

    await row.happens(world);
    assert.equal(world.accepted() - before, row.posts, "posts by the event");

    const later = row.later ?? 0;
    if ((await world.resources()).length > 0) {
      await world.tries();
      assert.equal(world.accepted() - before, row.posts + later, "posts with one more up");
    }
    const ends = { ...nothing, ...(row.ends ?? { ...first, sent: first.sent + row.posts + later }) };
    assert.deepEqual(world.state(), ends, "what the hubs hold in the end");
    assert.deepEqual(await world.untruths(), []);
    const doubts = await world.doubts();
    assert.equal(doubts.length, row.doubts ?? 0, `in doubt: ${doubts.join(", ")}`);
  } finally {
    await world.close();
  }
}

/** A table of events, one test for each. */
export function eventRows(title: string, table: readonly Row[]): void {
  describe(title, () => {
    for (const row of table)
      it(
        `${row.event}: ${row.posts}${row.doubts ? `, ${row.doubts} in doubt` : ""}`,
        ahead(() => play(row)),
      );
  });
}
