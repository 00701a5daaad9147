import assert from "node:assert/strict";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, saying } from "./localHub";

describe("what is said beside the text", () => {
  const hub = new LocalHub();
  const other = new LocalHub({ hub: "other" });

  async function expectMore(more: number, stack: ProviderStack, declared: object, status = "sent"): Promise<void> {
    const before = hub.posts;
    const { failures } = await stack.up(news(declared));
    assert.deepEqual(failures, [], JSON.stringify(declared));
    assert.equal(hub.posts - before, more, JSON.stringify(declared));
    assert.equal(stack.delivery().status, status);
  }

  async function posted(declared: object = args): Promise<ProviderStack> {
    const stack = hub.stack();
    await expectMore(2, stack, declared);
    return stack;
  }

  describe("resend: on-revision", () => {
    const onRevision = (body: string, more: object = {}) => saying(body, { resend: "on-revision", ...more });

    it("an edit posts nothing, a raised revision posts the text as it is then", async () => {
      const stack = await posted(onRevision("A"));
      await expectMore(0, stack, onRevision("B"));
      await expectMore(0, stack, onRevision("C"));
      await expectMore(2, stack, onRevision("D", { revision: 2 }));
      await expectMore(0, stack, onRevision("E", { revision: 2 }));
      assert.ok(hub.emulator.sends().every(({ body }) => /"body":"[AD]"/.test(body)));
    });

    it("a platform that is added is posted, though others of this revision were sent", async () => {
      const stack = await posted(onRevision("A"));
      await expectMore(1, stack, onRevision("B", { platforms: ["apple", "fcmv1", "windows"] }));
      await expectMore(0, stack, onRevision("C", { platforms: ["apple", "fcmv1", "windows"] }));
    });

    it("a locale that is added is posted, though others of this revision were sent", async () => {
      const localized = (body: string, locales: object) => ({
        ...args,
        resend: "on-revision",
        message: { title: "News", body, locales },
      });
      const stack = await posted(localized("A", {}));
      await expectMore(2, stack, localized("B", { fr: { body: "Un" } }));
      await expectMore(0, stack, localized("C", { fr: { body: "Deux" } }));
      await expectMore(2, stack, localized("C", { fr: { body: "Deux" }, de: { body: "Zwei" } }));
    });

    it("turning a test into a real send posts, though this revision was tested", async () => {
      const stack = hub.stack();
      await expectMore(2, stack, onRevision("A", { test: true }));
      await expectMore(2, stack, onRevision("B"));
      await expectMore(0, stack, onRevision("C"));
      await expectMore(0, stack, onRevision("D", { test: true }));
    });

    it("a lower revision that was sent before counts, one that was not is posted", async () => {
      const stack = await posted(onRevision("A", { revision: 2 }));
      await expectMore(2, stack, onRevision("B", { revision: 1 }));
      await expectMore(0, stack, onRevision("C", { revision: 2 }));
    });

    it("another announcement is posted, and back again is not", async () => {
      const stack = await posted(onRevision("A", { announcement: "x" }));
      await expectMore(2, stack, onRevision("B", { announcement: "y" }));
      await expectMore(0, stack, onRevision("C", { announcement: "y" }));
      await expectMore(0, stack, onRevision("A", { announcement: "x" }));
    });

    it("a change of resend alone posts nothing, however many runs follow; the next edit posts", async () => {
      const stack = await posted(onRevision("A"));
      await expectMore(0, stack, onRevision("B"));
      for (let run = 0; run < 3; run++) await expectMore(0, stack, saying("B"));
      await expectMore(2, stack, saying("C"));
    });

    it("the chain of texts that count for one another survives renames and new generations", async () => {
      const stack = await posted(onRevision("A"));
      await expectMore(0, stack, onRevision("B"));
      await stack.up(news(onRevision("C"), { replace: ["Announcement", "Delivery"] }));
      await stack.up(news(onRevision("D"), { name: "other", aliases: [{ name: "news" }] }));
      assert.equal(hub.posts, 2);
      assert.equal(stack.delivery("other").status, "sent");
    });

    describe("after a run that was killed in its posts", () => {
      async function killed(more: object = {}): Promise<ProviderStack> {
        const stack = hub.stack();
        await stack.up(news(onRevision("A", more), { killed: "posting" }));
        return stack;
      }

      it("an edit is in doubt with the text that was posted", async () => {
        const stack = await killed();
        assert.match((await stack.up(news(onRevision("B")))).failures[0]!, /in doubt/);
        await expectMore(0, stack, onRevision("C"), "in-doubt");
        assert.equal(hub.posts, 2);
      });

      it("a raised revision is posted", async () => {
        await expectMore(2, await killed(), onRevision("B", { revision: 2 }));
      });

      it("a real send after a test is posted", async () => {
        await expectMore(2, await killed({ test: true }), onRevision("B"));
      });

      it("a platform that is added is posted, the others are in doubt", async () => {
        const stack = await killed({ platforms: ["apple"] });
        assert.equal(hub.posts, 1);
        assert.match((await stack.up(news(onRevision("B")))).failures[0]!, /news \(apple\) has been in doubt/);
        assert.deepEqual(hub.sends(), ["apple sent", "fcmv1 sent"]);
      });
    });

    it("a scheduled text that is edited is canceled and nothing else is lost: the pending one counts", async () => {
      const schedule = hub.at(60);
      const stack = hub.stack();
      await expectMore(2, stack, onRevision("A", { schedule }), "scheduled");
      await expectMore(0, stack, onRevision("B", { schedule }), "scheduled");
      assert.deepEqual(hub.pending(), ["apple: A", "fcmv1: A"]);
    });
  });

  describe("announcement", () => {
    it("given later to what was sent posts nothing", async () => {
      const stack = await posted();
      await expectMore(0, stack, { ...args, announcement: "x" });
      await expectMore(0, stack, { ...args, announcement: "x" });
    });

    it("changed from one name to another announces, and taken away too", async () => {
      const stack = await posted({ ...args, announcement: "x" });
      await expectMore(2, stack, { ...args, announcement: "y" });
      await expectMore(0, stack, { ...args, announcement: "x" });
    });

    it("given later, then changed: announces", async () => {
      const stack = await posted();
      await expectMore(0, stack, { ...args, announcement: "x" });
      await expectMore(2, stack, { ...args, announcement: "y" });
      await expectMore(0, stack, { ...args, announcement: "y" });
    });

    it("given after a run that was killed in its posts: in doubt under its name", async () => {
      const stack = hub.stack();
      await stack.up(news(args, { killed: "posting" }));
      const named = { ...args, announcement: "x" };
      assert.match((await stack.up(news(named))).failures[0]!, /news \(apple\) of "x" has been in doubt/);
      await expectMore(0, stack, named, "in-doubt");
      assert.equal(hub.posts, 2);
    });

    it("given later to an earlier text than the last one announces it", async () => {
      const stack = await posted();
      await expectMore(2, stack, saying("B"));
      await expectMore(2, stack, { ...args, announcement: "x" });
    });
  });

  describe("test", () => {
    it("is the hub's test send, and turning it off announces, and on again does not", async () => {
      const stack = hub.stack();
      await expectMore(2, stack, { ...args, test: true });
      assert.ok(hub.emulator.sends().every(({ kind }) => kind === "test"));
      await expectMore(2, stack, args);
      await expectMore(0, stack, { ...args, test: true });
      await expectMore(0, stack, args);
    });

    it("by configuration for the whole stack is the same", async () => {
      const stack = hub.stack({ ...hub.config(), "broadcast:send": "test" });
      await expectMore(2, stack, args);
      assert.ok(hub.emulator.sends().every(({ kind }) => kind === "test"));
      delete stack.config["broadcast:send"];
      await expectMore(2, stack, args);
      stack.config["broadcast:send"] = "test";
      await expectMore(0, stack, args);
    });
  });

  describe("send off", () => {
    it("posts and arms nothing, and what was off is posted when it is on again", async () => {
      const stack = hub.stack({ ...hub.config(), "broadcast:send": "off" });
      await expectMore(0, stack, args, "off");
      await expectMore(0, stack, args, "off");
      assert.deepEqual(stack.announcement().armed, {});
      delete stack.config["broadcast:send"];
      await expectMore(2, stack, args);
      stack.config["broadcast:send"] = "off";
      await expectMore(0, stack, args, "sent");
    });

    it("needs no connection", async () => {
      const stack = hub.stack({ "broadcast:send": "off" });
      await expectMore(0, stack, args, "off");
    });
  });

  describe("adopt", () => {
    const adopted = { ...args, adopt: { notificationId: "n-1" } };

    it("records an earlier send and posts nothing, also when it is left out afterwards", async () => {
      const stack = hub.stack();
      await expectMore(0, stack, adopted);
      assert.ok(stack.delivery().sends.every(({ notificationId }: any) => notificationId === "n-1"));
      await expectMore(0, stack, adopted);
      await expectMore(0, stack, args);
      await expectMore(2, stack, saying("B"));
    });

    it("after a post changes nothing", async () => {
      const stack = await posted();
      const { sends } = stack.delivery();
      await expectMore(0, stack, adopted);
      assert.deepEqual(stack.delivery().sends, sends);
    });

    it("with sends off still records", async () => {
      const stack = hub.stack({ ...hub.config(), "broadcast:send": "off" });
      await expectMore(0, stack, adopted);
    });
  });

  describe("hub", () => {
    it("moved after it was sent posts nothing, there or here, and back neither", async () => {
      const stack = await posted();
      await expectMore(0, stack, { ...args, hub: other.argument() });
      await expectMore(0, stack, args);
      assert.equal(other.posts, 0);
      await expectMore(0, stack, saying("B", { hub: other.argument() }));
      assert.equal(other.posts, 2, "an edit goes to the new one");
    });

    it("the ones that stay on the old hub say so, and the others leave it out", async () => {
      const stack = await posted();
      await expectMore(0, stack, { ...args, platforms: ["apple", "fcmv1", "windows"], hub: other.argument() });
      assert.deepEqual(other.sends(), ["windows sent"]);
      const { sends, at } = stack.delivery();
      assert.match(at, /\/other$/);
      for (const { platform, hub: where } of sends)
        assert.match(where ?? at, platform === "windows" ? /\/other$/ : /\/hub$/, platform);
      await stack.refresh();
      await expectMore(0, stack, { ...args, platforms: ["apple", "fcmv1", "windows"], hub: other.argument() });
    });
  });

  it("a broadcast under a new, stricter rule does not fail once it was sent", async () => {
    const stack = await posted({ ...args, notAfter: hub.at(10) });
    hub.pass(3600);
    await expectMore(0, stack, { ...args, notAfter: hub.at(-50) });
    const scheduled = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, scheduled, saying("S", { schedule }), "scheduled");
    hub.pass(58 * 60);
    await expectMore(0, scheduled, saying("S", { schedule }), "scheduled");
  });
});
