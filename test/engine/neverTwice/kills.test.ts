import assert from "node:assert/strict";
import { program, saying, withArgs } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";
import { inMinutes } from "../../support/world";

const at = `schedule: "${inMinutes(120)}"`;
const scheduled = program(withArgs(at));
const edited = program(saying("B"));
const doubt = /news \(apple\) has been in doubt/;

eventRows("never twice: machines that go down", [
  {
    event: "down in the first posts, which the hub accepted: in doubt, not sent again",
    posts: 2,
    bothDoors: true,
    given: "",
    doubts: 2,
    happens: async (world) => {
      await world.killed(program());
      await world.fails(undefined, doubt);
    },
  },
  {
    event: "down in the posts of an edit: the preview warns, one run fails, later ones warn",
    posts: 2,
    doubts: 2,
    happens: async (world) => {
      await world.killed(edited);
      assert.match((await world.previews()).output, /warning: news \(apple.*has been in doubt since/);
      const first = await world.fails(undefined, doubt);
      assert.match(first.output, /news \(fcmv1\) has been in doubt/);
      const second = await world.up();
      assert.match(second.output, /warning: news \(apple.*has been in doubt since/);
    },
  },
  {
    event: "down in the posts of an edit, which a later run dates: in doubt since then",
    posts: 2,
    doubts: 2,
    happens: async (world) => {
      const began = Date.now();
      await world.killed(edited);
      const ended = Date.now();
      world.passTime(2 * 3600);
      const { output } = await world.fails(undefined, doubt);
      const since = [...output.matchAll(/in doubt since (\d{4}-\d\d-\d\dT[\d:.]+Z)/g)].map(([, iso]) =>
        Date.parse(iso!),
      );
      assert.ok(since.length > 0, output);
      for (const instant of since) assert.ok(instant >= began && instant <= ended, new Date(instant).toISOString());
    },
  },
  {
    event: "an edit to B goes down after B went out, and back to A: nothing, and B is said to be in doubt",
    posts: 2,
    doubts: 2,
    happens: async (world) => {
      await world.killed(edited);
      const { output } = await world.tries(program());
      assert.match(output, /in doubt/);
    },
  },
  {
    event: "scheduled on one hub, moved to another, down in its posts: in doubt, not scheduled again",
    posts: 2,
    given: scheduled,
    first: { scheduled: 2 },
    doubts: 2,
    happens: async (world) => {
      world.moveTo(await world.anotherHub());
      await world.killed(undefined);
      await world.fails(undefined, doubt);
    },
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event: "scheduled on one hub, moved to another, down in its posts, and moved back: in doubt, not scheduled again",
    posts: 2,
    given: scheduled,
    first: { scheduled: 2 },
    doubts: 2,
    happens: async (world) => {
      const first = world.hub;
      world.moveTo(await world.anotherHub());
      await world.killed(undefined);
      world.moveTo(first);
      await world.fails(undefined, doubt);
    },
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event: "scheduled A, an edit to B goes down in B's posts, and back to A: all is said to be in doubt",
    posts: 2,
    given: scheduled,
    first: { scheduled: 2 },
    doubts: 4,
    happens: async (world) => {
      await world.killed(program(saying("B", at)));
      const { output } = await world.fails(scheduled, doubt);
      assert.match(output, /was canceled or will still go out/);
    },
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event: "scheduled A, an edit to B goes down while A is canceled, and back to A: in doubt, not scheduled again",
    posts: 0,
    given: scheduled,
    first: { scheduled: 2 },
    doubts: 4,
    happens: async (world) => {
      await world.killed(program(saying("B", at)), { call: "cancel", count: 1 });
      await world.fails(scheduled, /was canceled or will still go out/);
    },
    ends: { scheduled: 1, canceled: 1 },
  },
  {
    event: "scheduled, the time moved, down while it is canceled, a person says it does not go out: scheduled anew",
    posts: 2,
    given: scheduled,
    first: { scheduled: 2 },
    happens: async (world) => {
      await world.killed(program(withArgs(`schedule: "${inMinutes(180)}"`)), { call: "cancel", count: 2 });
      await world.fails(undefined, doubt);
      await world.resolveAll("not-sent");
      await world.up();
    },
    ends: { scheduled: 2, canceled: 2 },
  },
  {
    event:
      "down in a request that may take 200 s: resolve refuses after 57 s, takes the word after 300 s, and it is posted",
    posts: 4,
    happens: async (world) => {
      world.stack.env.BROADCAST_TIMEOUT_SECONDS = "200";
      await world.killed(edited);
      const [first, second] = await world.doubts();
      world.passTime(57);
      const early = await world.command("resolve", first!, "not-sent");
      assert.equal(early.code, 1, early.output);
      assert.match(early.output, /may still be under way/);
      world.passTime(243);
      for (const key of [first!, second!]) {
        const { code, output } = await world.command("resolve", key, "not-sent");
        assert.equal(code, 0, output);
      }
      await world.up();
    },
  },
  {
    event: "the provider alone goes down in the posts of an edit: in doubt, not sent again",
    posts: 2,
    bothDoors: true,
    doubts: 2,
    happens: async (world) => {
      await world.killed(edited, { alone: "provider" });
      await world.fails(undefined, doubt);
    },
  },
]);
