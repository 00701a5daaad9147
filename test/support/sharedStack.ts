import assert from "node:assert/strict";
import { programOf } from "./broadcastProgram";
import { ahead } from "./lanes";
import { type AcceptedSend, type HubState, stateOf } from "./testHub";
import { World } from "./world";

/** What a program says of a broadcast: its arguments as JavaScript, in which the tag `"t"` stands for one of its own. */
export type Said = string | { args: string; name?: string; opts?: string };

/** A broadcast among others of one program, which changes what it says from up to up, and what the hubs hold by it. */
export interface Change {
  event: string;
  /** What the program says of it in each up; `undefined` is nothing. What comes last stays. */
  says: (Said | undefined)[];
  /** How many of its posts the hubs have accepted after each of these ups. */
  accepted: number[];
  /** What the hubs hold of it in the end. @default everything accepted was sent */
  ends?: Partial<HubState>;
  /** What the preview of the last of these ups says of it. */
  plan?: RegExp;
  /** Arguments of the last of these ups. */
  flags?: string[];
  /** What a person does before the last of these ups. */
  first?(world: World): Promise<unknown>;
}

/** What happens to the whole stack after that, by which nothing is posted or canceled. */
export interface Afterwards {
  event: string;
  happens(world: World): Promise<unknown>;
}

interface Played {
  /** What the hubs had accepted after each up. */
  accepted: AcceptedSend[][];
  /** The preview of each up. */
  previews: string[];
  /** What the state says and the hubs know otherwise, and what is in doubt. */
  wrong: string[];
  ends: AcceptedSend[];
  /** What went wrong afterwards. */
  failures: Map<Afterwards, unknown>;
}

/** Events that have nothing to do with each other, in one stack: each has a broadcast of its own, which its tag tells at the hubs. */
export function sharedStack(
  title: string,
  table: readonly Change[],
  { before = "", afterwards = [] }: { before?: string; afterwards?: readonly Afterwards[] } = {},
): void {
  const tagOf = (change: Change): string => `row${table.indexOf(change)}`;

  /** The program of an up. */
  const programAt = (up: number): string =>
    programOf(
      before,
      ...table.map((change) => {
        const said = change.says[Math.min(up, change.says.length - 1)];
        if (said === undefined) return "";
        const { args, name = tagOf(change), opts = "{}" } = typeof said === "string" ? { args: said } : said;
        const own = args.replaceAll('"t"', JSON.stringify(tagOf(change)));
        return `new Broadcast(${JSON.stringify(name)}, ${own}, ${opts});`;
      }),
    );

  const play = ahead(async (): Promise<Played> => {
    const world = await World.open("");
    world.stack.env.OTHER_CONNECTION = (await world.anotherHub()).emulator.connectionStrings.full;
    try {
      const played: Played = { accepted: [], previews: [], wrong: [], ends: [], failures: new Map() };
      const ups = Math.max(...table.map(({ says }) => says.length));
      for (let up = 0; up < ups; up++) {
        const now = table.filter(({ says }) => says.length === up + 1);
        await world.stack.write(programAt(up));
        for (const { first } of now) await first?.(world);
        played.previews.push(now.some(({ plan }) => plan) ? (await world.previews()).output : "");
        await world.up(undefined, ...now.flatMap(({ flags = [] }) => flags));
        played.accepted.push(world.sends());
      }
      await world.up(undefined, "--expect-no-changes");
      played.ends = world.sends();
      played.wrong = [...(await world.untruths()), ...(await world.doubts()).map((doubt) => `${doubt} is in doubt`)];
      for (const each of afterwards) {
        try {
          await each.happens(world);
          assert.deepEqual(world.state(), stateOf(played.ends), "what the hubs hold");
        } catch (error) {
          played.failures.set(each, error);
        }
      }
      return played;
    } finally {
      await world.close();
    }
  });

  describe(title, () => {
    for (const change of table) {
      const { event, accepted, ends, plan } = change;
      it(`${event}: ${accepted.join(", then ")}`, async () => {
        const played = await play();
        const own = (sends: AcceptedSend[]) =>
          sends.filter(({ tags = "" }) => new RegExp(`\\b${tagOf(change)}\\b`).test(tags));
        if (plan) assert.match(played.previews[accepted.length - 1]!, plan);
        assert.deepEqual(
          played.accepted.slice(0, accepted.length).map((sends) => own(sends).length),
          accepted,
          "posts after each up",
        );
        const none = { sent: 0, scheduled: 0, canceled: 0 };
        const expected = ends ?? { sent: accepted.at(-1)! };
        assert.deepEqual(stateOf(own(played.ends)), { ...none, ...expected }, "what the hubs hold in the end");
      });
    }
    it("the state says what the hubs hold, and nothing is in doubt", async () => {
      assert.deepEqual((await play()).wrong, []);
    });
    for (const each of afterwards) {
      it(`${each.event}: nothing more`, async () => {
        const { failures } = await play();
        if (failures.has(each)) throw failures.get(each);
      });
    }
  });
}
