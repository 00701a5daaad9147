import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { broadcastsIn, isNamed } from "../../../sdk/cli/stackBroadcasts";
import { aBroadcast, aComponent, aDoubt, arm, aSend, digests, key, killed, secret, theStack } from "./aStack";

const now = Date.parse("2026-11-25T00:00:00Z");
const read = (resources: Parameters<typeof broadcastsIn>[0], words = {}) =>
  broadcastsIn([theStack, ...resources], words, now);

describe("the broadcasts of an exported stack", () => {
  it("an arm that its Delivery recorded is answered", () => {
    const [news] = read(aBroadcast("news"));
    assert.deepEqual([news!.status, news!.doubts], ["sent", []]);
  });

  it("an arm without a result is a doubt, with the platform that declares it", () => {
    const [news] = read(aBroadcast("news", killed));
    assert.equal(news!.status, "in-doubt");
    assert.deepEqual(
      news!.doubts.map((doubt) => [doubt.key, doubt.platform, doubt.at, doubt.declared]),
      [
        [key("apple"), "apple", "2026-11-24T10:43:16.000Z", true],
        [key("fcmv1"), "fcmv1", "2026-11-24T10:43:16.000Z", true],
      ],
    );
  });

  it("an arm of a locale, and one of an earlier edit", () => {
    const announcement = {
      digests: { "apple/fr": digests.apple },
      armed: { ...arm("apple", { part: "apple/fr" }), ...arm("fcmv1") },
    };
    const [news] = read(aBroadcast("news", { ...killed, announcement }));
    assert.deepEqual(
      news!.doubts.map(({ platform, locale, declared }) => [platform, locale, declared]),
      [
        ["apple", "fr", true],
        ["fcmv1", undefined, false],
      ],
    );
  });

  it("an arm is answered by a record or a doubt of any state, under any URN, in sends and history", () => {
    const other = {
      announcement: { armed: {} },
      delivery: { sends: [], history: [aSend("apple", { state: "not-sent" })], doubts: [aDoubt("fcmv1")] },
    };
    const found = read([...aBroadcast("news", killed), ...aBroadcast("renamed", other)]);
    assert.deepEqual(
      found.map(({ name, doubts }) => [name, doubts.map((doubt) => doubt.key)]),
      [
        ["news", []],
        ["renamed", [key("fcmv1")]],
      ],
    );
  });

  it("a record of another run answers nothing", () => {
    const delivery = { sends: [aSend("apple", { run: "00000000" }), aSend("fcmv1")] };
    const [news] = read(aBroadcast("news", { delivery }));
    assert.deepEqual([news!.status, news!.doubts.map((doubt) => doubt.key)], ["in-doubt", [key("apple")]]);
  });

  it("what is replaced and still to be deleted is not seen, as programs do not see it", () => {
    const gone = aBroadcast("news", { delivery: { doubts: [aDoubt("apple")] } }).map((each) => ({
      ...each,
      delete: true,
    }));
    assert.deepEqual(read([...aBroadcast("news"), ...gone])[0]!.doubts, []);
    assert.deepEqual(read(gone), []);
  });

  it("a cancel that a run began and left without a result is a doubt, once", () => {
    const scheduled = { state: "scheduled", scheduledFor: "2026-12-01T09:00:00Z" };
    const sends = [aSend("apple", scheduled), aSend("fcmv1", scheduled)];
    const cancels = { "n-apple": { run: "cccccccc", at: "2026-11-24T12:00:00Z" } };
    const [canceled] = read(
      aBroadcast("news", { announcement: { cancels }, delivery: { status: "scheduled", sends } }),
    );
    assert.deepEqual(
      [canceled!.status, canceled!.doubts.map((doubt) => doubt.key)],
      ["in-doubt", [key("apple", "cccccccc")]],
    );

    const armed = { ...arm("apple", { run: "cccccccc" }), ...arm("fcmv1") };
    const [rescheduled] = read(aBroadcast("news", { announcement: { cancels, armed }, delivery: { sends } }));
    assert.deepEqual(
      rescheduled!.doubts.map((doubt) => doubt.key),
      [key("apple", "cccccccc")],
    );
  });

  it("words settle doubts until the next run acts on them", () => {
    const some = read(aBroadcast("news", killed), { [key("apple")]: "sent" });
    assert.equal(some[0]!.status, "in-doubt");
    const all = read(aBroadcast("news", killed), { [key("apple")]: "sent", [key("fcmv1")]: "not-sent" });
    assert.equal(all[0]!.status, "resolved");
    assert.deepEqual(
      all[0]!.doubts.map(({ word }) => word),
      ["sent", "not-sent"],
    );
  });

  it("a scheduled send whose time has passed is due", () => {
    const scheduled = { state: "scheduled", scheduledFor: "2026-11-24T20:00:00Z" };
    const past = { status: "scheduled", sends: [aSend("apple", scheduled), aSend("fcmv1", scheduled)] };
    const [news] = read(aBroadcast("news", { delivery: past }));
    assert.deepEqual([news!.status, news!.sends.map(({ state }) => state)], ["due", ["due", "due"]]);
    const later = aSend("fcmv1", { ...scheduled, scheduledFor: "2026-12-01T09:00:00Z" });
    assert.equal(
      read(aBroadcast("news", { delivery: { ...past, sends: [past.sends[0], later] } }))[0]!.status,
      "scheduled",
    );
  });

  it("an Announcement alone, with nothing armed, is not sent", () => {
    assert.equal(read(aBroadcast("news", { ...killed, announcement: { armed: {} } }))[0]!.status, "not-sent");
  });

  it("names that repeat are told apart by their parents, and by URN where that is not enough", () => {
    const [blue, red] = [aComponent("blue"), aComponent("red", "my:team:Team")];
    const nested = aComponent("app", "my:app:App", red);
    const twin = aComponent("blue", "my:web:Web");
    const found = read([
      ...[blue, red, nested, twin],
      ...aBroadcast("news", {}, blue),
      ...aBroadcast("news", {}, nested),
      ...aBroadcast("news", {}, twin),
      ...aBroadcast("only", {}, red),
    ]);
    assert.deepEqual(
      found.map(({ path, label }) => [path, label]),
      [
        ["blue/news", "urn:pulumi:dev::releases::my:app:App$broadcast:index:Broadcast::news"],
        ["blue/news", "urn:pulumi:dev::releases::my:web:Web$broadcast:index:Broadcast::news"],
        ["red/app/news", "red/app/news"],
        ["red/only", "only"],
      ],
    );
  });

  it("names hold ::", () => {
    const [release] = read(aBroadcast("v2::beta::1"));
    assert.equal(release!.name, "v2::beta::1");
    assert.equal(release!.urn, "urn:pulumi:dev::releases::broadcast:index:Broadcast::v2::beta::1");
  });

  it("a broadcast is meant by name, path, URN, or the URN of a child", () => {
    const parent = aComponent("app");
    const resources = [parent, ...aBroadcast("a::b", {}, parent)];
    const [broadcast] = read(resources);
    for (const what of ["a::b", "app/a::b", ...resources.slice(1).map(({ urn }) => urn)])
      assert.ok(isNamed(broadcast!, what), what);
    for (const what of ["b", "a", "app", parent.urn]) assert.ok(!isNamed(broadcast!, what), what);
  });

  it("what a newer package wrote, or what is a secret, is refused in one sentence", () => {
    assert.throws(() => read(aBroadcast("news", { delivery: { schema: 2 } })), {
      message: "news: a newer pulumi-broadcast wrote this state; run `npm install pulumi-broadcast@latest`.",
    });
    assert.throws(() => read(aBroadcast("news", { announcement: { armed: secret } })), {
      message: "news: armed is a secret of this stack and cannot be read; take it out of additionalSecretOutputs.",
    });
  });
});
