import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "../../sdk/emulator";
import { base, program, urn, withArgs } from "../support/broadcastProgram";
import { root, TestStack } from "../support/engine";

/** One event in the life of a sent broadcast, and how many posts the hub receives by it. */
interface Row {
  event: string;
  posts: number;
  /** The program that was deployed before the event; it posts to two platforms unless `first` says otherwise. */
  given?: string;
  first?: number;
  /** The stack has a ledger: a folder of its own. */
  ledger?: true;
  /** Posts of one more ordinary up afterwards. */
  later?: number;
  happens(stack: TestStack, emulator: Emulator): Promise<void>;
}

/** The stack deploys another program. */
const becomes =
  (source: string, ...flags: string[]) =>
  async (stack: TestStack) => {
    await stack.write(source);
    await stack.up(...flags);
  };

const removedAndDeclaredAnew = async (stack: TestStack) => {
  await becomes("")(stack);
  await becomes(program())(stack);
};

const soon = (minutes: number) => new Date(Math.floor(Date.now() / 60_000) * 60_000 + minutes * 60_000).toISOString();
const scheduled = withArgs(`schedule: "${soon(120)}"`);

const dependent = `new Broadcast("dependent", { template: { status: news.status }, audience: { everyone: true }, announcement: "dependent" });`;

