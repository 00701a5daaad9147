import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { base, program, saying, urn, withArgs } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";
import { sharedStack } from "../../support/sharedStack";

const edited = program(saying("B"));

sharedStack(
  "never twice: resources that move, and what happens to their stack",
  [
    {
      event: "renamed with an alias",
      says: [
        { args: base, name: "earlier" },
        { args: base, name: "later", opts: `{ aliases: [{ name: "earlier" }] }` },
      ],
      accepted: [2, 2],
    },
    {
      event: "renamed without an alias: nothing, and the plan says so",
      says: [
        { args: base, name: "old" },
        { args: base, name: "new" },
      ],
      accepted: [2, 2],
      plan: /new \(apple, fcmv1\): same content as old, sent on .*: posts nothing; set announcement/,
    },
    {
      event: "moved under a component",
      says: [
        { args: base, name: "moved" },
        { args: base, name: "moved", opts: "{ parent }" },
      ],
      accepted: [2, 2],
    },
    {
      event: "moved to another hub: nothing, and the plan says so",
      says: ["one", "other"].map((hub) => ({ args: withArgs(`hub: ${hub}`), name: "abroad" })),
      accepted: [2, 2],
      plan: /abroad \(apple, fcmv1\): sent on .*: the changed schedule or hub posts nothing; raise revision/,
    },
    {
      event: "a name with ::",
      says: [{ args: base, name: "news::of::today 📣" }],
      accepted: [2],
    },
    {
      event: "--replace of both resources",
      says: [1, 2].map(() => ({ args: base, name: "replaced" })),
      flags: (["Announcement", "Delivery"] as const).flatMap((kind) => ["--replace", urn(kind, "replaced")]),
      accepted: [2, 2],
    },
    {
      event: "taint of both resources",
      says: [1, 2].map(() => ({ args: base, name: "tainted" })),
      first: async ({ stack }) => {
        for (const kind of ["Delivery", "Announcement"] as const)
          await stack.must("state", "taint", urn(kind, "tainted"));
      },
      accepted: [2, 2],
    },
  ],
  {
    before: `const parent = new pulumi.ComponentResource("my:app:App", "app");
const [one, other] = [["hub", process.env.NOTIFICATIONHUBS_CONNECTION_STRING], ["other", process.env.OTHER_CONNECTION]]
  .map(([hub, connectionString]) => pulumi.secret({ connectionString, hub }));`,
    afterwards: [
      {
        event: "the stack's hub moved",
        happens: async (world) => {
          world.moveTo(await world.anotherHub());
          await world.up();
        },
      },
      {
        event: "the SAS key is rotated, in the environment and in an argument",
        happens: async (world) => {
          world.stack.env.NOTIFICATIONHUBS_CONNECTION_STRING = world.hub.emulator.rotateKeys().send;
          world.stack.env.OTHER_CONNECTION = world.hubs[1]!.emulator.rotateKeys().send;
          const { operations } = await world.up();
          // Of what one broadcast names itself.
          assert.equal(operations.update, 1);
        },
      },
      {
        event: "refresh, and up --refresh",
        happens: async (world) => {
          await world.stack.must("refresh");
          await world.up(undefined, "--refresh");
        },
      },
      {
        event: "state exported and imported",
        happens: async (world) => {
          const file = path.join(world.stack.backend, "exported.json");
          await world.stack.must("stack", "export", "--show-secrets", "--file", file);
          await world.stack.must("stack", "import", "--file", file);
          await world.up();
        },
      },
      {
        event: "the stack renamed",
        happens: async (world) => {
          await world.renameStack("renamed");
          await world.up();
        },
      },
    ],
  },
);

eventRows("never twice: what happens to stacks and resources", [
  {
    event: "state delete of the Delivery: in doubt, not sent",
    posts: 0,
    doubts: 2,
    happens: async (world) => {
      await world.stack.must("state", "delete", urn("Delivery"), "--yes");
      await world.fails(undefined, /news \(apple\) has been in doubt/);
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
