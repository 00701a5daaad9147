import assert from "node:assert/strict";
import type { UpOptions } from "../../support/providerRun";
import { ProviderRun } from "../../support/providerRun";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, saying } from "./localHub";

describe("a broadcast is posted once", () => {
  const hub = new LocalHub();

  /** A stack whose first run has posted to both platforms. */
  async function posted(declared: object = args): Promise<ProviderStack> {
    const stack = hub.stack();
    assert.deepEqual((await stack.up(news(declared))).failures, []);
    assert.deepEqual(hub.sends(), ["apple sent", "fcmv1 sent"]);
    return stack;
  }

  /** Runs that succeed and post so many more. */
  async function expectMore(more: number, stack: ProviderStack, declared: object, options?: UpOptions): Promise<void> {
    const before = hub.posts;
    assert.deepEqual((await stack.up(news(declared), options)).failures, []);
    assert.equal(hub.posts - before, more, JSON.stringify(declared));
    assert.equal(stack.delivery().status, "sent");
  }

  it("to each platform by the first run, and the runs after it write nothing", async () => {
    const stack = await posted();
    for (let run = 0; run < 2; run++) {
      const { steps, rewritten } = await stack.up(news());
      assert.deepEqual(steps, ["same Announcement news", "same Delivery news"]);
      assert.deepEqual(rewritten, []);
    }
    assert.equal(hub.posts, 2);
  });

  it("not by a preview, neither of a new one nor of an edit", async () => {
    const stack = hub.stack();
    assert.deepEqual((await stack.preview(news())).steps, ["create Announcement news", "create Delivery news"]);
    assert.equal(hub.posts, 0);
    await stack.up(news());
    const { steps } = await stack.preview(news(saying("B")));
    assert.deepEqual(steps, ["update Announcement news", "update Delivery news"]);
    assert.deepEqual((await stack.preview(news())).steps, ["same Announcement news", "same Delivery news"]);
    assert.equal(hub.posts, 2);
  });

  it("an edit posts again, to each platform once, and the earlier text is history", async () => {
    const stack = await posted();
    await expectMore(2, stack, saying("B"));
    await expectMore(0, stack, saying("B"));
    const { sends, history } = stack.delivery();
    assert.equal(sends.length, 2);
    assert.equal(history.length, 2);
    assert.notDeepEqual(sends, history);
  });

  it("going back to an earlier text posts nothing, and going forth again neither", async () => {
    const stack = await posted();
    await expectMore(2, stack, saying("B"));
    for (const body of ["A", "B", "A"]) await expectMore(0, stack, saying(body));
    const { sends, history } = stack.delivery();
    assert.deepEqual([sends.length, history.length], [2, 2], "history is kept beside the sends, and nothing twice");
    const ids = [...sends, ...history].map(({ notificationId }: any) => notificationId);
    assert.equal(new Set(ids).size, 4);
  });

  it("a platform that is added is posted alone, and one that is left out changes nothing", async () => {
    const stack = await posted();
    await expectMore(1, stack, { ...args, platforms: ["fcmv1", "windows", "apple"] });
    assert.deepEqual(hub.sends(), ["apple sent", "fcmv1 sent", "windows sent"]);
    await expectMore(0, stack, { ...args, platforms: ["windows"] });
    await expectMore(0, stack, { ...args, platforms: ["apple", "windows"] });
  });

  it("a locale that is added is posted alone", async () => {
    const message = { title: "News", body: "A", locales: { fr: { body: "Un" } } };
    const stack = hub.stack();
    await stack.up(news({ ...args, message }));
    assert.equal(hub.posts, 4);
    const more = { ...message, locales: { ...message.locales, de: { body: "Eins" } } };
    await expectMore(2, stack, { ...args, message: more });
    assert.deepEqual(
      hub.emulator
        .sends()
        .map(({ body }) => /"body":"([^"]*)"/.exec(body)![1])
        .sort(),
      ["A", "A", "Eins", "Eins", "Un", "Un"],
    );
  });

  it("what is terms and not identity posts nothing: resend, onInDoubt, notAfter and a rotated key", async () => {
    const stack = await posted();
    await expectMore(0, stack, { ...args, resend: "on-revision" });
    await expectMore(0, stack, { ...args, onInDoubt: "send-again" });
    await expectMore(0, stack, { ...args, notAfter: hub.at(60) });
    await expectMore(0, stack, { ...args, notAfter: hub.at(-60) });
    stack.config["broadcast:connectionString"] = hub.emulator.rotateKeys().full;
    await expectMore(0, stack, args);
  });

  it("a raised revision posts the same content again, and going back to a lower one does not", async () => {
    const stack = await posted();
    await expectMore(2, stack, { ...args, revision: 2 });
    await expectMore(0, stack, { ...args, revision: 1 });
    await expectMore(0, stack, { ...args, revision: 2 });
    await expectMore(2, stack, { ...args, revision: 3 });
  });

  it("refreshing changes nothing", async () => {
    const stack = await posted();
    await stack.refresh();
    await expectMore(0, stack, args);
    await stack.refresh();
    await expectMore(2, stack, saying("B"));
  });

  it("ids are new for each generation, and begin with the announcement or the name", async () => {
    const stack = await posted();
    const [first] = stack.held.map(({ id }) => id);
    assert.match(first!, /^news#[0-9a-f]{8}$/);
    await stack.up(news(args, { replace: ["Announcement", "Delivery"] }));
    assert.equal(new Set([first, ...stack.held.map(({ id }) => id)]).size, 3);
    const named = hub.stack();
    await named.up(news({ ...args, announcement: "release-2" }));
    for (const { id } of named.held) assert.match(id, /^release-2#[0-9a-f]{8}$/);
  });

  for (const [what, options] of [
    ["its Delivery", { replace: ["Delivery"] }],
    ["its Announcement", { replace: ["Announcement"] }],
    ["both", { replace: ["Announcement", "Delivery"] }],
    ["both, deleted first", { replace: ["Announcement", "Delivery"], deleteBeforeReplace: true }],
  ] as const) {
    it(`making anew ${what} posts nothing, now and later`, async () => {
      const stack = await posted();
      const { failures } = await stack.up(news(args, { ...options, replace: [...options.replace] }));
      assert.deepEqual(failures, []);
      await expectMore(0, stack, args);
      assert.equal(hub.posts, 2);
      await expectMore(2, stack, saying("B"));
      await expectMore(0, stack, args);
    });
  }

  it("with PULUMI_SKIP_CHECKPOINTS nothing is armed or posted, and the sentence says why", async () => {
    for (const value of ["true", "1"]) {
      const stack = hub.stack(hub.config(), { PULUMI_SKIP_CHECKPOINTS: value });
      const { failures } = await stack.up(news());
      assert.match(failures[0]!, /^news: nothing was posted, because PULUMI_SKIP_CHECKPOINTS keeps the engine from/);
      assert.deepEqual(stack.held, []);
    }
    assert.equal(hub.posts, 0);
    for (const value of ["false", ""]) await hub.stack(hub.config(), { PULUMI_SKIP_CHECKPOINTS: value }).up(news());
    assert.equal(hub.posts, 4);
  });

  it("what was sent stays as it is under PULUMI_SKIP_CHECKPOINTS", async () => {
    const stack = await posted();
    stack.env.PULUMI_SKIP_CHECKPOINTS = "true";
    await expectMore(0, stack, args);
  });

  it("without the stack's memory nothing is armed or posted", async () => {
    const stack = hub.stack();
    const { failures } = await stack.up(news(), { memory: undefined });
    assert.match(failures[0]!, /^news: nothing was posted, because the stack's state could not be read/);
    assert.deepEqual(stack.held, []);
    assert.equal(hub.posts, 0);
  });

  it("without the stack's memory a broadcast that was sent still passes", async () => {
    const stack = await posted();
    await expectMore(0, stack, args, { memory: undefined });
  });

  it("a Delivery posts nothing that its Announcement did not arm in this run", async () => {
    const stack = hub.stack();
    await stack.up(news(args, { killed: "armed" }));
    const [digest] = Object.keys(stack.announcement().armed);
    const word = (run: string) => ({ [`${digest}@${run}`]: "not-sent" });
    stack.config["broadcast:resolve"] = JSON.stringify(word(stack.announcement().armed[digest!].run));
    const { failures } = await stack.up(news(), { target: ["news Delivery"] });
    assert.match(
      failures[0]!,
      /news \(apple\): nothing was posted, because its Announcement did not arm it in this run/,
    );
    assert.equal(hub.posts, 0);
  });

  it("a Delivery posts nothing whose arm the state does not hold, though this very process armed it", async () => {
    const stack = hub.stack();
    const run = new ProviderRun(stack, {});
    const { create } = run.provider;
    run.provider.create = async (inputs) =>
      await create("order" in inputs ? { ...inputs, order: { ...(inputs.order as object), runs: [] } } : inputs);
    const { failures } = await run.up([news()]);
    assert.match(failures[0]!, /nothing was posted, because its Announcement did not arm it in this run/);
    assert.equal(hub.posts, 0);
  });
});
