import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "../../../sdk/emulator";
import { type Checkpoint, memoryOf, ProviderRun } from "../../support/providerRun";

const args = { message: { title: "News", body: "A" }, platforms: ["apple", "fcmv1"], audience: { tags: ["t"] } };

describe("the life of a broadcast, run by run", () => {
  let emulator: Emulator;
  let config: Record<string, string>;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());
  beforeEach(() => {
    emulator.reset();
    config = {
      "broadcast:connectionString": emulator.connectionStrings.send,
      "broadcast:hub": emulator.hub,
      "broadcast:timeoutSeconds": "2",
    };
  });
  const run = () => new ProviderRun(config);
  const posts = () => emulator.sends().length;

  describe("in doubt", () => {
    async function doubtful(extra: object = {}): Promise<Checkpoint> {
      const checkpoint: Checkpoint = {};
      emulator.fault({ match: { format: "fcmv1" }, fault: "reset-after", times: 1 });
      const failure = await run().up(checkpoint, { ...args, ...extra });
      assert.equal(posts(), 2);
      assert.match(failure!, /^news \(fcmv1\) is in doubt since \d{4}-.*resolve [0-9a-f]{16}@[0-9a-f]{8} sent/);
      return checkpoint;
    }

    it("fails once with everything a person needs, then posts nothing and does not fail", async () => {
      const checkpoint = await doubtful();
      const { outs } = checkpoint.delivery!;
      assert.equal(outs.status, "in-doubt");
      assert.deepEqual(
        outs.sends.map(({ platform, state }: any) => [platform, state]),
        [["apple", "sent"]],
      );
      assert.deepEqual(
        outs.doubts.map(({ platform }: any) => platform),
        ["fcmv1"],
      );
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 2);
    });

    it("survives an edit and a revert", async () => {
      const checkpoint = await doubtful();
      await run().up(checkpoint, { ...args, message: { title: "News", body: "B" } });
      assert.equal(posts(), 4);
      assert.equal(checkpoint.delivery!.outs.doubts?.length, 1);
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 4);
      assert.equal(checkpoint.delivery!.outs.status, "in-doubt");
    });

    it("resolved as sent, it is recorded as sent and nothing is posted", async () => {
      const checkpoint = await doubtful();
      const [{ digest, run: began }] = checkpoint.delivery!.outs.doubts;
      config["broadcast:resolve"] = JSON.stringify({ [`${digest}@${began}`]: "sent" });
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(checkpoint.delivery!.outs.status, "sent");
      assert.equal(posts(), 2);
      delete config["broadcast:resolve"];
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 2);
    });

    it("resolved as not sent, it is posted once more", async () => {
      const checkpoint = await doubtful();
      const [{ digest, run: began }] = checkpoint.delivery!.outs.doubts;
      config["broadcast:resolve"] = JSON.stringify({ [`${digest}@${began}`]: "not-sent" });
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 3);
      assert.equal(checkpoint.delivery!.outs.status, "sent");
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 3);
    });

    it("resolved as not sent and in doubt again, it asks again: the word was about the earlier run", async () => {
      const checkpoint = await doubtful();
      const [{ digest, run: began }] = checkpoint.delivery!.outs.doubts;
      config["broadcast:resolve"] = JSON.stringify({ [`${digest}@${began}`]: "not-sent" });
      emulator.fault({ match: { format: "fcmv1" }, fault: "reset-after", times: 1 });
      assert.match((await run().up(checkpoint, args))!, /in doubt/);
      assert.equal(posts(), 3);
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 3);
      assert.equal(checkpoint.delivery!.outs.status, "in-doubt");
    });

    it("with onInDoubt send-again, the next run posts it again", async () => {
      const checkpoint = await doubtful({ onInDoubt: "send-again" });
      assert.equal(await run().up(checkpoint, { ...args, onInDoubt: "send-again" }), undefined);
      assert.equal(posts(), 3);
    });

    it("a raised revision announces again and leaves the doubt on record", async () => {
      const checkpoint = await doubtful();
      assert.equal(await run().up(checkpoint, { ...args, revision: 2 }), undefined);
      assert.equal(posts(), 4);
      assert.equal(checkpoint.delivery!.outs.status, "sent");
      assert.equal(checkpoint.delivery!.outs.doubts?.length, 1);
    });
  });

  describe("a run that ended between arming and recording", () => {
    it("leaves a doubt that the next run discovers, fails once for, and never posts", async () => {
      const checkpoint: Checkpoint = {};
      const killed = run();
      await killed.up(checkpoint, args);
      delete checkpoint.delivery;
      assert.equal(posts(), 2);
      assert.match((await run().up(checkpoint, args))!, /in doubt/);
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 2);
    });

    it("and a rename right after, is still in doubt", async () => {
      const checkpoint: Checkpoint = {};
      await run().up(checkpoint, args);
      delete checkpoint.delivery;
      const next = run();
      const { armed } = checkpoint.announcement!.outs;
      const known = JSON.stringify({ scope: "releases/dev", resources: [{ name: "news", armed }] });
      const checked = await next.provider.check({}, { schema: 1, name: "news2", known, ...args });
      const announcement = await next.provider.create(checked.inputs!);
      assert.deepEqual(announcement.outs.armed, armed, "what is in doubt stays armed by the run that began it");
      const announced = { name: "news2", ...args, armed: announcement.outs.armed };
      const inputs = (await next.provider.check({}, { schema: 1, known, announced })).inputs!;
      await assert.rejects(next.provider.create(inputs), /in doubt/);
      assert.equal(posts(), 2);
    });
  });

  describe("not sent", () => {
    for (const fault of ["403"] as const) {
      it(`a refusal (${fault}) is recorded with its reason and tried again by the next run`, async () => {
        const checkpoint: Checkpoint = {};
        emulator.fault({ match: { format: "apple" }, fault, times: 1 });
        assert.match((await run().up(checkpoint, args))!, /news \(apple\): not sent/);
        assert.equal(posts(), 1);
        assert.equal(checkpoint.delivery!.outs.status, "not-sent");
        // A refresh takes the engine's note of the failure away; the record of it stays.
        checkpoint.delivery!.initErrors = false;
        assert.equal(await run().up(checkpoint, args), undefined);
        assert.equal(posts(), 2);
        assert.equal(checkpoint.delivery!.outs.status, "sent");
      });
    }

    it("a wrong key posts nothing, and the right one posts once per platform", async () => {
      const checkpoint: Checkpoint = {};
      const right = config["broadcast:connectionString"]!;
      config["broadcast:connectionString"] = right.replace(/SharedAccessKey=[^;]+/, "SharedAccessKey=wrong");
      const failure = await run().up(checkpoint, args);
      assert.match(failure!, /not sent/);
      assert.equal(failure!.includes("wrong"), false);
      assert.equal(posts(), 0);
      config["broadcast:connectionString"] = right;
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 2);
    });

    it("a hub that cannot be reached is a clear no", async () => {
      const checkpoint: Checkpoint = {};
      const right = config["broadcast:connectionString"]!;
      config["broadcast:connectionString"] = right.replace(/:\d+\//, ":1/");
      assert.match((await run().up(checkpoint, args))!, /not sent/);
      config["broadcast:connectionString"] = right;
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 2);
    });

    it("without any connection nothing is armed and one sentence says what to set", async () => {
      const checkpoint: Checkpoint = {};
      config = {};
      assert.match(
        (await run().up(checkpoint, args))!,
        /no hub is known.*pulumi config set --secret broadcast:connectionString/,
      );
      assert.equal(checkpoint.announcement, undefined);
    });
  });

  describe("with a ledger", () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), "ledger-"));
      config["broadcast:ledger"] = `file:${folder}`;
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it("a destroyed stack does not announce again", async () => {
      assert.equal(await run().up({}, args), undefined);
      const second: Checkpoint = {};
      assert.equal(await run().up(second, args), undefined);
      assert.equal(posts(), 2);
      assert.equal(second.delivery!.outs.status, "sent");
    });

    it("two stacks with one announcement post once together", async () => {
      const named = { ...args, announcement: "release-1" };
      const both = await Promise.all([run().up({}, named), run().up({}, named)]);
      assert.deepEqual(both, [undefined, undefined]);
      assert.equal(posts(), 2);
    });

    it("a stack that gains a ledger copies what it remembers into it", async () => {
      const checkpoint: Checkpoint = {};
      const url = config["broadcast:ledger"]!;
      delete config["broadcast:ledger"];
      await run().up(checkpoint, args);
      config["broadcast:ledger"] = url;
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(await run().up({}, args), undefined);
      assert.equal(posts(), 2);
    });

    it("a run that ended before its claim surely posted nothing: no doubt, one post", async () => {
      const checkpoint: Checkpoint = {};
      emulator.fault({ match: { path: "/messages" }, fault: "403", times: 10 });
      await run().up(checkpoint, args);
      delete checkpoint.delivery;
      emulator.reset();
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 2);
    });

    it("a run that ended after its post left the record: adopted, no doubt", async () => {
      const checkpoint: Checkpoint = {};
      await run().up(checkpoint, args);
      delete checkpoint.delivery;
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 2);
      assert.equal(checkpoint.delivery!.outs.status, "sent");
    });

    it("an unreachable ledger lets no post through, and the next run posts", async () => {
      const checkpoint: Checkpoint = {};
      config["broadcast:ledger"] = `file:${folder}/missing`;
      assert.match((await run().up(checkpoint, args))!, /not sent, because the ledger could not be used/);
      assert.equal(posts(), 0);
      config["broadcast:ledger"] = `file:${folder}`;
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(posts(), 2);
    });

    for (const [what, spoil] of [
      ["truncated", (text: string) => text.slice(0, text.length / 2)],
      ["foreign", () => '{"title":"a file of somebody else"}\n'],
      ["empty", () => ""],
    ] as const) {
      it(`a ${what} entry is a clear error before any post, and stays as it is`, async () => {
        await run().up({}, args);
        const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name));
        assert.ok(files.length >= 2);
        for (const file of files) await writeFile(file, spoil(await readFile(file, "utf8")));
        const before = await Promise.all(files.map((file) => readFile(file, "utf8")));
        assert.match((await run().up({}, args))!, /not sent, because the ledger could not be used: .*(ledger|entry)/);
        assert.equal(posts(), 2);
        assert.deepEqual(await Promise.all(files.map((file) => readFile(file, "utf8"))), before);
      });
    }

    it("a scheduled send that is cancelled can be scheduled again", async () => {
      const later = { ...args, schedule: new Date(Date.now() + 3_600_000).toISOString() };
      const checkpoint: Checkpoint = {};
      await run().up(checkpoint, later);
      await run().provider.delete(checkpoint.delivery!.id, checkpoint.delivery!.outs);
      assert.deepEqual(
        emulator.sends().map(({ state }) => state),
        ["Canceled", "Canceled"],
      );
      assert.equal(await run().up({}, later), undefined);
      assert.equal(posts(), 4);
    });
  });

  describe("under a policy that changes the text", () => {
    const policy = (inputs: any) => ({ ...inputs, message: { ...inputs.message, title: "The news" } });

    it("the text goes out as the policy made it, and without the policy it is the same announcement", async () => {
      const checkpoint: Checkpoint = {};
      assert.equal(await run().up(checkpoint, args, "news", policy), undefined);
      assert.match(emulator.sends()[0]!.body, /The news/);
      for (const later of [policy, undefined, policy]) {
        assert.equal(await run().up(checkpoint, args, "news", later), undefined);
        assert.match(JSON.stringify(checkpoint.announcement!.outs.message), /The news/);
      }
      assert.equal(posts(), 2);
      await run().up(checkpoint, { ...args, message: { title: "News", body: "B" } });
      assert.equal(posts(), 4, "an edit is one");
      await run().up(checkpoint, args);
      await run().up(checkpoint, args, "news", policy);
      await run().up(checkpoint, { ...args, message: { title: "The news", body: "A" } });
      assert.equal(
        posts(),
        4,
        "going back is none, with the policy or without it, nor is saying by oneself what the policy said",
      );
    });

    it("made anew without the policy, it still knows what the policy said", async () => {
      const checkpoint: Checkpoint = {};
      await run().up(checkpoint, args, "news", policy);
      const { id } = checkpoint.announcement!;
      const replaced = await replace(checkpoint);
      assert.notEqual(replaced.announcement!.id, id);
      await run().up(replaced, { ...args, message: { title: "The news", body: "A" } });
      assert.equal(posts(), 2);
    });

    it("state of the first shape, whose records hold the digest of what the policy made, is still known", async () => {
      const checkpoint: Checkpoint = {};
      await run().up(checkpoint, args, "news", policy);
      const older = inFirstShape(checkpoint);
      for (const later of [undefined, policy, undefined]) {
        assert.equal(await run().up(older, args, "news", later), undefined);
        assert.equal(posts(), 2);
      }
      await run().up(older, { ...args, message: { title: "The news", body: "A" } });
      assert.equal(posts(), 2);
    });

    /** Its records name what the policy made, and `postedAs` leads there from what was declared. */
    function inFirstShape(checkpoint: Checkpoint): Checkpoint {
      const { madeFrom } = checkpoint.announcement!.outs;
      let text = JSON.stringify(checkpoint);
      for (const [made, declared] of Object.entries<string>(madeFrom)) text = text.replaceAll(declared, made);
      const older = JSON.parse(text);
      const { declaredAs: _, madeFrom: __, ...outs } = older.announcement.outs;
      const postedAs = Object.fromEntries(Object.entries<string>(madeFrom).map(([made, declared]) => [declared, made]));
      older.announcement.outs = { ...outs, postedAs };
      return older;
    }

    /** Both resources made anew, as `--replace` does, by a program that has no policy. */
    async function replace(checkpoint: Checkpoint): Promise<Checkpoint> {
      const anew: Checkpoint = {};
      assert.equal(await run().up(anew, args, "news", undefined, memoryOf(checkpoint)), undefined);
      return anew;
    }

    it("a run that was killed in between is in doubt without the policy too, and one word settles it", async () => {
      const checkpoint: Checkpoint = {};
      await run().up(checkpoint, args, "news", policy);
      emulator.reset();
      delete checkpoint.delivery;
      const failure = await run().up(checkpoint, args);
      assert.match(failure!, /news \(apple\) is in doubt/);
      assert.equal(posts(), 0);
      assert.equal(await run().up(checkpoint, args, "news", policy), undefined);
      assert.equal(posts(), 0);
      const [{ digest, run: begun }, other] = checkpoint.delivery!.outs.doubts;
      config["broadcast:resolve"] = JSON.stringify({
        [`${digest}@${begun}`]: "not-sent",
        [`${other.digest}@${other.run}`]: "sent",
      });
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(await run().up(checkpoint, args), undefined);
      assert.equal(await run().up(checkpoint, args, "news", policy), undefined);
      assert.equal(posts(), 1);
    });

    it("headers that it adds reach the hub, and adding or leaving them makes no other announcement", async () => {
      const adds = (inputs: any) => ({ ...inputs, headers: { apple: { "apns-priority": "5" } } });
      const checkpoint: Checkpoint = {};
      await run().up(checkpoint, args, "news", adds);
      assert.equal(emulator.sends().find(({ format }) => format === "apple")!.headers["apns-priority"], "5");
      await run().up(checkpoint, args);
      await run().up(checkpoint, args, "news", adds);
      assert.equal(posts(), 2);
      const plain: Checkpoint = {};
      await run().up(plain, { ...args, announcement: "other" });
      await run().up(plain, { ...args, announcement: "other" }, "news", adds);
      assert.equal(posts(), 4);
    });
  });

  describe("scheduled", () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

    it("further than 7 days ahead is one sentence that says what to do", async () => {
      const failure = await run().up({}, { ...args, schedule: at(8 * 24 * 60) });
      assert.match(failure!, /7 days/);
      assert.equal(posts(), 0);
    });

    it("a cancel that fails says so, keeps the record and schedules nothing new", async () => {
      const checkpoint: Checkpoint = {};
      await run().up(checkpoint, { ...args, schedule: at(60) });
      emulator.fault({ match: { method: "DELETE" }, fault: "403", times: 2 });
      const edited = { ...args, schedule: at(90) };
      assert.match((await run().up(checkpoint, edited))!, /could not be cancelled/);
      assert.equal(posts(), 2);
      assert.deepEqual(
        emulator.sends().map(({ state }) => state),
        ["Scheduled", "Scheduled"],
      );
      assert.equal(await run().up(checkpoint, edited), undefined, "the next run does both");
      assert.deepEqual(
        emulator.sends().map(({ state }) => state),
        ["Canceled", "Canceled", "Scheduled", "Scheduled"],
      );
    });
  });
});
