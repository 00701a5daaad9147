import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { aCaller, type Caller, start, textOf } from "./caller";

type Row = [
  input: string,
  expected: string,
  run: (hub: Caller) => Promise<unknown>,
  options?: Parameters<typeof aCaller>[0],
];

const apple = { aps: { alert: "héllo" } };
const tagged = (tags: string) => ({ "servicebusnotification-tags": tags });
const idOf = (answer: { headers: Headers }) => new URL(answer.headers.get("location")!).pathname.split("/").at(-1)!;
const scheduleAt = (hub: Caller, ms: number) =>
  hub.call("POST", "/schedulednotifications", {
    headers: {
      "content-type": "application/json;charset=utf-8",
      "servicebusnotification-format": "apple",
      "servicebusnotification-scheduletime": new Date(ms).toISOString().slice(0, 19),
    },
    body: "{}",
  });

/** A token with lower-case hex in `sr` and its fields in another order. */
function otherToken({ emulator }: Caller, se: number): string {
  const [, key] = /SharedAccessKey=([^;]*)/.exec(emulator.connectionStrings.full)!;
  const sr = encodeURIComponent(`${emulator.endpoint}hub`).replace(/%../g, (hex) => hex.toLowerCase());
  const sig = encodeURIComponent(createHmac("sha256", key!).update(`${sr}\n${se}`).digest("base64"));
  return `SharedAccessSignature sig=${sig}&skn=DefaultFullSharedAccessSignature&se=${se}&sr=${sr}`;
}

const rows: Row[] = [
  [
    "3: lower-case hex, fields reordered",
    "accepted",
    async (hub) =>
      assert.equal((await hub.send("apple", apple, { authorization: otherToken(hub, start / 1000 + 60) })).status, 201),
  ],
  [
    "4: a token whose time has passed",
    "401 ExpiredToken",
    async (hub) => {
      const { status, body } = await hub.send("apple", apple, { authorization: otherToken(hub, start / 1000 - 60) });
      assert.equal(status, 401);
      assert.match(textOf(body, "Detail")!, /^ExpiredToken/);
    },
  ],
  [
    "19: a schedule over 7 days ahead or past",
    "400",
    async (hub) => {
      assert.equal((await scheduleAt(hub, start + 7 * 86_400_000 + 60_000)).status, 400);
      assert.equal((await scheduleAt(hub, start - 60_000)).status, 400);
    },
  ],
  [
    "20: cancel",
    "200",
    async (hub) => {
      const id = idOf(await scheduleAt(hub, start + 3_600_000));
      assert.equal((await hub.call("DELETE", `/schedulednotifications/${id}`)).status, 200);
    },
  ],
  [
    "21: a test send to tag a",
    "NotificationOutcome",
    async (hub) => {
      await hub.install("i1", "apns", { tags: ["a"] });
      const { body } = await hub.send("apple", apple, tagged("a"), "api-version=2020-06&test");
      assert.match(
        body,
        /^<NotificationOutcome xmlns="http:\/\/schemas\.microsoft\.com\/netservices\/2010\/10\/servicebus\/connect"/,
      );
      assert.equal(textOf(body, "Success"), "1");
    },
  ],
  [
    "23: a send below Standard",
    "201 without Location",
    async (hub) => assert.equal((await hub.send("apple", apple)).headers.get("location"), null),
    { tier: "free" },
  ],
  [
    "24: details of an unknown id",
    "404",
    async (hub) => assert.equal((await hub.call("GET", "/messages/x")).status, 404),
  ],
  [
    "25: details of one outcome, and of a canceled send",
    "one Outcome; Canceled",
    async (hub) => {
      await hub.install("i1", "apns");
      const { body } = await hub.call("GET", `/messages/${idOf(await hub.send("apple", apple))}`);
      assert.equal(body.match(/<Outcome>/g)?.length, 1);
      const id = idOf(await scheduleAt(hub, start + 3_600_000));
      await hub.call("DELETE", `/schedulednotifications/${id}`);
      assert.equal(textOf((await hub.call("GET", `/messages/${id}`)).body, "State"), "Canceled");
    },
  ],
  [
    "32: $InstallationId:{i1} && tmpl",
    "reaches that template",
    async (hub) => {
      for (const id of ["i1", "i2"])
        await hub.install(id, "apns", { templates: { tmpl: { body: '{"aps":{"alert":"$(m)"}}' } } });
      await hub.send("template", { m: "x" }, tagged("$InstallationId:{i1} && tmpl"));
      assert.deepEqual(
        hub.emulator.devices().map(({ tray }) => tray.length),
        [1, 0],
      );
    },
  ],
  [
    "33: a body over 64 KB",
    "413",
    async (hub) => assert.equal((await hub.send("apple", { a: "x".repeat(65_536) })).status, 413),
  ],
  [
    "34: installation i1 with tag x, a send to x",
    "Completed, Apns Success 1",
    async (hub) => {
      await hub.install("i1", "apns", { tags: ["x"] });
      const { body } = await hub.call("GET", `/messages/${idOf(await hub.send("apple", apple, tagged("x")))}`);
      assert.equal(textOf(body, "State"), "Completed");
      assert.match(
        body,
        /<ApnsOutcomeCounts><Outcome><Name>Success<\/Name><Count>1<\/Count><\/Outcome><\/ApnsOutcomeCounts>/,
      );
    },
  ],
  [
    "35: the same, a send to y",
    "NoTargetFound",
    async (hub) => {
      await hub.install("i1", "apns", { tags: ["x"] });
      const answer = await hub.send("apple", apple, tagged("y"));
      assert.equal(answer.status, 201);
      assert.equal(textOf((await hub.call("GET", `/messages/${idOf(answer)}`)).body, "State"), "NoTargetFound");
    },
  ],
  [
    "36: a send with a Listen-only rule",
    "403, empty",
    async (hub) => {
      const { status, body } = await hub.call("POST", "/messages", { rule: "listen" });
      assert.deepEqual([status, body], [403, ""]);
    },
  ],
  [
    "37: format fcm",
    "400 naming the header",
    async (hub) => {
      const { status, body } = await hub.send("fcm", {});
      assert.equal(status, 400);
      assert.match(body, /ServiceBusNotification-Format/);
    },
  ],
  [
    "38: Basic",
    "201, no Location; details 403",
    async (hub) => {
      const { status, headers } = await hub.send("apple", apple);
      assert.deepEqual([status, headers.get("location")], [201, null]);
      assert.equal((await hub.call("GET", "/messages/x")).status, 403);
    },
    { tier: "basic" },
  ],
];

describe("emulator: conformance cases", () => {
  for (const [input, expected, run, options] of rows) {
    it(`${input}: ${expected}`, async () => {
      const hub = await aCaller(options);
      try {
        await run(hub);
      } finally {
        await hub.emulator.close();
      }
    });
  }
});
