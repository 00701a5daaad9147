import assert from "node:assert/strict";
import { program, saying } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";
import { inMinutes } from "../../support/world";

const _at = `schedule: "${inMinutes(120)}"`;
const edited = program(saying("B"));
const doubt = /news \(apple\) has been in doubt/;
const silent = ({ output }: { output: string }) => assert.doesNotMatch(output, /in doubt/);

eventRows("never twice: what people say of a doubt", [
  {
    event: "sent: recorded by a run that does not warn",
    posts: 2,
    happens: async (world) => {
      await world.killed(edited);
      await world.fails(undefined, doubt);
      await world.resolveAll("sent");
      silent(await world.previews());
      silent(await world.up());
      silent(await world.up(undefined, "--expect-no-changes"));
    },
  },
  {
    event: "not-sent, though the hub had it: posted again by a run that does not warn",
    posts: 4,
    happens: async (world) => {
      await world.killed(edited);
      await world.resolveAll("not-sent");
      silent(await world.up());
      silent(await world.up(undefined, "--expect-no-changes"));
    },
  },
  {
    event: "edited away after a failed run, then resolved as sent: no warning any more",
    posts: 4,
    happens: async (world) => {
      await world.killed(edited);
      await world.fails(undefined, doubt);
      const { output } = await world.tries(program(saying("C")));
      assert.match(output, /in doubt/);
      await world.resolveAll("sent");
      silent(await world.up());
      silent(await world.up(undefined, "--expect-no-changes"));
    },
  },
  {
    event: "pulumi-broadcast resolve --all sent, and status before and after",
    posts: 2,
    happens: async (world) => {
      world.stack.env.BROADCAST_TIMEOUT_SECONDS = "2";
      await world.killed(edited);
      world.passTime(120);
      const before = await world.command("status");
      assert.equal(before.code, 1, before.output);
      assert.match(before.output, /news/);
      const resolved = await world.command("resolve", "--all", "sent");
      assert.equal(resolved.code, 0, resolved.output);
      silent(await world.up());
      const after = await world.command("status");
      assert.equal(after.code, 0, after.output);
    },
  },
  {
    event: "pulumi-broadcast resolve by the broadcast's name: not-sent is posted",
    posts: 4,
    happens: async (world) => {
      world.stack.env.BROADCAST_TIMEOUT_SECONDS = "2";
      await world.killed(edited);
      world.passTime(120);
      const resolved = await world.command("resolve", "news", "not-sent");
      assert.equal(resolved.code, 0, resolved.output);
      silent(await world.up());
    },
  },
]);
