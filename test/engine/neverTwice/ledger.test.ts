import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { program, saying, withArgs } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";
import { inMinutes } from "../../support/world";

const at = `schedule: "${inMinutes(120)}"`;
const edited = program(saying("B"));
const shared = program(withArgs(`announcement: "release-1"`));
const sharedSchedule = program(withArgs(`announcement: "release-1", ${at}`));
const doubt = /news \(apple\)( of "[^"]+")? has been in doubt/;

eventRows("never twice: ledgers that lose nothing", [
  {
    event: "down after the hub accepted; the stack renamed: in doubt",
    posts: 2,
    ledger: true,
    doubts: 2,
    happens: async (world) => {
      await world.killed(edited);
      await world.renameStack("renamed");
      await world.fails(undefined, doubt);
    },
  },
  {
    event: "down after the hub accepted; the hub moved: in doubt",
    posts: 2,
    ledger: true,
    doubts: 2,
    happens: async (world) => {
      await world.killed(edited);
      world.moveTo(await world.anotherHub());
      await world.fails(undefined, doubt);
    },
  },
  {
    event: "down after the hub accepted; the next machine's folder is empty: in doubt",
    posts: 2,
    ledger: true,
    doubts: 2,
    happens: async (world) => {
      const folder = world.stack.env.BROADCAST_LEDGER!.slice("file:".length);
      await world.killed(edited);
      for (const file of await readdir(folder)) await rm(path.join(folder, file), { recursive: true });
      await world.fails(undefined, doubt);
    },
  },
  {
    event: "A down after the hub accepted; a ledger added; edited to B; back to A: A in doubt",
    posts: 4,
    given: "",
    doubts: 2,
    happens: async (world) => {
      await world.killed(program());
      await world.newLedger();
      await world.tries(edited);
      await world.fails(program(), doubt);
    },
  },
  {
    event: "sent; the stack renamed; up; destroy; up",
    posts: 0,
    ledger: true,
    happens: async (world) => {
      await world.renameStack("renamed");
      await world.up();
      await world.stack.must("destroy");
      await world.up();
    },
  },
  {
    event: "sent; given an announcement; destroy; up",
    posts: 0,
    ledger: true,
    happens: async (world) => {
      await world.up(shared);
      await world.stack.must("destroy");
      await world.up();
    },
  },
  {
    event: "sent; the hub moved; up; destroy; up",
    posts: 0,
    ledger: true,
    happens: async (world) => {
      world.moveTo(await world.anotherHub());
      await world.up();
      await world.stack.must("destroy");
      await world.up();
    },
  },
  {
    event: "edited, and the checkpoint from before restored",
    posts: 2,
    ledger: true,
    happens: async (world) => {
      const older = await readFile(world.stack.stateFile, "utf8");
      await world.up(edited);
      await writeFile(world.stack.stateFile, older);
      await world.up();
    },
  },
]);

eventRows("never twice: stacks that share a ledger", [
  {
    event: "a second stack with the same announcement on one hub",
    posts: 0,
    ledger: true,
    given: shared,
    happens: async (world) => {
      await world.beginStack("second");
      await world.up();
    },
  },
  {
    event: "two stacks share a scheduled announcement; the second is destroyed: kept",
    posts: 0,
    ledger: true,
    given: sharedSchedule,
    first: { scheduled: 2 },
    happens: async (world) => {
      await world.beginStack("second");
      await world.up();
      await world.stack.must("destroy");
      world.selectStack("dev");
    },
    ends: { scheduled: 2 },
  },
  {
    event: "two stacks share a scheduled announcement; the second edits its text: the first's is kept",
    posts: 2,
    ledger: true,
    given: sharedSchedule,
    first: { scheduled: 2 },
    happens: async (world) => {
      await world.beginStack("second");
      await world.up();
      await world.up(program(saying("B", `announcement: "release-1", ${at}`)));
      world.selectStack("dev");
      await world.stack.write(sharedSchedule);
    },
    ends: { scheduled: 4 },
  },
  {
    event: "down after the hub accepted; a person says sent; up: a second stack is not in doubt",
    posts: 2,
    ledger: true,
    given: "",
    happens: async (world) => {
      await world.killed(shared);
      await world.resolveAll("sent");
      await world.up();
      await world.stack.must("config", "rm", "broadcast:resolve");
      await world.beginStack("second");
      const { output } = await world.up();
      assert.doesNotMatch(output, /in doubt/);
    },
  },
  {
    event: "an edit, and a second up after the lock of the first was taken away: they post once together",
    posts: 2,
    packageOnly: "a broadcast starts when its arguments are known there, and reads what the second up wrote",
    ledger: true,
    happens: async (world) => {
      const { stack } = world;
      const [ready, go] = ["ready", "go"].map((name) => path.join(stack.directory, name)) as [string, string];
      const exists = `require("fs").existsSync(${JSON.stringify(go)})`;
      const stackName = "organization/releases/dev";
      await stack.write(
        program(withArgs("message: deployed"), {
          before: `const waits = async () => { while (!process.env.AT_ONCE && !${exists}) await new Promise((done) => setTimeout(done, 50)); };
const deployed = waits().then(() => ({ title: "News", body: "B" }));`,
          // By then the broadcast has read what the stack remembers.
          after: `pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName: "${stackName}" }).then(() => require("fs").writeFileSync(${JSON.stringify(ready)}, ""));`,
        }),
      );
      const first = world.tries();
      while (!existsSync(ready)) await new Promise((done) => setTimeout(done, 20));
      await stack.must("cancel", "--yes");
      stack.env.AT_ONCE = "1";
      const second = await world.tries();
      assert.equal(second.code, 0, second.output);
      await writeFile(go, "");
      const { code, output } = await first;
      assert.equal(code, 0, output);
    },
  },
]);
