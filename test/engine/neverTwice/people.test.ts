import assert from "node:assert/strict";
import { program, saying, withArgs } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";
import { inMinutes } from "../../support/world";

const at = `schedule: "${inMinutes(120)}"`;
const edited = program(saying("B"));
const doubt = /news \(apple\) is in doubt/;
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
    event: "not-sent, but an edit in the same run: only the edit is posted",
    posts: 4,
    happens: async (world) => {
      await world.killed(edited);
      await world.resolveAll("not-sent");
      silent(await world.up(program(saying("C"))));
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
    event: "edited away at once, then resolved as sent: no warning any more, and going back posts nothing",
    posts: 4,
    happens: async (world) => {
      await world.killed(edited);
      await world.tries(program(saying("C")));
      await world.resolveAll("sent");
      silent(await world.up());
      silent(await world.up(edited));
    },
  },
  {
    event: "a scheduled one, sent: it is known as scheduled",
    posts: 2,
    given: "",
    happens: async (world) => {
      await world.killed(program(withArgs(at)));
      await world.resolveAll("sent");
      silent(await world.up());
    },
    ends: { scheduled: 2 },
  },
  {
    event: "onInDoubt: send-again: posted again without a question",
    posts: 4,
    given: program(withArgs(`onInDoubt: "send-again"`)),
    happens: async (world) => {
      await world.killed(program(saying("B", `onInDoubt: "send-again"`)));
      silent(await world.up());
    },
  },
  {
    event: "onInDoubt: send-again with sends off: nothing until they are on",
    posts: 4,
    given: program(withArgs(`onInDoubt: "send-again"`)),
    happens: async (world) => {
      await world.killed(program(saying("B", `onInDoubt: "send-again"`)));
      await world.stack.must("config", "set", "broadcast:send", "off");
      await world.tries();
      assert.equal(world.accepted(), 4);
      await world.stack.must("config", "rm", "broadcast:send");
      await world.up();
    },
  },
  {
    event: "a raised revision announces again, and the doubt stays until it is resolved",
    posts: 4,
    doubts: 2,
    happens: async (world) => {
      await world.killed(edited);
      await world.tries(program(saying("B", "revision: 2")));
      const { output } = await world.up();
      assert.match(output, /warning: news.*in doubt/);
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
