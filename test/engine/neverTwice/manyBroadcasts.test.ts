import assert from "node:assert/strict";
import { widestGate } from "../../../sdk/gate";
import { manyBroadcasts, program, programOf, saying } from "../../support/broadcastProgram";
import { eventRows, type Row } from "../../support/eventRows";
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
    if (flags.includes("--continue-on-error")) {
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
  refusedOnce(12, 9, "--parallel", "1"),
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
      await world.tries(program(), "--exclude", world.urn("Delivery"));
      assert.equal(world.accepted(), 0);
      if ((await world.doubts()).length > 0) await world.resolveAll("not-sent");
      await world.up();
    },
  },
]);

const classes = `
class One extends pulumi.ComponentResource { constructor(name, args) { super("my:app:One", name); new Broadcast("release", args, { parent: this }); } }
class Two extends pulumi.ComponentResource { constructor(name, args) { super("my:app:Two", name); new Broadcast("release", args, { parent: this }); } }`;
const twoKinds = (one: string, two: string) => programOf(classes, `new One("a", ${one});`, `new Two("b", ${two});`);

const bothPosted = (what: string, fields: string): Row => ({
  event: `equal names under two kinds of component, ${what}: all posted`,
  posts: 4,
  given: "",
  happens: (world) => world.up(twoKinds(saying("one", fields), saying("two", fields))),
});

eventRows("never twice: broadcasts of one name", [
  bothPosted("with other texts", ""),
  bothPosted("with announcements", `announcement: "release-1"`),
  bothPosted("under resend on-revision", `resend: "on-revision"`),
  {
    event: "equal names under two kinds of component, one added later: posted",
    posts: 2,
    given: programOf(classes, `new One("a", ${saying("one")});`),
    happens: (world) => world.up(twoKinds(saying("one"), saying("two"))),
  },
  {
    event: "equal names under two kinds of component, on two hubs: all posted",
    posts: 4,
    given: "",
    happens: async (world) => {
      const other = await world.anotherHub();
      world.stack.env.OTHER_CONNECTION = other.emulator.connectionStrings.send;
      const hub = (name: string, key: string) =>
        `hub: pulumi.secret({ connectionString: process.env.${key}, hub: "${name}" })`;
      await world.up(
        twoKinds(saying("one", hub("hub", "HUB_CONNECTION")), saying("two", hub("other", "OTHER_CONNECTION"))),
      );
      assert.deepEqual([world.hub.state().sent, other.state().sent], [2, 2]);
    },
  },
]);