const rows: Row[] = [
  {
    event: "an unchanged up, and --expect-no-changes passes",
    posts: 0,
    happens: async (stack) => void (await stack.up("--expect-no-changes")),
  },
  {
    event: "key order and white space of declared JSON",
    posts: 0,
    given: program(
      `{ payloads: { apple: '{"aps":{"alert":"A","badge":1}}', fcmv1: { message: { data: { a: "1", b: "2" } } } }, audience: { tags: ["t", "u"] } }`,
    ),
    happens: becomes(
      program(
        `{ audience: { tags: new Set(["u", "t"]) }, payloads: { fcmv1: { message: { data: { b: "2", a: "1" } } }, apple: '{ "aps": { "badge": 1, "alert": "A" } }' } }`,
      ),
    ),
  },
  {
    event: "the SAS key is rotated",
    posts: 0,
    happens: async (stack, emulator) => {
      stack.env.NOTIFICATIONHUBS_CONNECTION_STRING = emulator.rotateKeys().send;
      await stack.up();
    },
  },
  {
    event: "the SAS key of the hub argument is rotated: an update, no post",
    posts: 0,
    given: program(withArgs(`hub: pulumi.secret({ connectionString: process.env.HUB_CONNECTION, hub: "hub" })`)),
    happens: async (stack, emulator) => {
      stack.env.HUB_CONNECTION = emulator.rotateKeys().send;
      const { operations } = await stack.up();
      assert.equal(operations.update, 1);
    },
  },
  {
    event: "renamed with an alias",
    posts: 0,
    happens: becomes(program(base, { name: "news2", opts: `{ aliases: [{ name: "news" }] }` })),
  },
  { event: "renamed without an alias", posts: 0, happens: becomes(program(base, { name: "news2" })) },
  {
    event: "moved under a component",
    posts: 0,
    happens: becomes(
      program(base, {
        before: `const parent = new pulumi.ComponentResource("my:app:App", "app");`,
        opts: `{ parent }`,
      }),
    ),
  },
  {
    event: "a platform added",
    posts: 1,
    happens: becomes(program(withArgs(`platforms: ["apple", "fcmv1", "windows"]`))),
  },
  { event: "a platform removed", posts: 0, happens: becomes(program(withArgs(`platforms: ["apple"]`))) },
  {
    event: "the revision raised",
    posts: 2,
    happens: becomes(program(withArgs("revision: 2"))),
  },
  {
    event: "the package upgraded, with another renderer: nothing; a platform added then: one post, by the new renderer",
    posts: 1,
    happens: async (stack, emulator) => {
      const before = emulator.sends().length;
      await upgradedRenderer(stack);
      await stack.up("--expect-no-changes");
      assert.equal(emulator.sends().length, before);
      await becomes(program(withArgs(`platforms: ["apple", "fcmv1", "windows"]`)))(stack);
      assert.match(emulator.sends().at(-1)!.body, /NEWS/);
    },
  },
  {
    event: "the override of one platform edited",
    posts: 1,
    happens: becomes(
      program(
        withArgs(
          `message: { title: "News", body: "A", overrides: { apple: { payload: { aps: { sound: "bell" } } } } }`,
        ),
      ),
    ),
  },
  { event: "the text edited", posts: 2, happens: becomes(program(withArgs(`message: { title: "News", body: "B" }`))) },
  {
    event: "A, then B, then A again",
    posts: 2,
    happens: async (stack) => {
      await becomes(program(withArgs(`message: { title: "News", body: "B" }`)))(stack);
      await becomes(program())(stack);
    },
  },
  {
    event: "an edit under resend on-revision, then a raised revision",
    posts: 2,
    given: program(withArgs(`resend: "on-revision"`)),
    happens: async (stack, emulator) => {
      const edited = `resend: "on-revision", message: { title: "News", body: "B" }`;
      await becomes(program(withArgs(edited)))(stack);
      assert.equal(emulator.sends().length, 2, "the edit alone posts nothing");
      await becomes(program(withArgs(`${edited}, revision: 2`)))(stack);
    },
  },
  {
    event: "the hub moved",
    posts: 0,
    happens: async (stack) => {
      const other = await startEmulator({ hub: "other" });
      try {
        stack.env.NOTIFICATIONHUBS_CONNECTION_STRING = other.connectionStrings.send;
        stack.env.NOTIFICATION_HUB_NAME = other.hub;
        await stack.up();
        assert.equal(other.sends().length, 0);
      } finally {
        await other.close();
      }
    },
  },
  {
    event: "test on, then off: the test send, then one post per platform",
    posts: 2,
    given: program(withArgs(`test: true`)),
    happens: becomes(program()),
  },
  {
    event: "--replace of both resources",
    posts: 0,
    happens: async (stack) => void (await stack.up("--replace", urn("Announcement"), "--replace", urn("Delivery"))),
  },
  {
    event: "taint",
    posts: 0,
    happens: async (stack) => {
      await stack.must("state", "taint", urn("Delivery"));
      await stack.must("state", "taint", urn("Announcement"));
      await stack.up();
    },
  },
  {
    event: `replaceOnChanges: ["*"] after one of two platforms failed: one post each`,
    posts: 2,
    given: program(base, { opts: `{ replaceOnChanges: ["*"] }` }),
    first: 2,
    happens: async (stack, emulator) => {
      emulator.fault({ match: { format: "fcmv1" }, fault: "403", times: 1 });
      await stack.write(
        program(withArgs(`message: { title: "News", body: "B" }, platforms: ["apple", "fcmv1"]`), {
          opts: `{ replaceOnChanges: ["*"] }`,
        }),
      );
      const { code } = await stack.run(["up", "--skip-preview"]);
      assert.notEqual(code, 0);
      assert.equal(emulator.sends().length, 3);
      await stack.up();
      assert.equal(emulator.sends().length, 4);
      await stack.up();
    },
  },
  {
    event: "an error hook that asks for more tries",
    posts: 1,
    happens: async (stack, emulator) => {
      emulator.fault({ match: { format: "fcmv1" }, fault: "500", times: 1 });
      const before = `let tries = 0; const again = new pulumi.ErrorHook("again", () => ++tries < 5);`;
      await stack.write(
        program(withArgs(`message: { title: "News", body: "B" }`), { before, opts: `{ hooks: { onError: [again] } }` }),
      );
      await stack.run(["up", "--skip-preview"]);
    },
  },
  {
    event: "--target of the Delivery alone after an edit",
    posts: 0,
    later: 2,
    happens: async (stack) => {
      await stack.write(program(withArgs(`message: { title: "News", body: "B" }`)));
      await stack.run(["up", "--skip-preview", "--target", urn("Delivery")]);
    },
  },
  {
    event: "refresh, and up --refresh",
    posts: 0,
    happens: async (stack) => {
      await stack.must("refresh");
      await stack.up("--refresh");
    },
  },
  {
    event: "up --plan of an edit",
    posts: 2,
    happens: async (stack) => {
      await stack.write(program(withArgs(`message: { title: "News", body: "B" }`)));
      const plan = path.join(stack.backend, "plan.json");
      await stack.must("preview", "--save-plan", plan);
      await stack.up("--plan", plan);
    },
  },
  {
    event: "state exported and imported",
    posts: 0,
    happens: async (stack) => {
      const file = path.join(stack.backend, "exported.json");
      await stack.must("stack", "export", "--show-secrets", "--file", file);
      await stack.must("stack", "import", "--file", file);
      await stack.up();
    },
  },
  {
    event: `ignoreChanges: ["message"] with an edit`,
    posts: 0,
    happens: becomes(
      program(withArgs(`message: { title: "News", body: "B" }`), { opts: `{ ignoreChanges: ["message"] }` }),
    ),
  },
  {
    event: "notAfter passed",
    posts: 0,
    first: 0,
    given: program(withArgs(`notAfter: "2020-01-01T00:00:00Z"`)),
    happens: async (stack) => void (await stack.up()),
  },
  {
    event: "send: off, then live",
    posts: 2,
    first: 0,
    given: `process.env.GIVEN_OFF; ${program()}`,
    happens: async (stack) => {
      await stack.must("config", "rm", "broadcast:send");
      await stack.up();
    },
  },
  {
    event: "the same content declared twice in one program: an error that asks for an announcement",
    posts: 0,
    happens: async (stack) => {
      await stack.write(program(base, { after: `new Broadcast("again", ${base});` }));
      const { code, output } = await stack.run(["preview"]);
      assert.notEqual(code, 0);
      assert.match(output, /announcement: must be set, because broadcast "(news|again)" of this program says the same/);
    },
  },
  {
    event: "a second one with an announcement of its own",
    posts: 2,
    happens: becomes(program(base, { after: `new Broadcast("again", ${withArgs(`announcement: "again"`)});` })),
  },
  {
    event: "given an announcement after it was sent: still the same one",
    posts: 0,
    happens: becomes(program(withArgs(`announcement: "news-of-today"`))),
  },
  {
    event: "destroy and up: a new stack announces again",
    posts: 2,
    happens: async (stack) => {
      await stack.must("destroy");
      await stack.up();
    },
  },
  {
    event: "adopt records and posts nothing",
    posts: 0,
    first: 0,
    given: program(withArgs(`adopt: { notificationId: "some-id" }`)),
    happens: async (stack) => void (await stack.up()),
  },
  {
    event: "scheduled, then the hub moved: cancelled on one, scheduled on the other",
    posts: 0,
    given: program(scheduled),
    happens: async (stack, emulator) => {
      const other = await startEmulator({ hub: "other" });
      try {
        stack.env.NOTIFICATIONHUBS_CONNECTION_STRING = other.connectionStrings.send;
        stack.env.NOTIFICATION_HUB_NAME = other.hub;
        await stack.up();
        assert.deepEqual(
          emulator.sends().map(({ state }) => state),
          ["Canceled", "Canceled"],
        );
        assert.deepEqual(
          other.sends().map(({ state }) => state),
          ["Scheduled", "Scheduled"],
        );
        await stack.up("--expect-no-changes");
        assert.equal(other.sends().length, 2);
      } finally {
        await other.close();
      }
    },
  },
  {
    event: "scheduled, then the text edited: cancelled and scheduled once per platform",
    posts: 2,
    given: program(scheduled),
    happens: async (stack, emulator) => {
      await becomes(program(withArgs(`schedule: "${soon(120)}", message: { title: "News", body: "B" }`)))(stack);
      assert.deepEqual(
        emulator.sends().map(({ state }) => state),
        ["Canceled", "Canceled", "Scheduled", "Scheduled"],
      );
    },
  },
  {
    event: "scheduled, edited, and back: the first is scheduled again",
    posts: 4,
    given: program(scheduled),
    happens: async (stack, emulator) => {
      await becomes(program(withArgs(`schedule: "${soon(180)}"`)))(stack);
      await becomes(program(scheduled))(stack);
      assert.deepEqual(
        emulator
          .sends()
          .slice(-2)
          .map(({ state }) => state),
        ["Scheduled", "Scheduled"],
      );
      assert.equal(emulator.sends().filter(({ state }) => state === "Scheduled").length, 2);
    },
  },
  {
    event: "scheduled and renamed without an alias: the send is kept, not cancelled",
    posts: 0,
    given: program(scheduled),
    happens: async (stack, emulator) => {
      await becomes(program(scheduled, { name: "news2" }))(stack);
      assert.deepEqual(
        emulator.sends().map(({ state }) => state),
        ["Scheduled", "Scheduled"],
      );
    },
  },
  {
    event: "scheduled and destroyed: cancelled",
    posts: 0,
    given: program(scheduled),
    happens: async (stack, emulator) => {
      await stack.must("destroy");
      assert.deepEqual(
        emulator.sends().map(({ state }) => state),
        ["Canceled", "Canceled"],
      );
    },
  },
  {
    event: "a schedule that has passed: nothing, and no failure",
    posts: 0,
    first: 0,
    given: program(withArgs(`schedule: "2020-01-01T00:00:00Z"`)),
    happens: async (stack) => void (await stack.up("--expect-no-changes")),
  },
  {
    event: "edited, and the checkpoint from before restored: without a ledger the edit is posted again",
    posts: 4,
    happens: async (stack) => {
      const state = path.join(stack.backend, ".pulumi/stacks/releases/dev.json");
      const older = await readFile(state, "utf8");
      await becomes(program(withArgs(`message: { title: "News", body: "B" }`)))(stack);
      await writeFile(state, older);
      await stack.up("--expect-no-changes").catch(() => undefined);
    },
  },
  {
    event: "a mandatory policy or another failure before the arm: nothing; lifted: one post per platform",
    posts: 2,
    happens: async (stack, emulator) => {
      await stack.write(program(withArgs(`message: { title: "News", body: "" }`)));
      const { code, output } = await stack.run(["up", "--skip-preview"]);
      assert.notEqual(code, 0);
      assert.match(output, /message\.body: is empty/);
      assert.equal(emulator.sends().length, 2);
      await becomes(program(withArgs(`message: { title: "News", body: "B" }`)))(stack);
    },
  },
  {
    event: "a remediating policy that has nothing to change here, added and removed",
    posts: 0,
    happens: async (stack) => {
      const pack = await packOf(stack, 'if (props.message.title === "Other") return { ...props, message: {} };');
      await stack.up("--policy-pack", pack);
      await stack.up("--expect-no-changes");
    },
  },
  {
    event: "a remediating policy that changes a text which was sent, added and removed",
    posts: 0,
    happens: async (stack) => {
      const pack = await packOf(stack, 'return { ...props, message: { ...props.message, title: "The news" } };');
      await stack.up("--policy-pack", pack);
      await stack.up("--policy-pack", pack, "--expect-no-changes");
      await stack.up();
    },
  },
  {
    event: "an edit under a remediating policy that adds headers of which the program says nothing",
    posts: 2,
    happens: async (stack, emulator) => {
      const headers = '{ apple: { "apns-priority": "5" }, fcmv1: { "x-note": "quiet" } }';
      const pack = await packOf(stack, `return { ...props, headers: ${headers} };`);
      await stack.write(program(withArgs(`message: { title: "News", body: "B" }`)));
      await stack.up("--policy-pack", pack);
      const apple = emulator.sends().findLast(({ format }) => format === "apple")!;
      assert.equal(apple.headers["apns-priority"], "5");
      await stack.up("--policy-pack", pack, "--expect-no-changes");
    },
  },
  {
    event: "an edit, with a transform that adds headers of which the program says nothing",
    posts: 2,
    happens: async (stack, emulator) => {
      const transform = `({ type, props, opts }) => type.endsWith(":Announcement")
        ? { props: { ...props, headers: { apple: { "apns-priority": "5" } } }, opts } : undefined`;
      const opts = `{ transforms: [${transform}] }`;
      await becomes(program(withArgs(`message: { title: "News", body: "B" }`), { opts }))(stack);
      const apple = emulator.sends().findLast(({ format }) => format === "apple")!;
      assert.equal(apple.headers["apns-priority"], "5");
      await stack.up("--expect-no-changes");
    },
  },
  {
    event: "a remediating policy that adds headers of which the program says nothing, added and removed",
    posts: 0,
    happens: async (stack) => {
      await stack.up(
        "--policy-pack",
        await packOf(stack, 'return { ...props, headers: { apple: { "apns-priority": "5" } } };'),
      );
      await stack.up();
    },
  },
  {
    event: "an edit under a remediating policy that changes its text, then runs with and without the policy",
    posts: 2,
    happens: async (stack, emulator) => {
      const pack = await packOf(stack, 'return { ...props, message: { ...props.message, title: "The news" } };');
      await stack.write(program(withArgs(`message: { title: "News", body: "B" }`)));
      await stack.up("--policy-pack", pack);
      assert.match(emulator.sends().at(-1)!.body, /The news/);
      await stack.up("--policy-pack", pack, "--expect-no-changes");
      await stack.up("--expect-no-changes");
      await stack.must("refresh");
      await stack.up("--expect-no-changes");
    },
  },
  {
    event: "an edit under our own remediation, which cuts its title, then runs with and without it",
    posts: 2,
    happens: async (stack, emulator) => {
      const config = path.join(stack.directory, "policy.json");
      await writeFile(
        config,
        JSON.stringify({ "title-length": { enforcementLevel: "remediate", apple: 4, fcmv1: 4 } }),
      );
      const gate = ["--policy-pack", path.join(root, "policy-pack"), "--policy-pack-config", config];
      await stack.write(program(withArgs(`message: { title: "Newspaper", body: "B" }`)));
      await stack.up(...gate);
      assert.doesNotMatch(emulator.sends().at(-1)!.body, /Newspaper/);
      await stack.up(...gate, "--expect-no-changes");
      await stack.up("--expect-no-changes");
    },
  },
  {
    event: "our own remediation, which would cut this title, added after it was sent, and removed",
    posts: 0,
    happens: async (stack) => {
      const config = path.join(stack.directory, "policy.json");
      const limits = { apple: 3, fcmv1: 3, windows: 3, browser: 3, adm: 3, xiaomi: 3 };
      await writeFile(config, JSON.stringify({ "title-length": { enforcementLevel: "remediate", ...limits } }));
      await stack.up("--policy-pack", path.join(root, "policy-pack"), "--policy-pack-config", config);
      await stack.up("--expect-no-changes");
    },
  },
  {
    event: "PULUMI_SKIP_CHECKPOINTS with an edit: refused",
    posts: 0,
    later: 2,
    happens: async (stack) => {
      await stack.write(program(withArgs(`message: { title: "News", body: "B" }`)));
      const { code, output } = await stack.run(["up", "--skip-preview"], {
        env: { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" },
      });
      assert.notEqual(code, 0, output);
      assert.match(output, /PULUMI_SKIP_CHECKPOINTS/);
    },
  },
  {
    event: "removed from the program and declared anew: announced again",
    posts: 2,
    happens: removedAndDeclaredAnew,
  },
  {
    event: "with a ledger: removed from the program and declared anew",
    posts: 0,
    ledger: true,
    happens: removedAndDeclaredAnew,
  },
  {
    event: "with a ledger: destroy and up",
    posts: 0,
    ledger: true,
    happens: async (stack) => {
      await stack.must("destroy");
      await stack.up();
    },
  },
  {
    event: "with a ledger: a second up, after the lock of the first was taken away: they post once together",
    posts: 2,
    ledger: true,
    happens: async (stack) => {
      const go = path.join(stack.directory, "go");
      const waits = `process.env.AT_ONCE || (async () => { while (!require("fs").existsSync(${JSON.stringify(go)})) await new Promise((done) => setTimeout(done, 50)); })()`;
      await stack.write(
        program(withArgs("message: deployed"), {
          before: `const deployed = Promise.resolve(${waits}).then(() => ({ title: "News", body: "B" }));`,
        }),
      );
      const first = stack.run(["up", "--skip-preview"]);
      // Long enough for the program to have read what the stack remembers.
      await new Promise((done) => setTimeout(done, 6000));
      await stack.must("cancel", "--yes");
      const second = await stack.run(["up", "--skip-preview"], { env: { AT_ONCE: "1" } });
      assert.equal(second.code, 0, second.output);
      await writeFile(go, "");
      const { code, output } = await first;
      assert.equal(code, 0, output);
      stack.env.AT_ONCE = "1";
    },
  },
  {
    event:
      "a --replace with an edit that is refused for one platform, renamed, and the state repaired: in doubt, not sent",
    posts: 1,
    happens: async (stack, emulator) => {
      emulator.fault({ match: { format: "fcmv1" }, fault: "403", times: 1 });
      const edited = withArgs(`message: { title: "News", body: "B" }`);
      await stack.write(program(edited));
      const refused = await stack.run(["up", "--skip-preview", "--replace", urn("Announcement")]);
      assert.match(refused.output, /news \(fcmv1\): not sent/);
      await stack.write(program(edited, { name: "news2", opts: `{ aliases: [{ name: "news" }] }` }));
      // The engine of today stumbles over the replaced Announcement that it has not deleted yet, after the new one is armed.
      const { output } = await stack.run(["up", "--skip-preview"]);
      assert.match(output, /snapshot integrity/);
      await stack.must("state", "repair", "--yes");
      const { code, output: doubt } = await stack.run(["up", "--skip-preview"]);
      assert.equal(code, 1);
      assert.match(doubt, /news2 \(fcmv1\) is in doubt/);
      assert.doesNotMatch(doubt, /news2 \(apple\)/);
    },
  },
  {
    event: "with a ledger: edited, and the checkpoint from before restored",
    posts: 2,
    ledger: true,
    happens: async (stack) => {
      const state = path.join(stack.backend, ".pulumi/stacks/releases/dev.json");
      const older = await readFile(state, "utf8");
      await becomes(program(withArgs(`message: { title: "News", body: "B" }`)))(stack);
      await writeFile(state, older);
      await stack.up();
    },
  },
  {
    event: "with a ledger: a second stack with the same announcement on one hub",
    posts: 0,
    ledger: true,
    given: program(withArgs(`announcement: "release-1"`)),
    happens: async (stack) => {
      await stack.must("stack", "init", "second");
      await stack.up();
    },
  },
  {
    event: "an edit, with a resource that depends on the status: only the broadcast previews as changed",
    posts: 2,
    first: 3,
    given: program(base, { after: dependent }),
    happens: async (stack) => {
      await stack.write(program(withArgs(`message: { title: "News", body: "B" }`), { after: dependent }));
      const { operations } = await stack.must("preview");
      assert.deepEqual([operations.update, operations.create], [2, 0]);
      await stack.up();
    },
  },
];

/** Installs a copy of the package in the stack's folder whose renderer writes titles in capitals. */
async function upgradedRenderer(stack: TestStack): Promise<void> {
  const copy = path.join(stack.directory, "node_modules/pulumi-broadcast");
  for (const part of ["package.json", "dist/provider", "dist/sdk"]) {
    await cp(path.join(root, part), path.join(copy, part), { recursive: true });
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

/** A pack of somebody else's, whose one policy rewrites the text whatever was sent; `change` is the body of its remediation. */
async function packOf(stack: TestStack, change: string): Promise<string> {
  const folder = path.join(stack.directory, "pack");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  await writeFile(path.join(folder, "package.json"), '{ "name": "pack", "version": "1.0.0", "main": "index.js" }\n');
  await writeFile(
    path.join(folder, "index.js"),
    `const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("house-style", { policies: [{
  name: "house-style", description: "Texts as we write them.", enforcementLevel: "remediate",
  remediateResource: ({ type, props }) => {
    if (type !== "pulumi-nodejs:dynamic/broadcast:Announcement") return;
    ${change}
  },
}] });`,
  );
  return folder;
}

describe("never twice: posts by event", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  for (const row of rows) {
    it(`${row.event}: ${row.posts}`, async () => {
      emulator.reset();
      const folder = row.ledger && (await mkdtemp(path.join(os.tmpdir(), "ledger-")));
      const stack = await TestStack.create(
        { source: row.given ?? program() },
        {
          NOTIFICATIONHUBS_CONNECTION_STRING: emulator.connectionStrings.send,
          HUB_CONNECTION: emulator.connectionStrings.send,
          NOTIFICATION_HUB_NAME: emulator.hub,
          ...(folder ? { BROADCAST_LEDGER: `file:${folder}` } : {}),
        },
      );
      try {
        if (row.given?.includes("GIVEN_OFF")) await stack.must("config", "set", "broadcast:send", "off");
        await stack.up();
        const first = emulator.sends().length;
        assert.equal(first, row.first ?? 2, "posts of the first up");
        await row.happens(stack, emulator);
        assert.equal(emulator.sends().length - first, row.posts);
        if (((await stack.resources()) ?? []).length > 0) {
          await stack.run(["up", "--skip-preview"]);
          assert.equal(emulator.sends().length - first, row.posts + (row.later ?? 0), "one more up");
        }
      } finally {
        await stack.close();
        if (folder) await rm(folder, { recursive: true, force: true });
      }
    });
  }
});
