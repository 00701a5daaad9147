import assert from "node:assert/strict";
import { widestGate } from "../../../sdk/gate";
import { manyBroadcasts, program, saying, urn } from "../../support/broadcastProgram";
import { eventRows, type Row } from "../../support/eventRows";
import { type Change, sharedStack } from "../../support/sharedStack";
import type { World } from "../../support/world";

/** Ups until one succeeds, at most three in all with those that came before. */
async function greenWithin(world: World, ups: number, ...flags: string[]): Promise<void> {
  const outputs: string[] = [];
  for (let run = 0; run < ups; run++) {
    const { code, output } = await world.tries(undefined, ...flags);
    if (code === 0) return;
    outputs.push(output);
  }
  assert.fail(`still red after ${ups} ups:\n${outputs.at(-1)}`);
}

/** Everything that is not in doubt has been posted, and at most three posts are in doubt. */
async function fewDoubts(world: World, posts: number, most = 3): Promise<void> {
  const doubts = await world.doubts();
  assert.ok(doubts.length <= most, `${doubts.length} in doubt`);
  // A post in doubt may have reached the hub or not.
  assert.ok(
    world.accepted() >= posts - doubts.length,
    `${world.accepted()} of ${posts} posted, ${doubts.length} in doubt`,
  );
  await world.resolveAll("not-sent");
  await world.up();
}

const wrongKey = (count: number): Row => ({
  event: `${count} broadcasts with a wrong key, then the right one: everything by the next up`,
  posts: 2 * count,
  given: "",
  happens: async (world) => {
    const right = world.stack.env.NOTIFICATIONHUBS_CONNECTION_STRING!;
    const key = `SharedAccessKey=${Buffer.alloc(32).toString("base64")}`;
    world.stack.env.NOTIFICATIONHUBS_CONNECTION_STRING = right.replace(/SharedAccessKey=[^;]+/, key);
    await world.fails(manyBroadcasts(count), /not sent/);
    world.stack.env.NOTIFICATIONHUBS_CONNECTION_STRING = right;
    await world.up();
  },
});

const refusedOnce = (count: number, at: number, ...flags: string[]): Row => ({
  event: `${count} broadcasts with one 403 at post ${at + 1}${flags.length > 0 ? `, ${flags.join(" ")}` : ""}: all by the third up`,
  posts: 2 * count,
  given: "",
  happens: async (world) => {
    world.hub.intercept(({ call, index }) => (call === "post" && index === at ? { status: 403 } : undefined));
    await world.fails(manyBroadcasts(count), /not sent/, ...flags);
    // The engine ends a run when a component of a plugin fails.
    if (flags.includes("--continue-on-error") && world.stack.door === "package") {
      // What had entered the gate beside the one that failed is not armed, and waits for the next up.
      assert.ok(world.accepted() >= 2 * (count - widestGate), `${world.accepted()} posts`);
    }
    await greenWithin(world, 2, ...flags);
    await fewDoubts(world, 2 * count);
  },
});

/** Programs of many broadcasts meet the limit of their namespace first. */
const throttled = (broadcasts: number, requests: number): Row => ({
  event: `${broadcasts} broadcasts with 429 for the first ${requests} requests: all by the third up`,
  posts: 2 * broadcasts,
  given: "",
  happens: async (world) => {
    const reply = { status: 429, retryAfter: 0.1 };
    world.hub.intercept(({ call, index }) => (call === "post" && index < requests ? reply : undefined));
    await world.stack.write(manyBroadcasts(broadcasts));
    await greenWithin(world, 3);
  },
});

eventRows("never twice: many broadcasts", [
  wrongKey(3),
  wrongKey(6),
  wrongKey(15),
  refusedOnce(30, 0),
  refusedOnce(30, 27),
  refusedOnce(30, 57),
  { ...refusedOnce(12, 9, "--parallel", "1"), bothDoors: true },
  refusedOnce(30, 27, "--continue-on-error"),
  {
    event: "30 broadcasts with Ctrl-C: all by the third up",
    posts: 60,
    given: "",
    happens: async (world) => {
      await world.interrupted(manyBroadcasts(30), 20);
      await greenWithin(world, 2);
      // What is inside the gate when the engine stops: two posts of each broadcast.
      await fewDoubts(world, 60, 2 * widestGate);
    },
  },
  throttled(20, 10),
  throttled(200, 60),
  {
    event: "--exclude of the Delivery: in doubt, and posted when a person says that it was not sent",
    posts: 2,
    given: "",
    happens: async (world) => {
      await world.tries(program(), "--exclude", urn("Delivery"));
      assert.equal(world.accepted(), 0);
      if ((await world.doubts()).length > 0) await world.resolveAll("not-sent");
      await world.up();
    },
  },
]);

/** Each broadcast is called "release", and only the component around it tells which one it is. */
const within = (kind: string) => ({ name: "release", opts: `{ parent: ${kind} }` });
const kinds = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"];
const namedAlike = (event: string, kind: string, ...says: (string | undefined)[]): Change => ({
  event: `equal names under several kinds of component, ${event}: posted`,
  says: says.map((args) => args && { args, ...within(kind) }),
  accepted: says.map((args) => (args ? 2 : 0)),
});

sharedStack(
  "never twice: broadcasts of one name",
  [
    namedAlike("with one text", "One", saying("one")),
    namedAlike("with another text", "Two", saying("two")),
    namedAlike("with an announcement", "Three", saying("one", `announcement: "release-1"`)),
    namedAlike("with the same announcement and another text", "Four", saying("two", `announcement: "release-1"`)),
    namedAlike("under resend on-revision", "Five", saying("one", `resend: "on-revision"`)),
    namedAlike("under resend on-revision with another text", "Six", saying("two", `resend: "on-revision"`)),
    namedAlike("on another hub", "Seven", saying("two", "hub: other")),
    namedAlike("added later", "Eight", undefined, saying("eight")),
  ],
  {
    before: `const [${kinds}] = ${JSON.stringify(kinds)}.map((kind) => new pulumi.ComponentResource("my:app:" + kind, kind));
const other = pulumi.secret({ connectionString: process.env.OTHER_CONNECTION, hub: "other" });`,
  },
);
