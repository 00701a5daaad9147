import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { base, program, saying, withArgs } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";

const edited = program(saying("B"));

eventRows("never twice: what happens to stacks and resources", [
  {
    event: "the SAS key is rotated",
    posts: 0,
    happens: async (world) => {
      world.stack.env.NOTIFICATIONHUBS_CONNECTION_STRING = world.hub.emulator.rotateKeys().send;
      await world.up();
    },
  },
  {
    event: "the SAS key of the hub argument is rotated: an update, no post",
    posts: 0,
    given: program(withArgs(`hub: pulumi.secret({ connectionString: process.env.HUB_CONNECTION, hub: "hub" })`)),
    happens: async (world) => {
      world.stack.env.HUB_CONNECTION = world.hub.emulator.rotateKeys().send;
      const { operations } = await world.up();
      assert.equal(operations.update, 1);
    },
  },
  {
    event: "the hub moved: nothing, and the plan says so",
    posts: 0,
    happens: async (world) => {
      world.moveTo(await world.anotherHub());
      const { output } = await world.previews();
      assert.match(
        output,
        /news \(apple, fcmv1\): sent on .*: the changed schedule or hub posts nothing; raise revision/,
      );
      await world.up();
    },
  },
  {
    event: "renamed with an alias",
    posts: 0,
    happens: (world) => world.up(program(base, { name: "news2", opts: `{ aliases: [{ name: "news" }] }` })),
  },
  {
    event: "renamed without an alias: nothing, and the plan says so",
    posts: 0,
    bothDoors: true,
    happens: async (world) => {
      const { output } = await world.previews(program(base, { name: "news2" }));
      assert.match(output, /news2 \(apple, fcmv1\): same content as news, sent on .*: posts nothing; set announcement/);
      await world.up();
    },
  },
  {
    event: "moved under a component",
    posts: 0,
    happens: (world) =>
      world.up(
        program(base, {
          before: `const parent = new pulumi.ComponentResource("my:app:App", "app");`,
          opts: `{ parent }`,
        }),
      ),
  },
  {
    event: "a name with ::, and an unchanged up",
    posts: 0,
    given: program(base, { name: "news::of::today 📣" }),
    happens: (world) => world.up(undefined, "--expect-no-changes"),
  },
  {
    event: "--replace of both resources",
    posts: 0,
    happens: (world) => world.up(undefined, "--replace", world.urn("Announcement"), "--replace", world.urn("Delivery")),
  },
  {
    event: "taint",
    posts: 0,
    happens: async (world) => {
      await world.stack.must("state", "taint", world.urn("Delivery"));
      await world.stack.must("state", "taint", world.urn("Announcement"));
      await world.up();
    },
  },
  {
    event: "state delete of the Delivery: in doubt, not sent",
    posts: 0,
    doubts: 2,
    happens: async (world) => {
      await world.stack.must("state", "delete", world.urn("Delivery"), "--yes");
      await world.fails(undefined, /news \(apple\) is in doubt/);
    },
  },
  {
    event: "refresh, and up --refresh",
    posts: 0,
    happens: async (world) => {
      await world.stack.must("refresh");
      await world.up(undefined, "--refresh");
    },
  },
  {
    event: "state exported and imported",
    posts: 0,
    happens: async (world) => {
      const file = path.join(world.stack.backend, "exported.json");
      await world.stack.must("stack", "export", "--show-secrets", "--file", file);
      await world.stack.must("stack", "import", "--file", file);
      await world.up();
    },
  },
  {
    event: "the stack renamed",
    posts: 0,
    happens: async (world) => {
      await world.renameStack("renamed");
      await world.up();
    },
  },
  {
    event: "destroy and up: a new stack announces again",
    posts: 2,
    happens: async (world) => {
      await world.stack.must("destroy");
      await world.up();
    },
  },
  {
    event: "removed from the program and declared anew: announced again",
    posts: 2,
    happens: async (world) => {
      await world.up("");
      await world.up(program());
    },
  },
  {
    event: "edited, and the checkpoint from before restored: without a ledger the edit is posted again",
    posts: 4,
    happens: async (world) => {
      const older = await readFile(world.stack.stateFile, "utf8");
      await world.up(edited);
      await writeFile(world.stack.stateFile, older);
      await world.up();
    },
  },
  {
    event: "up --plan of an edit",
    posts: 2,
    happens: async (world) => {
      const plan = path.join(world.stack.backend, "plan.json");
      world.stack.env.PULUMI_EXPERIMENTAL = "true";
      await world.stack.write(edited);
      await world.stack.must("preview", "--save-plan", plan);
      await world.up(undefined, "--plan", plan);
    },
  },
]);
