import assert from "node:assert/strict";
import type { ProviderStack } from "../../support/providerStack";
import type { Declared } from "../../support/stackState";
import { args, LocalHub, news, resolveAll, saying } from "./localHub";

describe("under a policy that changes what is said", () => {
  const hub = new LocalHub();
  const retitle = (inputs: any) => ({ ...inputs, message: { ...inputs.message, title: "The news" } });
  const policy = { policy: retitle };

  async function expectMore(more: number, stack: ProviderStack, declared: object = args, options?: Partial<Declared>) {
    const before = hub.posts;
    assert.deepEqual((await stack.up(news(declared, options))).failures, []);
    assert.equal(hub.posts - before, more);
  }

  it("the text goes out as the policy made it, and without the policy it is the same announcement", async () => {
    const stack = hub.stack();
    await expectMore(2, stack, args, policy);
    assert.ok(hub.emulator.sends().every(({ body }) => body.includes("The news")));
    for (const later of [policy, {}, policy]) await expectMore(0, stack, args, later);
    assert.equal(stack.delivery().status, "sent");
  });

  it("a record says what was posted where that is not what was declared", async () => {
    const stack = hub.stack();
    await expectMore(2, stack, args, policy);
    const [{ digest, postedDigest }] = stack.delivery().sends;
    assert.equal(digest, stack.announcement().digests.apple);
    assert.notEqual(postedDigest, digest);
    await expectMore(2, stack, saying("B"));
    assert.equal(stack.delivery().sends[0].postedDigest, undefined);
  });

  it("going back, with the policy or without it, posts nothing; saying what the policy said neither", async () => {
    const stack = hub.stack();
    await expectMore(2, stack, args, policy);
    await expectMore(2, stack, saying("B"));
    await expectMore(0, stack);
    await expectMore(0, stack, args, policy);
    await expectMore(0, stack, { ...args, message: { title: "The news", body: "A" } });
  });

  it("a scheduled text that the program then says itself, without the policy, stays scheduled", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, stack, { ...args, schedule }, policy);
    const itself = { ...args, message: { title: "The news", body: "A" }, schedule };
    for (let run = 0; run < 3; run++) await expectMore(0, stack, itself);
    assert.deepEqual(hub.sends(), ["apple scheduled", "fcmv1 scheduled"]);
    await expectMore(0, stack, itself, { replace: ["Announcement", "Delivery"] });
    await expectMore(0, stack, itself, { name: "other" });
    assert.deepEqual(hub.sends(), ["apple scheduled", "fcmv1 scheduled"]);
  });

  it("made anew without the policy, it still knows what the policy said", async () => {
    const stack = hub.stack();
    await expectMore(2, stack, args, policy);
    await expectMore(0, stack, args, { replace: ["Announcement", "Delivery"] });
    await expectMore(0, stack, { ...args, message: { title: "The news", body: "A" } });
  });

  it("a run that was killed is in doubt without the policy too, and one word settles it", async () => {
    const stack = hub.stack();
    await stack.up(news(args, { ...policy, killed: "posting" }));
    assert.match((await stack.up(news())).failures[0]!, /news \(apple\) has been in doubt/);
    await expectMore(0, stack, args, policy);
    resolveAll(stack, "not-sent");
    await expectMore(2, stack);
    await expectMore(0, stack, args, policy);
  });

  it("headers that it adds reach the hub, and adding or leaving them makes no other announcement", async () => {
    const adds = { policy: (inputs: any) => ({ ...inputs, headers: { apple: { "apns-priority": "5" } } }) };
    const stack = hub.stack();
    await expectMore(2, stack, args, adds);
    assert.equal(hub.emulator.sends().find(({ format }) => format === "apple")!.headers["apns-priority"], "5");
    await expectMore(0, stack);
    await expectMore(0, stack, args, adds);
  });

  it("an audience that it narrows is the one that is posted to", async () => {
    const narrows = { policy: (inputs: any) => ({ ...inputs, audience: { tags: ["beta"] } }) };
    const stack = hub.stack();
    await expectMore(2, stack, args, narrows);
    assert.ok(hub.emulator.sends().every(({ tags }) => tags === "beta"));
    await expectMore(0, stack);
  });

  it("a schedule that it sets is kept to, and later runs leave it alone", async () => {
    const schedule = hub.at(60);
    const delays = { policy: (inputs: any) => ({ ...inputs, schedule }) };
    const stack = hub.stack();
    await expectMore(2, stack, args, delays);
    assert.equal(hub.pending().length, 2);
    await expectMore(0, stack, args, delays);
    assert.equal(stack.delivery().status, "scheduled");
  });

  it("a schedule that it moves is kept to, and later runs leave it alone", async () => {
    const [schedule, later] = [hub.at(60), hub.at(90)];
    const moves = { policy: (inputs: any) => ({ ...inputs, schedule: later }) };
    const stack = hub.stack();
    await expectMore(2, stack, { ...args, schedule }, moves);
    assert.equal(Date.parse(stack.delivery().sends[0].scheduledFor), Date.parse(later));
    await expectMore(0, stack, { ...args, schedule }, moves);
    await expectMore(2, stack, { ...args, schedule });
    assert.equal(Date.parse(stack.delivery().sends[0].scheduledFor), Date.parse(schedule));
    assert.equal(hub.pending().length, 2);
  });

  it("a schedule that it moves is kept to while the declared time comes near and passes", async () => {
    const [schedule, later] = [hub.at(60), hub.at(120)];
    const moves = { policy: (inputs: any) => ({ ...inputs, schedule: later }) };
    const stack = hub.stack();
    await expectMore(2, stack, { ...args, schedule }, moves);
    for (const minutes of [57, 2, 2]) {
      hub.pass(minutes * 60);
      await expectMore(0, stack, { ...args, schedule }, moves);
      assert.equal(stack.delivery().status, "scheduled");
    }
  });

  it("a text that it makes too long is refused before anything is armed", async () => {
    const stack = hub.stack();
    const longer = { policy: (inputs: any) => ({ ...inputs, message: { title: "News", body: "x".repeat(10_000) } }) };
    const { failures } = await stack.up(news(args, longer));
    assert.match(failures[0]!, /^news: nothing was posted, because message.* bytes/);
    assert.deepEqual([hub.posts, stack.held], [0, []]);
    await expectMore(2, stack);
  });

  it("a platform that it takes away is not posted, and one that it adds is", async () => {
    const only = (platforms: string[]) => ({ policy: (inputs: any) => ({ ...inputs, platforms }) });
    const stack = hub.stack();
    await expectMore(1, stack, args, only(["apple"]));
    await expectMore(0, stack, args, only(["apple"]));
    await expectMore(1, stack, args, only(["apple", "windows"]));
    await expectMore(1, stack);
    assert.deepEqual(hub.sends(), ["apple sent", "fcmv1 sent", "windows sent"]);
  });

  it("an edit by the program is announced though the policy makes the same of both", async () => {
    const fixed = { policy: (inputs: any) => ({ ...inputs, message: { title: "Fixed", body: "Fixed" } }) };
    const stack = hub.stack();
    await expectMore(2, stack, saying("A"), fixed);
    await expectMore(2, stack, saying("B"), fixed);
    await expectMore(0, stack, saying("A"), fixed);
  });
});
