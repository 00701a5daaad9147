import assert from "node:assert/strict";
import { lookAt } from "../../../provider/broadcast/lookAt";
import type { Declaration } from "../../../provider/message/declaration";
import { planningContext } from "../../../sdk/planningContext";
import { doubtLines, planLines } from "../../../sdk/planWords";
import type { ProviderStack } from "../../support/providerStack";
import { args, LocalHub, news, saying } from "./localHub";

describe("what a plan says beside its card", () => {
  const hub = new LocalHub();
  const today = new Date().toISOString().slice(0, 10);

  /** The lines for a declaration, as a program plans it. */
  async function lines(stack: ProviderStack, declared: object, changed = false, name = "news"): Promise<string[]> {
    const memory = stack.memory();
    const context = { ...planningContext(memory, "releases/dev", (key) => stack.config[key]), now: hub.now };
    const to = context.settings.connection(undefined)?.at;
    const declaration = declared as Declaration;
    const isKnown = (digest: string) => memory.countsAs(digest) !== undefined;
    const { order, plan } = await lookAt(context, { of: stack.of({ name }), name, declaration, to });
    return planLines(order, plan, { was: undefined, plain: true, moved: changed, isKnown }).map(
      ({ level, text }) => `${level} ${text}`,
    );
  }

  async function posted(declared: object = args): Promise<ProviderStack> {
    const stack = hub.stack();
    assert.deepEqual((await stack.up(news(declared))).failures, []);
    return stack;
  }

  it("is nothing of what is posted, or was and stays", async () => {
    assert.deepEqual(await lines(hub.stack(), args), []);
    const stack = await posted();
    assert.deepEqual(await lines(stack, args), []);
    assert.deepEqual(await lines(stack, saying("B")), []);
  });

  it("going back to an earlier text says so, in one line for all platforms", async () => {
    const stack = await posted();
    await stack.up(news(saying("B")));
    assert.deepEqual(await lines(stack, args), [
      `info news (apple, fcmv1): back to what was sent on ${today}: posts nothing; raise revision to announce it again.`,
    ]);
  });

  it("the content of another broadcast says whose and since when", async () => {
    const stack = await posted();
    assert.deepEqual(await lines(stack, args, false, "other"), [
      `info other (apple, fcmv1): same content as news, sent on ${today}: posts nothing; set announcement or raise revision to announce it again.`,
    ]);
  });

  it("a changed schedule or hub after it went out says that it posts nothing", async () => {
    const stack = await posted();
    assert.deepEqual(await lines(stack, { ...args, schedule: hub.at(60) }, true), [
      `info news (apple, fcmv1): sent on ${today}: the changed schedule or hub posts nothing; raise revision to announce it again.`,
    ]);
  });

  it("a scheduled send that cannot be moved to where it is declared says why, in every plan", async () => {
    const at = hub.at(60);
    const stack = await posted({ ...args, schedule: at });
    const passed = new Date(Date.now() - 60_000).toISOString();
    const stays = `warn news (apple, fcmv1): stays scheduled for ${at.slice(0, 16).replace("T", " ")} UTC, because`;
    assert.deepEqual(await lines(stack, { ...args, schedule: passed }), [
      `${stays} its schedule (${passed}) has passed; choose a later time, or remove the broadcast to cancel it.`,
    ]);
    for (const { outs } of stack.held) for (const record of outs.sends ?? []) delete record.notificationId;
    assert.deepEqual(await lines(stack, { ...args, schedule: hub.at(90) }), [
      `${stays} its notification id is not known.`,
    ]);
    await stack.up(news(saying("B")));
    assert.deepEqual(await lines(stack, saying("B")), [
      `warn news (apple, fcmv1): scheduled for ${at.slice(0, 16).replace("T", " ")} UTC although it is no longer declared; cancel it in the hub, because its notification id is not known.`,
    ]);
  });

  it("an edit that resend does not announce says that it posts nothing, once", async () => {
    const stack = await posted();
    const edited = { ...(saying("B") as object), resend: "on-revision" };
    assert.deepEqual(await lines(stack, edited), [
      `info news (apple, fcmv1): sent on ${today}: the edit posts nothing; raise revision to announce it.`,
    ]);
    await stack.up(news(edited));
    assert.deepEqual(await lines(stack, edited), []);
  });

  it("sends that are off say so", async () => {
    const stack = hub.stack({ ...hub.config(), "broadcast:send": "off" });
    assert.deepEqual(await lines(stack, args), [
      "info news (apple, fcmv1): posts nothing, because sends are off (broadcast:send or BROADCAST_SEND).",
    ]);
  });

  it("adopt says what it records", async () => {
    assert.deepEqual(await lines(hub.stack(), { ...args, adopt: { notificationId: "n-1" } }), [
      "info news (apple, fcmv1): records notification n-1 and posts nothing.",
    ]);
  });

  it("a pending send that is no longer declared is canceled, and says so where nothing takes its place", async () => {
    const declared = { ...args, schedule: hub.at(60) };
    const stack = await posted(declared);
    const due = new Date(declared.schedule).toISOString().slice(0, 16).replace("T", " ");
    assert.deepEqual(await lines(stack, { ...declared, platforms: ["apple"] }), [
      `info news (fcmv1): cancels what was to go out on ${due} UTC.`,
    ]);
    assert.deepEqual(await lines(stack, { ...(saying("B") as object), schedule: declared.schedule }), []);
  });

  it("what is late warns, and says what is", async () => {
    const past = hub.at(-1);
    const schedule = hub.at(60);
    const notAfter = hub.at(59);
    assert.deepEqual(await lines(hub.stack(), { ...args, notAfter: past }), [
      `warn news (apple, fcmv1): posts nothing, because notAfter (${past}) has passed.`,
    ]);
    assert.deepEqual(await lines(hub.stack(), { ...args, schedule: past }), [
      `warn news (apple, fcmv1): posts nothing, because its schedule (${past}) has passed.`,
    ]);
    assert.deepEqual(await lines(hub.stack(), { ...args, schedule, notAfter }), [
      `warn news (apple, fcmv1): posts nothing, because its schedule (${schedule}) is later than notAfter (${notAfter}).`,
    ]);
  });

  it("a run that was killed warns in the next preview", async () => {
    const stack = hub.stack();
    await stack.up(news(args, { killed: "armed" }));
    const { at } = Object.values<any>(stack.announcement().armed)[0];
    assert.deepEqual(await lines(stack, args), [
      `warn news (apple, fcmv1): has been in doubt since ${at} and posts nothing until that is resolved.`,
    ]);
  });

  it("doubts that are on record warn in one line for each lost run, with a command that can be pasted", () => {
    const at = "2026-12-01T09:00:00Z";
    const doubt = { digest: "0123456789abcdef", platform: "apple", run: "01234567", at, reason: "lost" };
    const rest = `has been in doubt since ${at} and posts nothing until that is resolved`;
    const lines = (name: string, ...doubts: object[]) =>
      doubtLines(
        name,
        doubts.map((fields) => ({ ...doubt, ...fields })),
      ).map(({ text }) => text);
    assert.deepEqual(lines("news", {}, { platform: "fcmv1", locale: "fr" }), [
      `news (apple, fcmv1/fr): ${rest}; run \`pulumi-broadcast resolve news sent\` or \`pulumi-broadcast resolve news not-sent\` when you know.`,
    ]);
    assert.equal(lines("news", {}, { at: "2026-12-02T09:00:00Z" }).length, 2);
    assert.match(lines("it's new", {})[0]!, /resolve 'it'\\''s new' sent/);
  });
});
