import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { base, program, saying, urn, withArgs } from "../../support/broadcastProgram";
import { packageRoot } from "../../support/engine";
import { eventRows } from "../../support/eventRows";
import type { World } from "../../support/world";

const edited = program(saying("B"));
const dependent = `new Broadcast("dependent", { template: { status: news.status }, audience: { everyone: true }, announcement: "dependent" });`;

eventRows("never twice: edits", [
  {
    event: "key order and white space of declared JSON",
    posts: 0,
    given: program(
      `{ payloads: { apple: '{"aps":{"alert":"A","badge":1}}', fcmv1: { message: { data: { a: "1", b: "2" } } } }, audience: { tags: ["t", "u"] } }`,
    ),
    happens: (world) =>
      world.up(
        program(
          `{ audience: { tags: new Set(["u", "t"]) }, payloads: { fcmv1: { message: { data: { b: "2", a: "1" } } }, apple: '{ "aps": { "badge": 1, "alert": "A" } }' } }`,
        ),
      ),
  },
  {
    event: "a platform added",
    posts: 1,
    happens: (world) => world.up(program(withArgs(`platforms: ["apple", "fcmv1", "windows"]`))),
  },
  {
    event: "a platform removed",
    posts: 0,
    happens: (world) => world.up(program(withArgs(`platforms: ["apple"]`))),
  },
  { event: "the revision raised", posts: 2, happens: (world) => world.up(program(withArgs("revision: 2"))) },
  {
    event: "the package upgraded, with another renderer: nothing; a platform added then: one post, by the new renderer",
    posts: 1,
    happens: async (world) => {
      await upgradedRenderer(world);
      await world.up(undefined, "--expect-no-changes");
      assert.equal(world.accepted(), 2);
      await world.up(program(withArgs(`platforms: ["apple", "fcmv1", "windows"]`)));
      assert.match(world.hub.sends().at(-1)!.body, /NEWS/);
    },
  },
  {
    event: "the override of one platform edited",
    posts: 1,
    happens: (world) =>
      world.up(
        program(
          withArgs(
            `message: { title: "News", body: "A", overrides: { apple: { payload: { aps: { sound: "bell" } } } } }`,
          ),
        ),
      ),
  },
  {
    event: "the text edited: the plan shows the old one beside the new one",
    posts: 2,
    happens: async (world) => {
      const { output } = await world.previews(edited);
      assert.match(output, /posts, and replaces the notification sent on [\s\S]*\n +│ News\n +- A\n +\+ B\n/);
      await world.up(edited);
    },
  },
  {
    event: "A, then B, then A again: nothing, and the plan says so",
    posts: 2,
    happens: async (world) => {
      await world.up(edited);
      const { output } = await world.previews(program());
      assert.match(output, /news \(apple, fcmv1\): went back to what was sent on .*: posts nothing; raise revision/);
      await world.up();
    },
  },
  {
    event: "an edit under resend on-revision, then a raised revision",
    posts: 2,
    given: program(withArgs(`resend: "on-revision"`)),
    happens: async (world) => {
      await world.up(program(saying("B", `resend: "on-revision"`)));
      assert.equal(world.accepted(), 2, "the edit alone posts nothing");
      await world.up(program(saying("B", `resend: "on-revision", revision: 2`)));
    },
  },
  {
    event: "announcement x, then y",
    posts: 2,
    given: program(withArgs(`announcement: "x"`)),
    happens: (world) => world.up(program(withArgs(`announcement: "y"`))),
  },
  {
    event: "announcement x, then y, under resend on-revision",
    posts: 2,
    given: program(withArgs(`announcement: "x", resend: "on-revision"`)),
    happens: (world) => world.up(program(withArgs(`announcement: "y", resend: "on-revision"`))),
  },
  {
    event: "announcement r1, then r2 with another text, under resend on-revision",
    posts: 2,
    given: program(withArgs(`announcement: "r1", resend: "on-revision"`)),
    happens: (world) => world.up(program(saying("B", `announcement: "r2", resend: "on-revision"`))),
  },
  {
    event: "given an announcement after it was sent: still the same one",
    posts: 0,
    happens: (world) => world.up(program(withArgs(`announcement: "news-of-today"`))),
  },
  {
    event: "test on, then off: the test send, then one post per platform",
    posts: 2,
    given: program(withArgs(`test: true`)),
    happens: (world) => world.up(program()),
  },
  {
    event: `ignoreChanges: ["message"] with an edit`,
    posts: 0,
    happens: (world) => world.up(program(saying("B"), { opts: `{ ignoreChanges: ["message"] }` })),
  },
  {
    event: "notAfter passed: nothing, and the plan says so",
    posts: 0,
    given: "",
    happens: async (world) => {
      const { output } = await world.previews(program(withArgs(`notAfter: "2020-01-01T00:00:00Z"`)));
      assert.match(
        output,
        /news \(apple, fcmv1\): posts nothing, because notAfter \(2020-01-01T00:00:00Z\) has passed/,
      );
      await world.up();
    },
  },
  {
    event: "send: off, which the plan says, then live",
    posts: 2,
    given: "",
    happens: async (world) => {
      await world.stack.must("config", "set", "broadcast:send", "off");
      assert.match(
        (await world.previews(program())).output,
        /news \(apple, fcmv1\): posts nothing, because sends are off/,
      );
      await world.up();
      assert.equal(world.accepted(), 0);
      await world.stack.must("config", "rm", "broadcast:send");
      await world.up();
    },
  },
  {
    event: "the same content declared twice in one program: an error that asks for an announcement",
    posts: 0,
    happens: async (world) => {
      await world.fails(
        program(base, { after: `new Broadcast("again", ${base});` }),
        /announcement: must be set, because broadcast "(news|again)" of this program says the same/,
      );
      await world.stack.write(program());
    },
  },
  {
    event: "a second one with an announcement of its own",
    posts: 2,
    happens: (world) =>
      world.up(program(base, { after: `new Broadcast("again", ${withArgs(`announcement: "again"`)});` })),
  },
  {
    event: "two broadcasts whose texts are swapped",
    posts: 0,
    given: program(base, { after: `new Broadcast("other", ${saying("B")});` }),
    first: { sent: 4 },
    happens: (world) => world.up(program(saying("B"), { after: `new Broadcast("other", ${base});` })),
  },
  {
    event: "adopt records, posts nothing and says so",
    posts: 0,
    given: "",
    happens: async (world) => {
      const { output } = await world.previews(program(withArgs(`adopt: { notificationId: "some-id" }`)));
      assert.match(output, /news \(apple, fcmv1\): records notification some-id and posts nothing/);
      await world.up();
    },
  },
  {
    event: "an edit that is refused before the arm: nothing; corrected: one post per platform",
    posts: 2,
    happens: async (world) => {
      await world.fails(program(saying("")), /message\.body: is empty/);
      assert.equal(world.accepted(), 2);
      await world.up(edited);
    },
  },
  {
    event: "PULUMI_SKIP_CHECKPOINTS with an edit: refused",
    posts: 0,
    later: 2,
    happens: async (world) => {
      Object.assign(world.stack.env, { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" });
      await world.fails(edited, /PULUMI_SKIP_CHECKPOINTS/);
      delete world.stack.env.PULUMI_SKIP_CHECKPOINTS;
    },
  },
  {
    event: "an edit, with a resource that depends on the status: only the broadcast previews as changed",
    posts: 2,
    given: program(base, { after: dependent }),
    first: { sent: 3 },
    happens: async (world) => {
      const { operations } = await world.previews(program(saying("B"), { after: dependent }));
      assert.deepEqual([operations.update, operations.create], [2, 0]);
      await world.up();
    },
  },
  {
    event: "an error hook that asks for more tries of an edit with a lost reply: in doubt, not repeated",
    posts: 1,
    doubts: 1,
    happens: async (world) => {
      world.hub.emulator.fault({ match: { format: "fcmv1" }, fault: "500", times: 1 });
      const before = `let tries = 0; const again = new pulumi.ErrorHook("again", () => ++tries < 5);`;
      const { code } = await world.tries(program(saying("B"), { before, opts: `{ hooks: { onError: [again] } }` }));
      assert.notEqual(code, 0);
    },
  },
  {
    event: `replaceOnChanges: ["*"] after one of two platforms was refused: one post each`,
    posts: 2,
    given: program(base, { opts: `{ replaceOnChanges: ["*"] }` }),
    happens: async (world) => {
      world.hub.emulator.fault({ match: { format: "fcmv1" }, fault: "403", times: 1 });
      await world.fails(program(saying("B"), { opts: `{ replaceOnChanges: ["*"] }` }), /news \(fcmv1\): not sent/);
      assert.equal(world.accepted(), 3);
      await world.up();
    },
  },
  {
    event:
      "a --replace with an edit that is refused for one platform, renamed, and the state repaired: in doubt, not sent",
    posts: 1,
    doubts: 1,
    happens: async (world) => {
      world.hub.emulator.fault({ match: { format: "fcmv1" }, fault: "403", times: 1 });
      await world.fails(edited, /news \(fcmv1\): not sent/, "--replace", urn("Announcement"));
      // The engine of today stumbles over the replaced Announcement that it has not deleted yet, after the new one is armed.
      const renamed = program(saying("B"), { name: "news2", opts: `{ aliases: [{ name: "news" }] }` });
      await world.fails(renamed, /snapshot integrity/);
      await world.stack.must("state", "repair", "--yes");
      const { output } = await world.fails(undefined, /news2 \(fcmv1\) is in doubt/);
      assert.doesNotMatch(output, /news2 \(apple\)/);
    },
  },
]);

/** Installs a copy of the package in the stack's folder whose renderer writes titles in capitals. */
async function upgradedRenderer({ stack }: World): Promise<void> {
  const copy = path.join(stack.directory, "node_modules/pulumi-broadcast");
  for (const part of ["package.json", "dist/provider", "dist/sdk"]) {
    await cp(path.join(packageRoot, part), path.join(copy, part), { recursive: true });
  }
  const file = path.join(copy, "dist/provider/message/render.js");
  const source = await readFile(file, "utf8");
  await writeFile(
    file,
    `${source}
const earlier = exports.render;
exports.render = (message, ...rest) => earlier({ ...message, title: message.title.toUpperCase() }, ...rest);
`,
  );
}
