import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { aBroadcast, aComponent, aDoubt, arm, aSend, digests, key, killed } from "./aStack";
import { FakePulumi } from "./fakePulumi";

/** A broadcast with one doubt of a run of its own. */
const doubtful = (name: string, run: string, parent?: ReturnType<typeof aComponent>) =>
  aBroadcast(name, { ...killed, announcement: { armed: arm("apple", { run }) } }, parent);

const fromNow = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describe("pulumi-broadcast resolve", () => {
  let pulumi: FakePulumi;
  beforeEach(() => {
    pulumi = new FakePulumi();
  });
  afterEach(() => pulumi.remove());

  const writes = () => pulumi.calls.filter(([verb, noun]) => verb === "config" && noun === "set");

  it("takes a name: all its doubts, in one write", async () => {
    pulumi.given([...aBroadcast("news", killed), ...doubtful("other", "22222222")]);
    const { code, out } = await pulumi.run("resolve", "news", "sent");
    assert.equal(
      out,
      `Resolved as sent: news (apple, fcmv1).
Commit the stack's configuration file and run \`pulumi up\`, which records that and posts nothing.
`,
    );
    assert.equal(code, 0);
    assert.deepEqual(pulumi.words, { [key("apple")]: "sent", [key("fcmv1")]: "sent" });
    assert.equal(writes().length, 1);
  });

  it("takes a key: that doubt alone, and keeps the words that are there", async () => {
    const before = { "0000000000000000@00000000": "not-sent", [key("apple")]: "sent" };
    pulumi.given(aBroadcast("news", killed), JSON.stringify(before));
    const { code, out } = await pulumi.run("resolve", key("fcmv1"), "not-sent", "--stack", "dev");
    assert.match(
      out,
      /^Resolved as not-sent: news \(fcmv1\)\.\n.* run `pulumi up --stack dev`, which posts what was not sent\.\n$/,
    );
    assert.equal(code, 0);
    assert.deepEqual(pulumi.words, { ...before, [key("fcmv1")]: "not-sent" });
  });

  it("takes a URN, of the broadcast or of its child, and names with ::", async () => {
    const resources = doubtful("a::b", "11111111");
    for (const [what, word] of [
      [resources[0]!.urn, "sent"],
      [resources[1]!.urn, "not-sent"],
      ["a::b", "sent"],
    ] as const) {
      pulumi.given(resources, "{}");
      const { code, err } = await pulumi.run("resolve", what, word);
      assert.deepEqual([code, err], [0, ""]);
      assert.deepEqual(pulumi.words, { [key("apple", "11111111")]: word });
    }
  });

  it("--all takes every doubt of the stack", async () => {
    pulumi.given([...doubtful("news", "11111111"), ...doubtful("other", "22222222")]);
    const { code, out } = await pulumi.run("resolve", "--all", "sent");
    assert.match(out, /^Resolved as sent: news \(apple\), other \(apple\)\.\n/);
    assert.equal(code, 0);
    assert.deepEqual(pulumi.words, { [key("apple", "11111111")]: "sent", [key("apple", "22222222")]: "sent" });
    assert.equal(writes().length, 1);
  });

  it("--all with nothing in doubt is done, and writes nothing", async () => {
    pulumi.given(aBroadcast("news"));
    assert.deepEqual(await pulumi.run("resolve", "--all", "sent"), { code: 0, out: "Nothing is in doubt.\n", err: "" });
    assert.deepEqual(writes(), []);
  });

  it("a doubt that two broadcasts hold is resolved once", async () => {
    const delivery = { doubts: [aDoubt("apple", { run: "11111111" })] };
    pulumi.given([...aBroadcast("news", { delivery }), ...aBroadcast("renamed", { delivery })]);
    const { out } = await pulumi.run("resolve", "--all", "sent", "--json");
    assert.deepEqual(JSON.parse(out), {
      resolved: { [key("apple", "11111111")]: "sent" },
      words: { [key("apple", "11111111")]: "sent" },
    });
  });

  it("a name that repeats: lists who has it, and resolves nothing", async () => {
    const [blue, red] = [aComponent("blue"), aComponent("red", "my:team:Team")];
    pulumi.given([blue, red, ...doubtful("news", "11111111", blue), ...aBroadcast("news", {}, red)]);
    const { code, err } = await pulumi.run("resolve", "news", "sent");
    assert.equal(
      err,
      `error: 2 broadcasts are named news; name the one you mean by its path, its URN or the key of a doubt:
  blue/news, in-doubt
    'urn:pulumi:dev::releases::my:app:App$broadcast:index:Broadcast::news'
  red/news, sent
    'urn:pulumi:dev::releases::my:team:Team$broadcast:index:Broadcast::news'

(--help shows what it takes)
`,
    );
    assert.equal(code, 2);
    assert.deepEqual(writes(), []);
    assert.match((await pulumi.run("resolve", "blue/news", "sent")).out, /^Resolved as sent: blue\/news \(apple\)\.\n/);
  });

  it("an arm waits until its request cannot be written any more", async () => {
    const armed = { ...arm("apple", { until: fromNow(30) }), ...arm("fcmv1") };
    pulumi.given(aBroadcast("news", { ...killed, announcement: { armed } }));
    const { code, err } = await pulumi.run("resolve", "news", "sent");
    assert.match(
      err,
      /^error: news \(apple\): a request of the lost run may still be under way; wait (2\d|30) seconds and run this again\.\n$/,
    );
    assert.equal(code, 1);
    assert.deepEqual(writes(), []);
    assert.equal((await pulumi.run("resolve", key("fcmv1"), "sent")).code, 0);
  });

  it("a recorded doubt waits for its own until, and not at all without one", async () => {
    const announcement = { armed: arm("apple", { until: fromNow(30) }) };
    const of = (fields: object) =>
      aBroadcast("news", { announcement, delivery: { sends: [], doubts: [aDoubt("apple", fields)] } });
    pulumi.given(of({ until: fromNow(30), at: fromNow(0) }));
    assert.match((await pulumi.run("resolve", "news", "sent")).err, /wait (2\d|30) seconds/);
    pulumi.given(of({ at: fromNow(0) }));
    assert.equal((await pulumi.run("resolve", "news", "sent")).code, 0);
  });

  it("without arguments lists what is in doubt, with lines that can be pasted", async () => {
    pulumi.given([...aBroadcast("news", killed), ...doubtful("it's new", "22222222")]);
    const { code, out } = await pulumi.run("resolve", "-s", "dev");
    assert.equal(
      out,
      `It is not known whether these were sent; check a device or the hub's telemetry.

it's new
  since 2026-11-24 10:43 UTC: the run that was about to post it left no result
    apple  ${key("apple", "22222222")}
  pulumi-broadcast resolve 'it'\\''s new' sent --stack dev
  pulumi-broadcast resolve 'it'\\''s new' not-sent --stack dev

news
  since 2026-11-24 10:43 UTC: the run that was about to post it left no result
    apple  ${key("apple")}
    fcmv1  ${key("fcmv1")}
  pulumi-broadcast resolve news sent --stack dev
  pulumi-broadcast resolve news not-sent --stack dev

all of them
  pulumi-broadcast resolve --all sent --stack dev
  pulumi-broadcast resolve --all not-sent --stack dev
`,
    );
    assert.equal(code, 0);
  });

  it("a name without a word lists its doubts, and --json is one document", async () => {
    pulumi.given([...doubtful("news", "11111111"), ...doubtful("other", "22222222")]);
    const { out } = await pulumi.run("resolve", "other");
    assert.doesNotMatch(out, /news|--all/);
    const { doubts } = JSON.parse((await pulumi.run("resolve", "other", "--json")).out);
    assert.equal(doubts.length, 1);
    assert.deepEqual([doubts[0].name, doubts[0].key, doubts[0].platform], ["other", key("apple", "22222222"), "apple"]);
  });

  it("lists what is resolved already, and names no command for it", async () => {
    pulumi.given(doubtful("news", "11111111"), JSON.stringify({ [key("apple", "11111111")]: "sent" }));
    assert.equal(
      (await pulumi.run("resolve")).out,
      `news\n  resolved as sent, which the next \`pulumi up\` acts on\n    apple  ${key("apple", "11111111")}\n`,
    );
  });

  it("lists a name that begins with a dash by its URN, and one that steers terminals by its keys", async () => {
    pulumi.given([...doubtful("-rf", "11111111"), ...doubtful("\u001b[2J", "22222222")]);
    const { out } = await pulumi.run("resolve");
    assert.match(out, /resolve urn:pulumi:dev::releases::broadcast:index:Broadcast::-rf sent\n/);
    assert.match(out, /resolve 04f79a4f95922ade@22222222 sent\n/);
    assert.ok(!out.includes("\u001b"));
  });

  it("a name does not change words that were given; a key does", async () => {
    const words = { [key("apple")]: "sent" };
    pulumi.given(aBroadcast("news", killed), JSON.stringify(words));
    await pulumi.run("resolve", "news", "not-sent");
    assert.deepEqual(pulumi.words, { [key("apple")]: "sent", [key("fcmv1")]: "not-sent" });
    const { code, err } = await pulumi.run("resolve", "news", "not-sent");
    assert.equal(
      err,
      `error: news (apple): resolved as sent already; to change that, run \`pulumi-broadcast resolve ${key("apple")} not-sent\`.\n`,
    );
    assert.equal(code, 1);
    assert.equal((await pulumi.run("resolve", key("apple"), "not-sent")).code, 0);
    assert.deepEqual(pulumi.words, { [key("apple")]: "not-sent", [key("fcmv1")]: "not-sent" });
  });

  it("the same word again is done already", async () => {
    pulumi.given(doubtful("news", "11111111"), JSON.stringify({ [key("apple", "11111111")]: "sent" }));
    const { code, out } = await pulumi.run("resolve", "news", "sent");
    assert.deepEqual([code, out], [0, "news (apple): resolved as sent already; run `pulumi up`, which acts on it.\n"]);
  });

  it("not-sent of a text that is no longer declared posts nothing", async () => {
    pulumi.given(aBroadcast("news", { ...killed, announcement: { digests: {}, armed: arm("apple") } }));
    const { out } = await pulumi.run("resolve", "news", "not-sent");
    assert.match(out, /^Resolved as not-sent: news \(apple\)\.\n.*which records that and posts nothing\.\n$/);
  });

  it("not-sent of several texts says which is not posted", async () => {
    const announcement = { digests: { fcmv1: digests.fcmv1 }, armed: { ...arm("apple"), ...arm("fcmv1") } };
    pulumi.given(aBroadcast("news", { ...killed, announcement }));
    const { out } = await pulumi.run("resolve", "news", "not-sent");
    assert.match(out, /\nNo longer declared, so not posted: news \(apple\)\.\n.*which posts what was not sent\.\n$/);
  });

  it("what is not in doubt is a failure that says so", async () => {
    pulumi.given(aBroadcast("news"));
    for (const [what, sentence] of [
      ["news", "news is not in doubt; there is nothing to resolve."],
      [key("apple"), `${key("apple")} is not in doubt: it is recorded as sent.`],
      ["sent", "sent: name a broadcast first, or add --all."],
      [
        "nope",
        "nope: this stack has no broadcast and no doubt of that name; run `pulumi-broadcast status` to see what it has.",
      ],
    ] as const) {
      const { code, err } = await pulumi.run("resolve", what, "sent");
      assert.deepEqual([code, err], [1, `error: ${sentence}\n`]);
    }
  });

  it("a wrong call ends with 2, before anything is read", async () => {
    for (const args of [
      ["news", "maybe"],
      ["news", "sent", "now"],
      ["--all", "news", "sent"],
      ["--all", "maybe"],
    ]) {
      const { code, out } = await pulumi.run("resolve", ...args);
      assert.deepEqual([code, out], [2, ""], args.join(" "));
    }
  });

  it("words that cannot be read are not written over", async () => {
    pulumi.given(doubtful("news", "11111111"));
    pulumi.givenBrokenConfig();
    const { code, err } = await pulumi.run("resolve", "news", "sent");
    assert.deepEqual([code, err], [1, "error: could not decrypt the stack's configuration\n"]);
    assert.deepEqual(writes(), []);
  });

  it("words that are no words are told, with what to do", async () => {
    pulumi.given(doubtful("news", "11111111"), '{"news":"sent"}');
    const { code, err } = await pulumi.run("resolve", "news", "sent");
    assert.match(
      err,
      /^error: broadcast:resolve: must be a JSON object .*; correct it, or remove it with `pulumi config rm broadcast:resolve`\.\n$/,
    );
    assert.equal(code, 1);
  });

  it("a record in the state answers an arm of another broadcast", async () => {
    pulumi.given([...aBroadcast("news", killed), ...aBroadcast("renamed", { delivery: { sends: [aSend("apple")] } })]);
    const { out } = await pulumi.run("resolve", "--json");
    assert.deepEqual(
      JSON.parse(out).doubts.map((doubt: any) => doubt.key),
      [key("fcmv1")],
    );
  });
});
