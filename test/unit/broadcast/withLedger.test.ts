import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, resolveAll, saying } from "./localHub";

describe("with a ledger", () => {
  const hub = new LocalHub();
  const other = new LocalHub({ hub: "other" });
  let folder: string;
  let elsewhere: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "ledger-"));
    elsewhere = await mkdtemp(path.join(os.tmpdir(), "ledger-"));
  });
  afterEach(async () => {
    for (const each of [folder, elsewhere]) await rm(each, { recursive: true, force: true });
  });

  const withLedger = (place = folder): ProviderStack =>
    hub.stack({ ...hub.config(), "broadcast:ledger": `file:${place}` });

  async function expectMore(more: number, stack: ProviderStack, declared: object = args, name = "news") {
    const before = hub.posts;
    assert.deepEqual((await stack.up(news(declared, { name }))).failures, []);
    assert.equal(hub.posts - before, more);
  }

  it("a destroyed stack does not announce again, whatever its text was called", async () => {
    const stack = withLedger();
    await expectMore(2, stack);
    await stack.destroy();
    await expectMore(0, stack);
    assert.equal(stack.delivery().status, "sent");
    await stack.destroy();
    await expectMore(0, stack, args, "other");
    await expectMore(2, stack, saying("B"), "other");
  });

  it("after a stack rename, a destroyed stack does not announce again", async () => {
    const stack = withLedger();
    await expectMore(2, stack);
    stack.rename("prod");
    await expectMore(0, stack);
    await stack.destroy();
    await expectMore(0, stack);
  });

  it("after it was given an announcement, a destroyed stack does not announce again", async () => {
    const stack = withLedger();
    await expectMore(2, stack);
    const named = { ...args, announcement: "x" };
    await expectMore(0, stack, named);
    await stack.destroy();
    await expectMore(0, stack, named);
  });

  it("after an edit that on-revision held back, a destroyed stack does not announce again", async () => {
    const stack = withLedger();
    await expectMore(2, stack, saying("A", { resend: "on-revision" }));
    const edited = saying("B", { resend: "on-revision" });
    await expectMore(0, stack, edited);
    await stack.destroy();
    await expectMore(0, stack, edited);
  });

  it("after the hub moved, a destroyed stack does not announce again", async () => {
    const stack = withLedger();
    await expectMore(2, stack);
    const moved = { ...args, hub: other.argument() };
    await expectMore(0, stack, moved);
    await stack.destroy();
    await expectMore(0, stack, moved);
    assert.equal(other.posts, 0);
  });

  it("a stack that gains a ledger copies what it remembers into it, history too", async () => {
    const stack = hub.stack();
    await expectMore(2, stack);
    await expectMore(2, stack, saying("B"));
    stack.config["broadcast:ledger"] = `file:${folder}`;
    await expectMore(0, stack, saying("B"));
    await stack.destroy();
    await expectMore(0, stack, saying("B"));
    await expectMore(0, stack);
  });

  it("a ledger elsewhere is told everything too", async () => {
    const stack = withLedger();
    await expectMore(2, stack);
    stack.config["broadcast:ledger"] = `file:${elsewhere}`;
    await expectMore(0, stack);
    await stack.destroy();
    await expectMore(0, stack);
  });

  describe("a run that is killed after the hub accepted", () => {
    async function killed(stack: ProviderStack, declared: object = args): Promise<void> {
      await stack.up(news(declared, { killed: "posting" }));
      assert.equal(hub.posts, 2);
    }

    async function expectDoubt(stack: ProviderStack, declared: object = args): Promise<void> {
      assert.match((await stack.up(news(declared))).failures[0] ?? "", /has been in doubt since/);
      assert.deepEqual((await stack.up(news(declared))).failures, []);
      assert.equal(stack.delivery().status, "in-doubt");
      assert.deepEqual([hub.posts, other.posts], [2, 0]);
    }

    it("with its result in the ledger: taken over, no doubt, and the stack's own", async () => {
      const stack = withLedger();
      const schedule = hub.at(60);
      await killed(stack, { ...args, schedule });
      await expectMore(0, stack, { ...args, schedule });
      assert.equal(stack.delivery().status, "scheduled");
      await stack.destroy();
      assert.deepEqual(hub.pending(), [], "it posted it itself, so it may cancel it");
    });

    it("after it had rescheduled: the new time is taken over from the ledger, no doubt", async () => {
      const stack = withLedger();
      await expectMore(2, stack, { ...args, schedule: hub.at(60) });
      const later = { ...args, schedule: hub.at(90) };
      await stack.up(news(later, { killed: "posting" }));
      await expectMore(0, stack, later);
      assert.deepEqual([stack.delivery().status, stack.delivery().doubts], ["scheduled", undefined]);
      await stack.destroy();
      assert.deepEqual(hub.pending(), []);
    });

    it("then a stack rename: known or in doubt, never again", async () => {
      const stack = withLedger();
      await killed(stack);
      stack.rename("prod");
      await expectMore(0, stack);
      assert.equal(stack.delivery().status, "sent", "the arm holds the key");
    });

    it("then a moved hub: known or in doubt, never again", async () => {
      const stack = withLedger();
      await killed(stack);
      await expectMore(0, stack, { ...args, hub: other.argument() });
      assert.equal(other.posts, 0);
    });

    it("then the folder is empty: a doubt", async () => {
      const stack = withLedger();
      await killed(stack);
      await rm(folder, { recursive: true });
      await mkdir(folder);
      await expectDoubt(stack);
    });

    it("then another URL: a doubt", async () => {
      const stack = withLedger();
      await killed(stack);
      stack.config["broadcast:ledger"] = `file:${elsewhere}`;
      await expectDoubt(stack);
    });

    it("then no ledger any more: a doubt", async () => {
      const stack = withLedger();
      await killed(stack);
      delete stack.config["broadcast:ledger"];
      await expectDoubt(stack);
    });

    it("without a ledger, one added, an edit and back: a doubt about the first text", async () => {
      const stack = hub.stack();
      await killed(stack);
      stack.config["broadcast:ledger"] = `file:${folder}`;
      await expectMore(2, stack, saying("B"));
      assert.match((await stack.up(news())).failures[0] ?? "", /has been in doubt since/);
      assert.equal(hub.posts, 4);
    });

    it("then another URL, an edit and back: a doubt about the first text", async () => {
      const stack = withLedger();
      await killed(stack);
      stack.config["broadcast:ledger"] = `file:${elsewhere}`;
      await expectMore(2, stack, saying("B"));
      assert.match((await stack.up(news())).failures[0] ?? "", /has been in doubt since/);
      assert.equal(hub.posts, 4);
    });

    it("with a claim and no result: a doubt, and a person's word reaches the ledger", async () => {
      for (const [word, more] of [
        ["sent", 0],
        ["not-sent", 2],
      ] as const) {
        hub.emulator.reset();
        const stack = withLedger();
        hub.emulator.fault({ match: {}, fault: "reset-after", times: 2 });
        await stack.up(news(saying(word)));
        assert.equal(hub.posts, 2);
        await expectMore(0, stack, saying(word));
        assert.equal(stack.delivery().status, "in-doubt");
        resolveAll(stack, word);
        await expectMore(more, stack, saying(word));
        assert.equal(stack.delivery().status, "sent");
        // A second stack goes by the ledger alone.
        const second = withLedger();
        const before = performance.now();
        await expectMore(0, second, saying(word));
        assert.equal(second.delivery().status, "sent");
        assert.ok(performance.now() - before < 3000, "nobody waits for a claim that is settled");
      }
    });
  });

  it("a run that ended before its claim, every request refused: no doubt, one post", async () => {
    const stack = withLedger();
    hub.emulator.fault({ match: { path: "/messages" }, fault: "403", times: 10 });
    await stack.up(news());
    hub.emulator.reset();
    await expectMore(2, stack);
    assert.equal(stack.delivery().doubts, undefined);
  });

  it("an unreachable ledger lets no post through, and the next run posts; a preview tolerates it", async () => {
    const stack = withLedger(`${folder}/missing`);
    const { failures, said } = await stack.preview(news());
    assert.deepEqual(failures, []);
    assert.match(said.join(), /news \(apple\): may already be sent, but the ledger cannot say/);
    assert.ok((await stack.up(news())).failures.length > 0);
    assert.equal(hub.posts, 0);
    stack.config["broadcast:ledger"] = `file:${folder}`;
    await expectMore(2, stack);
  });

  it("an unreachable ledger does not fail what was sent, and is caught up with later", async () => {
    const stack = withLedger();
    await expectMore(2, stack);
    stack.config["broadcast:ledger"] = `file:${folder}/missing`;
    await expectMore(0, stack);
    stack.config["broadcast:ledger"] = `file:${elsewhere}`;
    await expectMore(0, stack);
    await stack.destroy();
    await expectMore(0, stack);
  });

  for (const [what, spoil] of [
    ["truncated", (text: string) => text.slice(0, text.length / 2)],
    ["foreign", () => '{"title":"a file of somebody else"}\n'],
    ["empty", () => ""],
  ] as const) {
    it(`a ${what} entry is a clear error before any post, and stays as it is`, async () => {
      await expectMore(2, withLedger());
      const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && entry.name !== "ledger.json")
        .map((entry) => path.join(entry.parentPath, entry.name));
      assert.ok(files.length >= 2);
      for (const file of files) await writeFile(file, spoil(await readFile(file, "utf8")));
      const before = await Promise.all(files.map((file) => readFile(file, "utf8")));
      const { failures } = await withLedger().up(news());
      assert.match(failures[0]!, /not sent, because the ledger could not be used: .*(ledger|entry)/);
      assert.equal(hub.posts, 2);
      assert.deepEqual(await Promise.all(files.map((file) => readFile(file, "utf8"))), before);
    });
  }

  it("a canceled send is free in the ledger under every name by which it was known", async () => {
    const stack = withLedger();
    const schedule = hub.at(60);
    await expectMore(2, stack, { ...args, schedule });
    const named = { ...args, announcement: "x", schedule };
    await expectMore(0, stack, named);
    await stack.destroy();
    assert.deepEqual(hub.pending(), []);
    await expectMore(2, stack, named);
    await stack.destroy();
    await expectMore(2, stack, { ...args, schedule });
  });

  it("a rescheduled send is known with its new time", async () => {
    const stack = withLedger();
    await expectMore(2, stack, { ...args, schedule: hub.at(60) });
    const later = hub.at(90);
    await expectMore(2, stack, { ...args, schedule: later });
    const fresh = withLedger();
    await expectMore(0, fresh, { ...args, schedule: later });
    assert.equal(Date.parse(fresh.delivery().sends[0].scheduledFor), Date.parse(later));
  });
});
