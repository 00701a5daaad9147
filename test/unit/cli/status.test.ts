import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { aBroadcast, aComponent, aDoubt, arm, aSend, key, killed } from "./aStack";
import { FakePulumi } from "./fakePulumi";

describe("pulumi-broadcast status", () => {
  let pulumi: FakePulumi;
  beforeEach(() => {
    pulumi = new FakePulumi();
  });
  afterEach(() => pulumi.remove());

  const scheduled = { state: "scheduled", scheduledFor: "2099-12-01T09:00:00Z" };

  it("has one line for each broadcast, and ends with 0", async () => {
    const delivery = { status: "scheduled", sends: [aSend("apple", scheduled), aSend("fcmv1", scheduled)] };
    pulumi.given([...aBroadcast("v10"), ...aBroadcast("v2"), ...aBroadcast("maintenance", { delivery })]);
    const { code, out } = await pulumi.run("status");
    assert.equal(
      out,
      `maintenance  scheduled  for 2099-12-01 09:00 UTC  apple, fcmv1
v2           sent       2026-11-24 10:43 UTC  apple, fcmv1
v10          sent       2026-11-24 10:43 UTC  apple, fcmv1
`,
    );
    assert.equal(code, 0);
    assert.deepEqual(
      pulumi.calls,
      [["stack", "export", "--non-interactive"]],
      "configuration is read only where it matters",
    );
  });

  it("says below the line what is different, or needs to be known", async () => {
    const refused = aSend("apple", { state: "not-sent", reason: "the hub refused the key" });
    const counts = { counts: { Success: 12, WrongToken: 1 }, delivery: "Completed" };
    const kept = aSend("apple", { ...scheduled, cancelRefused: "aaaaaaaa" });
    pulumi.given([
      ...aBroadcast("one", { delivery: { status: "not-sent", sends: [refused, aSend("fcmv1")] } }),
      ...aBroadcast("two", {
        delivery: { sends: [aSend("apple", counts), aSend("fcmv1", { delivery: "NoTargetFound" })] },
      }),
      ...aBroadcast("three", { delivery: { sends: [aSend("fcmv1", { test: true })], history: [kept] } }),
      ...aBroadcast("four", { delivery: { status: "off", sends: [], history: [aSend("apple"), aSend("fcmv1")] } }),
    ]);
    assert.equal(
      (await pulumi.run("status")).out,
      `four   off        sends are off (broadcast:send or BROADCAST_SEND)
one    not-sent
  apple: not sent: the hub refused the key
  fcmv1: sent 2026-11-24 10:43 UTC
three  sent       2026-11-24 10:43 UTC, test send  fcmv1
  apple: an earlier send is still scheduled for 2099-12-01 09:00 UTC, because the hub did not cancel it (notification id n-apple)
two    sent
  apple: sent 2026-11-24 10:43 UTC, 12 Success, 1 WrongToken
  fcmv1: sent 2026-11-24 10:43 UTC, NoTargetFound
`,
    );
  });

  it("shows as due what was scheduled for a time that has passed", async () => {
    const past = { state: "scheduled", scheduledFor: "2026-11-24T12:00:00Z" };
    pulumi.given(
      aBroadcast("news", { delivery: { status: "scheduled", sends: [aSend("apple", past), aSend("fcmv1", past)] } }),
    );
    const { code, out } = await pulumi.run("status");
    assert.equal(out, "news  due        since 2026-11-24 12:00 UTC, unconfirmed  apple, fcmv1\n");
    assert.equal(code, 0);
  });

  it("ends with 1 when an arm has no result", async () => {
    pulumi.given(aBroadcast("news", killed));
    const { code, out } = await pulumi.run("status", "--stack", "acme/releases/dev");
    assert.equal(
      out,
      `news  in-doubt
  since 2026-11-24 10:43 UTC: the run that was about to post it left no result
    apple  ${key("apple")}
    fcmv1  ${key("fcmv1")}

2 posts are in doubt. Check a device or the hub's telemetry, then run
  pulumi-broadcast resolve --stack acme/releases/dev
`,
    );
    assert.equal(code, 1);
    assert.ok(pulumi.calls.every((call) => call.slice(-2).join(" ") === "--stack acme/releases/dev"));
  });

  it("ends with 1 when a doubt is recorded, and shows the tracking id", async () => {
    const doubts = [aDoubt("fcmv1", { run: "11111111", trackingId: "t-1" })];
    pulumi.given(
      aBroadcast("news", { delivery: { status: "in-doubt", sends: [aSend("apple"), aSend("fcmv1")], doubts } }),
    );
    const { code, out } = await pulumi.run("status");
    assert.match(
      out,
      /\n {2}since 2026-11-24 10:43 UTC: the hub did not answer within 30 s\n {4}fcmv1 {2}79656c5164bf5978@11111111\n {11}tracking id t-1\n/,
    );
    assert.equal(code, 1);
  });

  it("ends with 0 when every doubt has its word, and says that the next up acts on it", async () => {
    pulumi.given(aBroadcast("news", killed), JSON.stringify({ [key("apple")]: "sent", [key("fcmv1")]: "sent" }));
    const { code, out } = await pulumi.run("status");
    assert.match(out, /^news {2}resolved\n {2}resolved as sent, which the next `pulumi up` acts on\n/);
    assert.equal(code, 0);
  });

  it("says what onInDoubt does", async () => {
    pulumi.given(aBroadcast("news", { ...killed, announcement: { onInDoubt: "send-again" } }));
    assert.match(
      (await pulumi.run("status")).out,
      /left no result; onInDoubt lets the next `pulumi up` post it again\n/,
    );
  });

  it("shows the parents of names that repeat", async () => {
    const [blue, red] = [aComponent("blue"), aComponent("red", "my:team:Team")];
    pulumi.given([
      blue,
      red,
      ...aBroadcast("news", {}, blue),
      ...aBroadcast("news", {}, red),
      ...aBroadcast("a::b", {}, red),
    ]);
    const { out } = await pulumi.run("status");
    assert.deepEqual(out.match(/^\S+/gm), ["blue/news", "a::b", "red/news"]);
  });

  it("with a name says all that is known of it", async () => {
    const taken = aSend("fcmv1", { adoptedFrom: "old-news", hub: "contoso.servicebus.windows.net/other" });
    const history = [aSend("apple", { notificationId: "n-0", trackingId: undefined })];
    pulumi.given([
      ...aBroadcast("news", { delivery: { sends: [aSend("apple"), taken], history } }),
      ...aBroadcast("other", killed),
    ]);
    const { code, out } = await pulumi.run("status", "news");
    assert.equal(
      out,
      `news  sent
  urn:pulumi:dev::releases::broadcast:index:Broadcast::news
  hub contoso.servicebus.windows.net/releases
  apple: sent 2026-11-24 10:43 UTC
    notification id n-apple
    tracking id t-apple
  fcmv1: sent 2026-11-24 10:43 UTC
    taken over from old-news
    hub contoso.servicebus.windows.net/other
    notification id n-fcmv1
    tracking id t-fcmv1
  earlier, apple: sent 2026-11-24 10:43 UTC
    notification id n-0
`,
    );
    assert.equal(code, 0);
    const unknown = await pulumi.run("status", "nope");
    assert.equal(
      unknown.err,
      "error: nope: this stack has no such broadcast; run `pulumi-broadcast status` to list them.\n",
    );
    assert.equal(unknown.code, 1);
  });

  it("--json prints one document, with the same exit code", async () => {
    pulumi.given([
      ...aBroadcast("done"),
      ...aBroadcast("news", { ...killed, announcement: { armed: arm("apple", { run: "22222222" }) } }),
    ]);
    const { code, out } = await pulumi.run("status", "--json");
    assert.equal(out.split("\n").length, 2);
    const { broadcasts, inDoubt } = JSON.parse(out);
    assert.equal(inDoubt, 1);
    assert.deepEqual(
      broadcasts.map(({ name, status }: any) => [name, status]),
      [
        ["done", "sent"],
        ["news", "in-doubt"],
      ],
    );
    assert.deepEqual(broadcasts[0].sends[0], aSend("apple"));
    assert.equal(broadcasts[1].doubts[0].key, key("apple", "22222222"));
    assert.equal(code, 1);
  });

  it("a stack without broadcasts, or without resources, is fine", async () => {
    pulumi.given([]);
    assert.deepEqual(await pulumi.run("status"), { code: 0, out: "This stack has no broadcasts.\n", err: "" });
    assert.deepEqual(await pulumi.run("status", "--json"), {
      code: 0,
      out: '{"broadcasts":[],"inDoubt":0}\n',
      err: "",
    });
  });

  it("prints no secret, no content and no control character", async () => {
    const delivery = {
      sends: [aSend("apple", { delivery: "\u001b[2J" })],
      connections: { "h/hub": "Endpoint=sb://S3CRET" },
    };
    pulumi.given([...aBroadcast("\u001b[31mnews", { delivery })]);
    for (const args of [["status"], ["status", "\u001b[31mnews"], ["status", "--json"]]) {
      const { out } = await pulumi.run(...args);
      assert.ok(!["S3CRET", "T0P", "\u001b"].some((text) => out.includes(text)), out);
      assert.match(out, /news/);
    }
  });

  it("a failure of the Pulumi CLI is told in its words", async () => {
    const text = "error: no stack selected; please use `pulumi stack select --stack <stack>` to choose one";
    assert.deepEqual(await pulumi.run("status"), { code: 1, out: "", err: `${text}\n` });
    const { code, out } = await pulumi.run("status", "--json");
    assert.equal(JSON.parse(out).error.message, text);
    assert.equal(code, 1);
  });
});
