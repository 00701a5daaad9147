import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { ProviderStack } from "../../support/providerStack";
import type { Declared } from "../../support/stackState";
import { args, LocalHub, news, saying } from "./localHub";

describe("a definite no", () => {
  const hub = new LocalHub();

  async function expectMore(more: number, stack: ProviderStack, program: Declared | Declared[] = news()) {
    const before = hub.posts;
    assert.deepEqual((await stack.up(program)).failures, []);
    assert.equal(hub.posts - before, more);
  }

  it("is recorded with its reason, and tried again by the next run, also after a refresh", async () => {
    for (const refreshed of [false, true]) {
      const stack = hub.stack();
      hub.emulator.fault({ match: { format: "apple" }, fault: "403", times: 1 });
      const { failures } = await stack.up(news());
      assert.match(failures[0]!, /^news \(apple\): not sent, .*; the next `pulumi up` tries again\.$/);
      const { status, sends, doubts } = stack.delivery();
      assert.deepEqual([status, doubts], ["not-sent", undefined]);
      const { state, reason } = sends.find(({ platform }: any) => platform === "apple");
      assert.equal(state, "not-sent");
      assert.match(reason, /403|Forbidden/);
      if (refreshed) await stack.refresh();
      await expectMore(1, stack);
      assert.equal(stack.delivery().status, "sent");
      assert.equal(stack.delivery().history, undefined, "attempts that a later one has replaced are not kept");
      await expectMore(0, stack);
    }
  });

  it("a wrong key posts nothing and is not shown, and the right one posts once per platform", async () => {
    const stack = hub.stack();
    const right = stack.config["broadcast:connectionString"]!;
    stack.config["broadcast:connectionString"] = right.replace(/SharedAccessKey=[^;]+/, "SharedAccessKey=wr0ngk3y");
    const { failures } = await stack.up(news());
    assert.match(failures[0]!, /not sent/);
    assert.ok(!JSON.stringify([failures, stack.held]).includes("wr0ngk3y"));
    assert.equal(hub.posts, 0);
    stack.config["broadcast:connectionString"] = right;
    await expectMore(2, stack);
    await expectMore(0, stack);
  });

  it("six broadcasts with a wrong key, as an engine without a gate runs them: all posted by the next run, no doubt", async () => {
    const stack = hub.stack();
    const six = [1, 2, 3, 4, 5, 6].map((n) => news(saying(`Text ${n}`), { name: `news ${n}` }));
    const right = stack.config["broadcast:connectionString"]!;
    stack.config["broadcast:connectionString"] = right.replace(/SharedAccessKey=[^;]+/, "SharedAccessKey=wrong");
    const { failures } = await stack.up(six, { together: true });
    assert.ok(failures.every((failure) => /not sent/.test(failure)));
    stack.config["broadcast:connectionString"] = right;
    assert.deepEqual((await stack.up(six, { together: true })).failures, []);
    assert.equal(hub.posts, 12);
    assert.ok(stack.held.every(({ outs }) => outs.doubts === undefined));
  });

  it("one refusal among many side by side: the others that were armed are posted, none is in doubt", async () => {
    const stack = hub.stack();
    const many = Array.from({ length: 8 }, (_, n) => news(saying(`Text ${n}`), { name: `news ${n}` }));
    hub.emulator.fault({ match: { format: "apple" }, fault: "403", times: 1 });
    await stack.up(many, { together: true });
    assert.equal(hub.posts, 15);
    await expectMore(1, stack, many);
    assert.ok(stack.held.every(({ outs }) => outs.doubts === undefined));
    assert.equal(hub.posts, 16);
  });

  it("after a failure nothing more is armed in that run, and the next one posts it", async () => {
    const stack = hub.stack();
    hub.emulator.fault({ match: { format: "apple" }, fault: "403", times: 1 });
    const program = [news(saying("1"), { name: "one" }), news(saying("2"), { name: "two" })];
    await stack.up(program);
    assert.equal(stack.announcement("two"), undefined);
    await expectMore(3, stack, program);
  });

  it("after a failure that the program has not seen, what the engine declares all the same is not armed", async () => {
    const stack = hub.stack();
    hub.emulator.fault({ match: { format: "apple" }, fault: "403", times: 1 });
    const program = [news(saying("1"), { name: "one" }), news(saying("2"), { name: "two" })];
    const { failures } = await stack.up(program, { continueOnError: true, failuresSeen: 0 });
    assert.match(
      failures[1]!,
      /^two: nothing was posted, because another broadcast of this run failed; the next `pulumi up` posts it\.$/,
    );
    assert.equal(stack.announcement("two"), undefined);
    await expectMore(3, stack, program);
  });

  it("a doubt that is discovered among many side by side stops none of the others", async () => {
    const stack = hub.stack();
    const doubtful = news(args, { killed: "posting" });
    await stack.up(doubtful);
    const others = Array.from({ length: 8 }, (_, n) => news(saying(`Text ${n}`), { name: `news ${n}` }));
    await stack.up([news(), ...others], { together: true });
    assert.equal(hub.posts, 2 + 16);
    assert.equal(stack.delivery().status, "in-doubt");
  });

  it("with --continue-on-error the others are posted", async () => {
    const stack = hub.stack();
    hub.emulator.fault({ match: { format: "apple" }, fault: "403", times: 1 });
    const program = [news(saying("1"), { name: "one" }), news(saying("2"), { name: "two" })];
    const { failures } = await stack.up(program, { continueOnError: true });
    assert.equal(failures.length, 1);
    assert.equal(hub.posts, 3);
    await expectMore(1, stack, program);
  });

  it("a hub that cannot be reached is one", async () => {
    const stack = hub.stack();
    const right = stack.config["broadcast:connectionString"]!;
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
    });
    stack.config["broadcast:connectionString"] = right.replace(/:\d+\//, `:${free}/`);
    assert.match((await stack.up(news())).failures[0]!, /not sent/);
    stack.config["broadcast:connectionString"] = right;
    await expectMore(2, stack);
  });

  it("without any connection nothing is armed and one sentence says what to set", async () => {
    const stack = hub.stack({});
    const { failures } = await stack.up(news());
    assert.match(
      failures[0]!,
      /no hub is configured; set hub, run `pulumi config set --secret broadcast:connectionString`/,
    );
    assert.deepEqual(stack.held, []);
    assert.deepEqual((await stack.preview(news())).failures, [], "a preview needs no connection");
  });

  it("an edit after a refusal forgets what was not sent and posts the new text to both", async () => {
    const stack = hub.stack();
    hub.emulator.fault({ match: { format: "apple" }, fault: "403", times: 1 });
    await stack.up(news());
    await expectMore(2, stack, news(saying("B")));
    await expectMore(1, stack, news(args));
    assert.equal(stack.delivery().status, "sent");
  });

  it("made anew after a refusal, it is posted by that run", async () => {
    for (const kinds of [["Delivery"], ["Announcement"], ["Announcement", "Delivery"]] as const) {
      const stack = hub.stack();
      hub.emulator.fault({ match: { format: "apple" }, fault: "403", times: 1 });
      await stack.up(news());
      await expectMore(1, stack, news(args, { replace: [...kinds] }));
      await expectMore(0, stack);
    }
  });
});
