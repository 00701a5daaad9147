import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { base, program, saying, urn, withArgs } from "../../support/broadcastProgram";
import { packageRoot } from "../../support/engine";
import { eventRows } from "../../support/eventRows";
import { sharedStack } from "../../support/sharedStack";
import type { World } from "../../support/world";

const edited = program(saying("B"));
const dependent = `new Broadcast("dependent", { template: { status: news.status }, audience: { everyone: true }, announcement: "dependent" });`;

sharedStack("never twice: edits in one program", [
  {
    event: "key order and white space of declared JSON",
    packageOnly: "a Set of tags is TypeScript's",
    says: [
      `{ payloads: { apple: '{"aps":{"alert":"A","badge":1}}', fcmv1: { message: { data: { a: "1", b: "2" } } } }, audience: { tags: ["t", "u"] } }`,
      `{ audience: { tags: new Set(["u", "t"]) }, payloads: { fcmv1: { message: { data: { b: "2", a: "1" } } }, apple: '{ "aps": { "badge": 1, "alert": "A" } }' } }`,
    ],
    accepted: [2, 2],
  },
  { event: "a platform added", says: [base, withArgs(`platforms: ["apple", "fcmv1", "windows"]`)], accepted: [2, 3] },
  { event: "a platform removed", says: [base, withArgs(`platforms: ["apple"]`)], accepted: [2, 2] },
  { event: "the revision raised", says: [base, withArgs("revision: 2")], accepted: [2, 4] },
  {
    event: "the override of one platform edited",
    says: [
      base,
      withArgs(`message: { title: "News", body: "A", overrides: { apple: { payload: { aps: { sound: "bell" } } } } }`),
    ],
    accepted: [2, 3],
  },
  { event: "the text edited", says: [base, saying("B")], accepted: [2, 4] },
  {
    event: "A, then B, then A again: nothing, and the plan says so",
    says: ["A", "B", "A"].map((text) => ({ args: saying(text), name: "back" })),
    accepted: [2, 4, 4],
    plan: /back \(apple, fcmv1\): back to what was sent on .*: posts nothing; raise revision/,
  },
  {
    event: "an edit under resend on-revision, then a raised revision",
    says: [
      withArgs(`resend: "on-revision"`),
      saying("B", `resend: "on-revision"`),
      saying("B", `resend: "on-revision", revision: 2`),
    ],
    accepted: [2, 2, 4],
  },
  {
    event: "announcement x, then y",
    says: [withArgs(`announcement: "x"`), withArgs(`announcement: "y"`)],
    accepted: [2, 4],
  },
  {
    event: "announcement x, then y, under resend on-revision",
    says: [withArgs(`announcement: "x", resend: "on-revision"`), withArgs(`announcement: "y", resend: "on-revision"`)],
    accepted: [2, 4],
  },
  {
    event: "announcement r1, then r2 with another text, under resend on-revision",
    says: [
      withArgs(`announcement: "r1", resend: "on-revision"`),
      saying("B", `announcement: "r2", resend: "on-revision"`),
    ],
    accepted: [2, 4],
  },
  {
    event: "given an announcement after it was sent: still the same one",
    says: [base, withArgs(`announcement: "news-of-today"`)],
    accepted: [2, 2],
  },
  {
    event: "test on, then off: the test send, then one post per platform",
    says: [withArgs("test: true"), base],
    accepted: [2, 4],
  },
  {
    event: `ignoreChanges: ["message"] with an edit`,
    says: [base, { args: saying("B"), opts: `{ ignoreChanges: ["message"] }` }],
    accepted: [2, 2],
  },
  {
    event: "notAfter passed: nothing, and the plan says so",
    says: [undefined, { args: withArgs(`notAfter: "2020-01-01T00:00:00Z"`), name: "late" }],
    accepted: [0, 0],
    plan: /late \(apple, fcmv1\): posts nothing, because notAfter \(2020-01-01T00:00:00Z\) has passed/,
  },
  {
    event: "adopt records, posts nothing and says so",
    says: [undefined, { args: withArgs(`adopt: { notificationId: "some-id" }`), name: "adopted" }],
    accepted: [0, 0],
    plan: /adopted \(apple, fcmv1\): records notification some-id and posts nothing/,
  },
  {
    event: "removed from the program and declared anew: announced again",
    says: [base, undefined, base],
    accepted: [2, 2, 4],
  },
]);

eventRows("never twice: edits", [
  {
    event: "the package upgraded, with another renderer: nothing; a platform added then: one post, by the new renderer",
    posts: 1,
    packageOnly: "its folder is the package's",
    happens: async (world) => {
      await upgradedRenderer(world);
      await world.up(undefined, "--expect-no-changes");
      assert.equal(world.accepted(), 2);
      await world.up(program(withArgs(`platforms: ["apple", "fcmv1", "windows"]`)));
      assert.match(world.hub.sends().at(-1)!.body, /NEWS/);
    },
  },
  {
    event: "two broadcasts whose texts are swapped",
    posts: 0,
    given: program(base, { after: `new Broadcast("other", ${saying("B")});` }),
    first: { sent: 4 },
    happens: (world) => world.up(program(saying("B"), { after: `new Broadcast("other", ${base});` })),
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
    event:
      "an edit, with a resource that depends on the status: only the broadcast previews as changed, old beside new",
    posts: 2,
    given: program(base, { after: dependent }),
    first: { sent: 3 },
    happens: async (world) => {
      const { operations, output } = await world.previews(program(saying("B"), { after: dependent }));
      assert.match(output, /posts, and replaces the notification sent on [\s\S]*\n +│ News\n +- A\n +\+ B\n/);
      assert.match(output, /news: apple, fcmv1: posts, and replaces .* for devices tagged t/);
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
      const { output } = await world.fails(undefined, /news2 \(fcmv1\) has been in doubt/);
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
