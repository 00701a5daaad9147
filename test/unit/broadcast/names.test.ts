import assert from "node:assert/strict";
import type { UpOptions } from "../../support/providerRun";
import type { ProviderStack } from "../../support/providerStack";
import type { Declared } from "../../support/stackState";
import { args, LocalHub, news, saying } from "./localHub";

const inA = (declared: object, more: Partial<Declared> = {}): Declared => news(declared, { parent: "my:a:A", ...more });
const inB = (declared: object, more: Partial<Declared> = {}): Declared => news(declared, { parent: "my:b:B", ...more });

describe("names are for people: what was posted is known by URN", () => {
  const hub = new LocalHub();
  const other = new LocalHub({ hub: "other" });

  async function expectMore(more: number, stack: ProviderStack, program: Declared[], options?: UpOptions) {
    const before = hub.posts;
    assert.deepEqual((await stack.up(program, options)).failures, []);
    assert.equal(hub.posts - before, more);
  }

  const statuses = (stack: ProviderStack): string[] => stack.held.flatMap(({ outs }) => outs.status ?? []);

  for (const together of [false, true]) {
    const options = { together };
    const how = together ? "side by side" : "one after the other";

    describe(`equal names under different parents, ${how}`, () => {
      it("with other texts are all posted, and each edit posts its own", async () => {
        const stack = hub.stack();
        await expectMore(4, stack, [inA(saying("A")), inB(saying("B"))], options);
        await expectMore(0, stack, [inA(saying("A")), inB(saying("B"))], options);
        await expectMore(2, stack, [inA(saying("A")), inB(saying("C"))], options);
        await expectMore(0, stack, [inA(saying("A")), inB(saying("B"))], options);
        assert.deepEqual(statuses(stack), ["sent", "sent"]);
      });

      it("one added later is posted", async () => {
        const stack = hub.stack();
        await expectMore(2, stack, [inA(saying("A"))], options);
        await expectMore(2, stack, [inB(saying("B")), inA(saying("A"))], options);
        await expectMore(2, stack, [news(saying("C")), inB(saying("B")), inA(saying("A"))], options);
        assert.deepEqual(statuses(stack), ["sent", "sent", "sent"]);
      });

      it("with one announcement and other texts are all posted", async () => {
        const stack = hub.stack();
        const announcement = "release-2";
        await expectMore(4, stack, [inA(saying("A", { announcement })), inB(saying("B", { announcement }))], options);
      });

      it("with the same text under different announcements are all posted", async () => {
        const stack = hub.stack();
        const [a, b] = [saying("A", { announcement: "a" }), saying("A", { announcement: "b" })];
        await expectMore(4, stack, [inA(a), inB(b)], options);
      });

      it("with resend on-revision each goes by its own history", async () => {
        const stack = hub.stack();
        const resend = "on-revision";
        await expectMore(2, stack, [inA(saying("A", { resend }))], options);
        await expectMore(2, stack, [inA(saying("A", { resend })), inB(saying("B", { resend }))], options);
        await expectMore(0, stack, [inA(saying("A1", { resend })), inB(saying("B1", { resend }))], options);
        await expectMore(
          2,
          stack,
          [inA(saying("A1", { resend, revision: 2 })), inB(saying("B1", { resend }))],
          options,
        );
      });

      it("on two hubs are posted on each", async () => {
        const stack = hub.stack();
        await expectMore(2, stack, [inA(saying("A")), inB(saying("B", { hub: other.argument() }))], options);
        assert.equal(other.posts, 2);
        await expectMore(0, stack, [inA(saying("A")), inB(saying("B", { hub: other.argument() }))], options);
        assert.equal(other.posts, 2);
      });

      it("with schedules: one edited, the other stays", async () => {
        const stack = hub.stack();
        const schedule = hub.at(60);
        await expectMore(4, stack, [inA(saying("A", { schedule })), inB(saying("B", { schedule }))], options);
        await expectMore(2, stack, [inA(saying("C", { schedule })), inB(saying("B", { schedule }))], options);
        assert.deepEqual(hub.pending(), ["apple: B", "apple: C", "fcmv1: B", "fcmv1: C"]);
        await expectMore(0, stack, [inB(saying("B", { schedule }))], options);
        assert.deepEqual(hub.pending(), ["apple: B", "fcmv1: B"]);
      });
    });

    it(`texts that are swapped between two broadcasts, ${how}, are posted by nobody again`, async () => {
      const stack = hub.stack();
      const program = (one: string, two: string) => [
        news(saying(one), { name: "one" }),
        news(saying(two), { name: "two" }),
      ];
      await expectMore(4, stack, program("A", "B"), options);
      await expectMore(0, stack, program("B", "A"), options);
      await expectMore(0, stack, program("A", "B"), options);
      assert.deepEqual(statuses(stack), ["sent", "sent"]);
    });

    it(`scheduled texts that are swapped, ${how}, are each pending once at the end`, async () => {
      const stack = hub.stack();
      const schedule = hub.at(60);
      const program = (one: string, two: string) => [
        news(saying(one, { schedule }), { name: "one" }),
        news(saying(two, { schedule }), { name: "two" }),
      ];
      await expectMore(4, stack, program("A", "B"), options);
      for (let run = 0; run < 2; run++) await stack.up(program("B", "A"), options);
      assert.deepEqual(hub.pending(), ["apple: A", "apple: B", "fcmv1: A", "fcmv1: B"]);
      assert.deepEqual(statuses(stack), ["scheduled", "scheduled"]);
    });
  }

  for (const together of [false, true]) {
    it(`a scheduled text that moves to another broadcast, ${together ? "side by side" : "one after the other"}, is pending once at the end`, async () => {
      const schedule = hub.at(60);
      for (const turned of [false, true]) {
        const stack = hub.stack();
        await expectMore(2, stack, [news(saying("A", { schedule }), { name: "one" })]);
        const program = [
          news(saying("B", { schedule }), { name: "one" }),
          news(saying("A", { schedule }), { name: "two" }),
        ];
        for (let run = 0; run < 2; run++) await stack.up(turned ? program.toReversed() : program, { together });
        assert.deepEqual(hub.pending(), ["apple: A", "apple: B", "fcmv1: A", "fcmv1: B"]);
        assert.deepEqual(statuses(stack), ["scheduled", "scheduled"]);
        await stack.destroy();
        assert.deepEqual(hub.pending(), []);
      }
    });
  }

  it("what a transform makes of a text posts as usual, but is refused when another broadcast has already said it", async () => {
    const stack = hub.stack();
    const saysB = { transform: () => saying("B") };
    const b = inB(saying("B"));
    await expectMore(4, stack, [inA(saying("A")), b]);
    await expectMore(2, stack, [inA(saying("A"), { transform: () => saying("A, in short") }), b]);
    for (const program of [[inA(saying("A"), saysB), inB(saying("C"))], [inA(saying("A"), saysB)]]) {
      const { failures } = await stack.up(program);
      assert.match(
        failures[0]!,
        /^announcement: must be set, because a transform made this broadcast say what another/,
      );
    }
    assert.equal(hub.posts, 6);
    await expectMore(0, stack, [inA(saying("A")), b]);
  });

  it("two broadcasts of one program that say the same are refused with what to do, whatever their names", async () => {
    const stack = hub.stack();
    const { failures } = await stack.up([news(args, { name: "one" }), news(args, { name: "two" })]);
    assert.match(failures.join(), /^announcement: must be set, because broadcast "one" of this program says the same/);
    const again = await hub.stack().up([inA(args), inB(args)]);
    assert.match(again.failures.join(), /because another broadcast "news" of this program says the same/);
  });

  it("names with :: and of any letters are told apart", async () => {
    const stack = hub.stack();
    const program = ["a::b", "a::c", "b", "Überraschung 🎉", "x".repeat(300)].map((name) =>
      news(saying(name), { name }),
    );
    await expectMore(10, stack, program);
    await expectMore(0, stack, program);
    await expectMore(0, stack, program.toReversed(), { together: true });
  });

  for (const [what, to] of [
    ["renamed", { name: "other" }],
    ["moved under a component", { parent: "my:app:App" }],
    ["moved and renamed", { name: "a::b", parent: "my:app:App$my:sub:Sub" }],
  ] as const) {
    it(`${what} with an alias, it is the same: nothing is posted or canceled, now and later`, async () => {
      const stack = hub.stack();
      const schedule = hub.at(60);
      await expectMore(2, stack, [news({ ...args, schedule })]);
      const moved = (declared: object) => news(declared, { ...to, aliases: [{ name: "news", parent: undefined }] });
      const { failures, steps } = await stack.up(moved({ ...args, schedule }));
      assert.deepEqual(failures, []);
      assert.ok(steps.every((step) => !/create|delete/.test(step)));
      assert.equal(hub.pending().length, 2);
      await expectMore(0, stack, [news({ ...args, schedule }, to)]);
      await expectMore(2, stack, [news(saying("B", { schedule }), to)]);
      assert.deepEqual(hub.pending(), ["apple: B", "fcmv1: B"]);
    });

    it(`${what} without an alias, its posts are taken over: nothing is posted, and what is pending stays`, async () => {
      for (const schedule of [undefined, hub.at(60)]) {
        const stack = hub.stack();
        const declared = schedule === undefined ? args : { ...args, schedule };
        await expectMore(2, stack, [news(declared)]);
        await expectMore(0, stack, [news(declared, to)]);
        await expectMore(0, stack, [news(declared, to)]);
        assert.equal(hub.pending().length, schedule === undefined ? 0 : 2);
        assert.deepEqual(statuses(stack), [schedule === undefined ? "sent" : "scheduled"]);
        // It is the owner now.
        await stack.up([]);
        assert.deepEqual(hub.pending(), []);
        hub.emulator.reset();
      }
    });
  }

  it("renamed without an alias, an earlier text is still known", async () => {
    const stack = hub.stack();
    await expectMore(2, stack, [news(saying("A"))]);
    await expectMore(2, stack, [news(saying("B"))]);
    await expectMore(0, stack, [news(saying("B"), { name: "other" })]);
    await expectMore(0, stack, [news(saying("A"), { name: "other" })]);
  });

  it("renamed without an alias in a run that fails elsewhere, and then again: still scheduled", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, stack, [news({ ...args, schedule })]);
    const renamed = news({ ...args, schedule }, { name: "other" });
    await stack.up(renamed, { failsElsewhere: true });
    assert.equal(statuses(stack).length, 2);
    await expectMore(0, stack, [renamed]);
    assert.deepEqual([statuses(stack), hub.pending().length], [["scheduled"], 2]);
  });

  it("renamed without an alias in a run that fails elsewhere, and then back: still scheduled", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, stack, [news({ ...args, schedule })]);
    await stack.up(news({ ...args, schedule }, { name: "other" }), { failsElsewhere: true });
    await expectMore(0, stack, [news({ ...args, schedule })]);
    assert.deepEqual([statuses(stack), hub.pending().length], [["scheduled"], 2]);
  });

  it("renamed without an alias by --target of the new one, and then by a full run: still scheduled", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, stack, [news({ ...args, schedule })]);
    const renamed = news({ ...args, schedule }, { name: "other" });
    await expectMore(0, stack, [renamed], { target: ["other"] });
    await expectMore(0, stack, [renamed]);
    assert.deepEqual([statuses(stack), hub.pending().length], [["scheduled"], 2]);
  });

  it("renamed without an alias in a run that fails elsewhere, and then edited by --target: what the other holds stays", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, stack, [news({ ...args, schedule })]);
    await stack.up(news({ ...args, schedule }, { name: "other" }), { failsElsewhere: true });
    const program = [news(saying("B", { schedule })), news({ ...args, schedule }, { name: "other" })];
    await expectMore(2, stack, program, { target: ["news"] });
    await expectMore(0, stack, program);
    assert.deepEqual(hub.pending(), ["apple: A", "apple: B", "fcmv1: A", "fcmv1: B"]);
  });

  it("renamed without an alias, twice in a run that fails elsewhere, and destroyed: canceled once", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, stack, [news({ ...args, schedule })]);
    await stack.up(news({ ...args, schedule }, { name: "two" }), { failsElsewhere: true });
    await stack.up(news({ ...args, schedule }, { name: "three" }), { failsElsewhere: true });
    assert.equal(statuses(stack).length, 3);
    assert.deepEqual((await stack.destroy()).failures, []);
    assert.deepEqual(hub.sends(), ["apple canceled", "fcmv1 canceled"]);
  });

  it("renamed without an alias in a run that fails elsewhere, and then both taken out: canceled", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    const rest = news(saying("rest"), { name: "rest" });
    await expectMore(4, stack, [rest, news({ ...args, schedule })]);
    await stack.up([rest, news({ ...args, schedule }, { name: "other" })], { failsElsewhere: true });
    assert.deepEqual((await stack.up([rest])).failures, []);
    assert.deepEqual([hub.pending(), statuses(stack)], [[], ["sent"]]);
  });

  it("renamed without an alias in a run that fails elsewhere, then back with another text: only that is pending", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, stack, [news({ ...args, schedule })]);
    await stack.up(news({ ...args, schedule }, { name: "other" }), { failsElsewhere: true });
    assert.deepEqual((await stack.up(news(saying("B", { schedule })))).failures, []);
    assert.deepEqual([hub.pending(), statuses(stack)], [["apple: B", "fcmv1: B"], ["scheduled"]]);
  });

  it("what a policy made of a text is taken over by who says it, and stays", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    const policy = (inputs: any) => ({ ...inputs, message: { title: "News", body: "made" } });
    await expectMore(2, stack, [news(saying("A", { schedule }), { name: "one", policy })]);
    const program = [
      news(saying("made", { schedule }), { name: "two" }),
      news(saying("B", { schedule }), { name: "one" }),
    ];
    await expectMore(2, stack, program);
    await expectMore(0, stack, program);
    assert.deepEqual(hub.pending(), ["apple: B", "apple: made", "fcmv1: B", "fcmv1: made"]);
  });

  it("renamed without an alias and edited at once: the old text is canceled, the new one scheduled", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    await expectMore(2, stack, [news({ ...args, schedule })]);
    await expectMore(2, stack, [news(saying("B", { schedule }), { name: "other" })]);
    assert.deepEqual(hub.pending(), ["apple: B", "fcmv1: B"]);
  });

  it("a stack that is renamed knows everything still", async () => {
    const stack = hub.stack();
    const schedule = hub.at(60);
    const program = [news(saying("A"), { name: "one" }), news(saying("B", { schedule }), { name: "two" })];
    await expectMore(4, stack, program);
    stack.rename("prod");
    await expectMore(0, stack, program);
    await expectMore(0, stack, program);
    assert.equal(hub.pending().length, 2);
    await expectMore(2, stack, [news(saying("A2"), { name: "one" }), program[1]!]);
    await expectMore(0, stack, program);
  });
});
