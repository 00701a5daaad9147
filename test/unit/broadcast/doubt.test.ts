import assert from "node:assert/strict";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, resolveAll, saying } from "./localHub";

describe("a post whose reply is lost", () => {
  const hub = new LocalHub();

  /** The hub has accepted both, and the reply to one got lost. */
  async function doubtful(declared: object = args): Promise<{ stack: ProviderStack; failure: string }> {
    const stack = hub.stack();
    hub.emulator.fault({ match: { format: "fcmv1" }, fault: "reset-after", times: 1 });
    const { failures } = await stack.up(news(declared));
    assert.equal(failures.length, 1);
    assert.equal(hub.posts, 2);
    return { stack, failure: failures[0]! };
  }

  async function expectMore(more: number, stack: ProviderStack, declared: object = args): Promise<void> {
    const before = hub.posts;
    assert.deepEqual((await stack.up(news(declared))).failures, []);
    assert.equal(hub.posts - before, more);
  }

  it("fails its run with everything that a person needs, in one line that says each thing once", async () => {
    const { stack, failure } = await doubtful({ ...args, announcement: "release-2" });
    const [{ digest, run, at, trackingId }] = stack.delivery().doubts;
    assert.match(failure, /^news \(fcmv1\) of "release-2" has been in doubt since \d{4}-\d\d-\d\dT[\d:.]+Z: /);
    for (const needed of [at, trackingId, "it was not posted again", "raise revision"])
      assert.equal(failure.split(needed).length, 2, `${needed} once in: ${failure}`);
    assert.ok(failure.includes(`\`pulumi-broadcast resolve ${digest}@${run} sent\``));
    assert.ok(failure.includes(`\`pulumi-broadcast resolve ${digest}@${run} not-sent\``));
    assert.ok(!failure.includes("\n"));
    assert.ok(!failure.includes("pulumi cancel"), "no run was killed");
  });

  it("is not posted by later runs, which do not fail; what is known stays recorded", async () => {
    const { stack } = await doubtful();
    for (let run = 0; run < 3; run++) await expectMore(0, stack);
    const { status, sends, doubts } = stack.delivery();
    assert.equal(status, "in-doubt");
    assert.deepEqual(
      sends.map(({ platform, state }: any) => [platform, state]),
      [["apple", "sent"]],
    );
    assert.deepEqual(
      doubts.map(({ platform }: any) => platform),
      ["fcmv1"],
    );
  });

  it("is still in doubt after a refresh", async () => {
    const { stack } = await doubtful();
    await stack.refresh();
    assert.equal(stack.delivery().status, "in-doubt");
    await expectMore(0, stack);
    assert.equal(stack.delivery().doubts.length, 1);
  });

  it("is still in doubt after an edit and a revert", async () => {
    const { stack } = await doubtful();
    await expectMore(2, stack, saying("B"));
    assert.equal(stack.delivery().doubts.length, 1);
    assert.equal(stack.delivery().status, "sent");
    await expectMore(0, stack);
    assert.equal(stack.delivery().status, "in-doubt");
    assert.equal(stack.delivery().doubts.length, 1);
  });

  for (const kinds of [["Delivery"], ["Announcement"], ["Announcement", "Delivery"]] as const) {
    it(`is still in doubt when ${kinds.join(" and ")} are made anew`, async () => {
      const { stack } = await doubtful();
      await stack.up(news(args, { replace: [...kinds] }));
      await expectMore(0, stack);
      assert.equal(hub.posts, 2);
      assert.equal(stack.delivery().status, "in-doubt");
    });
  }

  it("is still in doubt under another name and another parent", async () => {
    const { stack } = await doubtful();
    await stack.up(news(args, { name: "other", parent: "my:app:App" }));
    await stack.up(news(args, { name: "third" }));
    assert.equal(hub.posts, 2);
    assert.equal(stack.delivery("third").status, "in-doubt");
  });

  it("that a person says was sent is recorded as sent, also when the word is gone", async () => {
    const { stack } = await doubtful();
    const [{ at }] = stack.delivery().doubts;
    resolveAll(stack, "sent");
    await expectMore(0, stack);
    const { status, doubts, sends } = stack.delivery();
    assert.deepEqual([status, doubts], ["sent", undefined]);
    assert.equal(sends.find(({ platform }: any) => platform === "fcmv1").sentAt, at);
    delete stack.config["broadcast:resolve"];
    await expectMore(0, stack);
    assert.equal(stack.delivery().status, "sent");
  });

  it("that a person says was not sent is posted once more, also when the word stays", async () => {
    const { stack } = await doubtful();
    resolveAll(stack, "not-sent");
    await expectMore(1, stack);
    assert.equal(stack.delivery().status, "sent");
    await expectMore(0, stack);
    delete stack.config["broadcast:resolve"];
    await expectMore(0, stack);
    assert.equal(stack.delivery().doubts, undefined);
  });

  it("and in doubt again, it asks again: the word was about the earlier run", async () => {
    const { stack } = await doubtful();
    resolveAll(stack, "not-sent");
    hub.emulator.fault({ match: { format: "fcmv1" }, fault: "reset-after", times: 1 });
    assert.match((await stack.up(news())).failures[0]!, /in doubt/);
    await expectMore(0, stack);
    assert.equal(stack.delivery().status, "in-doubt");
    assert.equal(hub.posts, 3);
  });

  it("of an earlier text, a person's word settles it for good while another text is declared", async () => {
    for (const word of ["sent", "not-sent"] as const) {
      const { stack } = await doubtful(saying(`A ${word}`));
      await expectMore(2, stack, saying("B"));
      resolveAll(stack, word);
      await expectMore(0, stack, saying("B"));
      assert.equal(stack.delivery().doubts, undefined);
      delete stack.config["broadcast:resolve"];
      await expectMore(word === "sent" ? 0 : 1, stack, saying(`A ${word}`));
      hub.emulator.reset();
    }
  });

  it("with onInDoubt send-again is posted by the next run, once", async () => {
    const again = { ...args, onInDoubt: "send-again" };
    const { stack } = await doubtful(again);
    await expectMore(1, stack, again);
    assert.equal(stack.delivery().status, "sent");
    await expectMore(0, stack, again);
  });

  it("with onInDoubt send-again is not posted after notAfter, nor while sends are off", async () => {
    const again = { ...args, onInDoubt: "send-again" };
    const { stack } = await doubtful(again);
    await expectMore(0, stack, { ...again, notAfter: hub.at(-1) });
    stack.config["broadcast:send"] = "off";
    await expectMore(0, stack, again);
    assert.equal(stack.delivery().status, "off");
    delete stack.config["broadcast:send"];
    await expectMore(1, stack, again);
  });

  it("a raised revision announces again and leaves the doubt on record", async () => {
    const { stack } = await doubtful();
    await expectMore(2, stack, { ...args, revision: 2 });
    assert.equal(stack.delivery().status, "sent");
    assert.equal(stack.delivery().doubts.length, 1);
  });

  it("an error hook that calls create again gets the first try's result and posts nothing more", async () => {
    const stack = hub.stack();
    hub.emulator.fault({ match: {}, fault: "reset-after", times: 2 });
    const { failures } = await stack.up(news());
    assert.equal(failures[0]!.split("\n").length, 2, "both platforms, in one failure");
    assert.equal(hub.posts, 2);
  });
});
