import assert from "node:assert/strict";
import type { ProviderStack } from "../../support/providerStack";
import type { Declared } from "../../support/stackState";
import { args, LocalHub, news, resolveAll, saying } from "./localHub";

describe("a run that is killed", () => {
  const hub = new LocalHub();
  const other = new LocalHub({ hub: "other" });

  async function expectMore(more: number, stack: ProviderStack, declared: object = args, options?: Partial<Declared>) {
    const before = hub.posts;
    assert.deepEqual((await stack.up(news(declared, options))).failures, []);
    assert.equal(hub.posts - before, more);
  }

  it("before its arm is stored leaves no doubt: the next run posts once", async () => {
    const stack = hub.stack();
    await stack.up(news(args, { killed: "arming" }));
    assert.deepEqual([hub.posts, stack.held], [0, []]);
    await expectMore(2, stack);
  });

  for (const killed of ["armed", "posting"] as const) {
    const accepted = killed === "posting" ? 2 : 0;

    it(`${killed}: the next run says so and fails once, and nothing is ever posted`, async () => {
      const stack = hub.stack();
      await stack.up(news(args, { killed }));
      assert.equal(hub.posts, accepted);
      const { failures } = await stack.up(news());
      assert.match(
        failures[0]!,
        /news \(apple\) has been in doubt since .*\n?.*news \(fcmv1\) has been in doubt since/,
      );
      assert.match(failures[0]!, /pulumi cancel.*refresh --clear-pending-creates/);
      await expectMore(0, stack);
      await expectMore(0, stack, args, { replace: ["Announcement", "Delivery"] });
      await expectMore(0, stack);
      assert.equal(hub.posts, accepted);
      assert.equal(stack.delivery().status, "in-doubt");
    });

    it(`${killed}, then an edit, then a revert: it is in doubt, and the edit went out once`, async () => {
      const stack = hub.stack();
      await stack.up(news(args, { killed }));
      await expectMore(2, stack, saying("B"));
      assert.match((await stack.up(news())).failures[0]!, /has been in doubt since/);
      await expectMore(0, stack);
      await expectMore(0, stack, saying("B"));
      assert.equal(hub.posts, accepted + 2);
    });

    it(`${killed} in an edit, then back: what is known stays, and going forth is in doubt`, async () => {
      const stack = hub.stack();
      await expectMore(2, stack);
      await stack.up(news(saying("B"), { killed }));
      await expectMore(0, stack);
      assert.equal(stack.delivery().status, "sent");
      assert.match((await stack.up(news(saying("B")))).failures[0]!, /has been in doubt since/);
      await expectMore(0, stack, saying("B"));
      assert.equal(hub.posts, 2 + accepted);
    });

    it(`${killed}, then renamed without an alias: it is in doubt under the new name`, async () => {
      const stack = hub.stack();
      await stack.up(news(args, { killed }));
      const { failures } = await stack.up(news(args, { name: "other" }));
      assert.match(failures[0]!, /other \(apple\) has been in doubt since/);
      await stack.up(news(args, { name: "other" }));
      assert.equal(hub.posts, accepted);
      assert.equal(stack.delivery("other").status, "in-doubt");
    });

    it(`${killed}, then renamed with an alias: it is in doubt under the new name`, async () => {
      const stack = hub.stack();
      await stack.up(news(args, { killed }));
      const renamed = news(args, {
        name: "other",
        parent: "my:app:App",
        aliases: [{ name: "news", parent: undefined }],
      });
      assert.match((await stack.up(renamed)).failures[0]!, /other \(apple\) has been in doubt since/);
      assert.deepEqual((await stack.up(renamed)).failures, []);
      assert.equal(hub.posts, accepted);
    });

    it(`${killed}, then its Announcement made anew: the arm stays with the run that began it`, async () => {
      const stack = hub.stack();
      await stack.up(news(args, { killed }));
      const { armed } = stack.announcement();
      await stack.up(news(args, { replace: ["Announcement"] }));
      assert.deepEqual(stack.announcement().armed, armed);
      await expectMore(0, stack);
      assert.equal(hub.posts, accepted);
    });

    it(`${killed}, resolved as not sent: posted once; resolved as sent: never`, async () => {
      for (const [word, more] of [
        ["not-sent", 2],
        ["sent", 0],
      ] as const) {
        const stack = hub.stack();
        await stack.up(news(args, { killed }));
        resolveAll(stack, word);
        await expectMore(more, stack);
        assert.equal(stack.delivery().status, "sent");
        delete stack.config["broadcast:resolve"];
        await expectMore(0, stack);
        assert.equal(stack.delivery().status, "sent");
      }
    });

    it(`${killed}, with onInDoubt send-again: posted by the next run, once`, async () => {
      const stack = hub.stack();
      const again = { ...args, onInDoubt: "send-again" };
      await stack.up(news(again, { killed }));
      await expectMore(2, stack, again);
      await expectMore(0, stack, again);
    });
  }

  it("the doubt is since the time of the lost run, and until its request has surely ended", async () => {
    const stack = hub.stack();
    const began = hub.now();
    await stack.up(news(args, { killed: "armed" }));
    hub.pass(3600);
    const { failures } = await stack.up(news());
    const [{ at, until }] = stack.delivery().doubts;
    assert.ok(Math.abs(Date.parse(at) - began) < 5000, "since the kill");
    assert.ok(failures[0]!.includes(`has been in doubt since ${at}`));
    // 2 seconds for a request, 20 for a throttling hub, and 60 within which a post may begin.
    assert.equal(Date.parse(until) - Date.parse(at), 82_000);
    stack.config["broadcast:timeoutSeconds"] = "200";
    await stack.up(news(saying("B"), { killed: "armed" }));
    const arm: any = Object.values(stack.announcement().armed).at(-1);
    assert.equal(Date.parse(arm.until) - Date.parse(arm.at), 280_000, "as long as the configured time allows");
  });

  it("a run that sleeps until its request could have ended posts nothing any more, and the next run posts once", async () => {
    const stack = hub.stack();
    const sleeping = (seconds: number) => news(args, { between: () => hub.pass(seconds) });
    const { failures } = await stack.up(sleeping(70));
    assert.match(
      failures[0]!,
      /news \(apple\): not sent, because this run was held up for too long after it was armed; the/,
    );
    assert.equal(hub.posts, 0);
    await expectMore(2, stack);
    assert.deepEqual((await hub.stack().up(sleeping(50))).failures, [], "a slow backend is no reason");
  });

  it("twice in a row, each doubt is its own, and each has its word", async () => {
    const stack = hub.stack();
    await stack.up(news(args, { killed: "armed" }));
    resolveAll(stack, "not-sent");
    await stack.up(news(args, { killed: "posting" }));
    assert.equal(hub.posts, 2);
    assert.match((await stack.up(news())).failures[0]!, /in doubt/, "the earlier word is not about this run");
    assert.equal(hub.posts, 2);
    resolveAll(stack, "sent");
    await expectMore(0, stack);
    assert.equal(stack.delivery().status, "sent");
  });

  it("an armed digest that another run answered is no doubt", async () => {
    const stack = hub.stack();
    await expectMore(2, stack);
    await expectMore(2, stack, saying("B"));
    await expectMore(0, stack, args, { replace: ["Delivery", "Announcement"] });
    await expectMore(0, stack, saying("B"), { name: "other" });
    assert.equal(stack.delivery("other").status, "sent");
  });

  it("a word on an earlier text that is no longer declared is remembered when the word is gone", async () => {
    const stack = hub.stack();
    await stack.up(news(args, { killed: "posting" }));
    await expectMore(2, stack, saying("B"));
    resolveAll(stack, "sent");
    await expectMore(0, stack, saying("B"));
    delete stack.config["broadcast:resolve"];
    await expectMore(0, stack, args);
    assert.equal(stack.delivery().status, "sent");
  });

  it("resolved as not sent, but edited in the same run: only the edit is posted", async () => {
    const stack = hub.stack();
    await stack.up(news(args, { killed: "posting" }));
    resolveAll(stack, "not-sent");
    await expectMore(2, stack, saying("B"));
    delete stack.config["broadcast:resolve"];
    await expectMore(0, stack, saying("B"));
    assert.equal(stack.delivery().doubts, undefined);
  });

  for (const lost of ["with its process", "its reply"] as const) {
    it(`scheduled, lost ${lost}, resolved as sent: it is what the hub holds, scheduled and then due`, async () => {
      const stack = hub.stack();
      const schedule = hub.at(60);
      const declared = { ...args, schedule };
      if (lost === "its reply") hub.emulator.fault({ match: { method: "POST" }, fault: "reset-after", times: 2 });
      await stack.up(news(declared, lost === "its reply" ? {} : { killed: "posting" }));
      resolveAll(stack, "sent");
      await expectMore(0, stack, declared);
      assert.deepEqual(hub.sends(), ["apple scheduled", "fcmv1 scheduled"]);
      assert.equal(stack.delivery().status, "scheduled");
      delete stack.config["broadcast:resolve"];
      await expectMore(0, stack, { ...args, schedule: hub.at(90) });
      assert.equal(stack.delivery().status, "scheduled", "without an id, it cannot be rescheduled");
      hub.pass(3700);
      await expectMore(0, stack, declared);
      assert.deepEqual([hub.sends(), stack.delivery().status], [["apple sent", "fcmv1 sent"], "due"]);
      assert.deepEqual((await stack.destroy()).failures, []);
    });
  }

  for (const change of ["rescheduled", "withdrawn and declared again"] as const) {
    it(`${change}, killed after the cancel, and its time passes: it is in doubt, and resolved as not sent it goes out`, async () => {
      const stack = hub.stack();
      const schedule = hub.at(60);
      await expectMore(2, stack, { ...args, schedule });
      hub.emulator.fault({ match: { method: "POST" }, fault: "403", times: 2 });
      const edited = change === "rescheduled" ? { ...args, schedule: hub.at(600) } : saying("B");
      await stack.up(news(edited, { killed: "posting" }));
      assert.deepEqual(hub.sends(), ["apple canceled", "fcmv1 canceled"]);
      hub.pass(3700);
      const later = { ...args, schedule: hub.at(600) };
      assert.match((await stack.up(news(later))).failures[0]!, /has been in doubt since/);
      await expectMore(0, stack, later);
      resolveAll(stack, "not-sent");
      await expectMore(2, stack, later);
      assert.equal(hub.pending().length, 2);
    });
  }

  it("and then the hub moves: in doubt, and posted on neither", async () => {
    const stack = hub.stack();
    await stack.up(news(args, { killed: "posting" }));
    const moved = { ...args, hub: other.argument() };
    assert.match((await stack.up(news(moved))).failures[0]!, /in doubt/);
    await expectMore(0, stack, moved);
    assert.deepEqual([hub.posts, other.posts], [2, 0]);
  });

  it("several broadcasts: only those that had begun are in doubt", async () => {
    const stack = hub.stack();
    const program = (killed?: Declared["killed"]): Declared[] => [
      news(saying("1"), { name: "one" }),
      news(saying("2"), { name: "two", ...(killed ? { killed } : {}) }),
      news(saying("3"), { name: "three" }),
    ];
    await stack.up(program("posting"));
    assert.equal(hub.posts, 4);
    await stack.up(program());
    await stack.up(program());
    assert.equal(hub.posts, 6);
    assert.deepEqual(
      ["one", "two", "three"].map((name) => stack.delivery(name).status),
      ["sent", "in-doubt", "sent"],
    );
  });
});
