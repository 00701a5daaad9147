import assert from "node:assert/strict";
import { callerForEach, start, textOf } from "./caller";

const minute = 60_000;
const inMs = (ms: number) => new Date(start + ms).toISOString();

describe("emulator: scheduled send", () => {
  const hub = callerForEach();
  const schedule = (time: string | undefined, query?: string, headers: Record<string, string> = {}) =>
    hub().call("POST", "/schedulednotifications", {
      headers: {
        "content-type": "application/json",
        "servicebusnotification-format": "apple",
        ...(time === undefined ? {} : { "servicebusnotification-scheduletime": time }),
        ...headers,
      },
      body: '{"aps":{"alert":"later"}}',
      query,
    });
  const idOf = (answer: { headers: Headers }) => new URL(answer.headers.get("location")!).pathname.split("/")[3]!;

  it("waits for its time and then reaches who is there", async () => {
    const answer = await schedule(inMs(10 * minute), undefined, { "servicebusnotification-tags": "x" });
    assert.equal(answer.status, 201);
    assert.match(
      answer.headers.get("location")!,
      /\/hub\/schedulednotifications\/[0-9a-f]{32}_20260102030405_\d+_1_QNHQueue[0-9a-f]{32}-S\d+\?/,
    );
    await hub().install("i1", "apns", { tags: ["x"] });
    hub().emulator.advanceClock(599);
    assert.equal(hub().emulator.sends()[0]?.state, "Scheduled");
    assert.equal(hub().emulator.devices()[0]?.tray.length, 0);
    hub().emulator.advanceClock(1);
    const [record] = hub().emulator.sends();
    assert.deepEqual(
      [record?.kind, record?.state, record?.scheduledFor, record?.deliveredAt, record?.targets],
      ["scheduled", "Completed", inMs(10 * minute), inMs(10 * minute), 1],
    );
    assert.equal(hub().emulator.devices()[0]?.tray[0]?.at, inMs(10 * minute));
  });

  it("the clock of the control plane delivers too", async () => {
    await schedule(inMs(10 * minute));
    assert.equal((await hub().control("POST", "clock", { advanceSeconds: 601 })).body, `{"now":"${inMs(601_000)}"}`);
    assert.equal(JSON.parse((await hub().control("GET", "sends")).body)[0].state, "NoTargetFound");
  });

  it("several that fall due are delivered in order", async () => {
    await hub().install("i1", "apns");
    await schedule(inMs(20 * minute));
    await schedule(inMs(10 * minute));
    hub().emulator.advanceClock(3600);
    assert.deepEqual(
      hub()
        .emulator.devices()[0]
        ?.tray.map(({ at }) => at),
      [inMs(10 * minute), inMs(20 * minute)],
    );
  });

  it("DELETE cancels, once, and not what was delivered", async () => {
    const id = idOf(await schedule(inMs(10 * minute)));
    assert.equal((await hub().call("DELETE", `/schedulednotifications/${id}`)).status, 200);
    assert.equal((await hub().call("DELETE", `/schedulednotifications/${id}`)).status, 404);
    hub().emulator.advanceClock(3600);
    assert.equal(hub().emulator.sends()[0]?.state, "Canceled");
    const later = idOf(await schedule(inMs(3600_000 + 10 * minute)));
    hub().emulator.advanceClock(3600);
    assert.equal((await hub().call("DELETE", `/schedulednotifications/${later}`)).status, 404);
  });

  it("telemetry follows it", async () => {
    const path = `/messages/${idOf(await schedule(inMs(10 * minute)))}`;
    const before = (await hub().call("GET", path)).body;
    assert.deepEqual([textOf(before, "State"), textOf(before, "StartTime")], ["Scheduled", undefined]);
    hub().emulator.advanceClock(601);
    const after = (await hub().call("GET", path)).body;
    assert.deepEqual([textOf(after, "State"), textOf(after, "StartTime")], ["NoTargetFound", inMs(10 * minute)]);
  });

  it("times without a zone are UTC, as .NET and Java write them", async () => {
    assert.equal((await schedule("2026-01-02T03:14:05")).status, 201);
    assert.equal(hub().emulator.sends()[0]?.scheduledFor, "2026-01-02T03:14:05.000Z");
    assert.equal((await schedule("2026-01-02T05:14:05+02:00")).status, 201);
    assert.equal(hub().emulator.sends()[1]?.scheduledFor, "2026-01-02T03:14:05.000Z");
  });

  it("the window is 5 minutes to 7 days", async () => {
    assert.equal((await schedule(inMs(5 * minute))).status, 201);
    assert.equal((await schedule(inMs(7 * 24 * 60 * minute))).status, 201);
    assert.equal((await schedule(inMs(4 * minute))).status, 400);
    assert.equal((await schedule(inMs(-minute))).status, 400);
    assert.equal((await schedule(inMs(7 * 24 * 60 * minute + 1000))).status, 400);
  });

  for (const time of [undefined, "tomorrow", "2026-01-02", "2026-01-02'T'03:14:05", "2026-02-31T25:00:00Z"]) {
    it(`${time} is no time`, async () => {
      const { status, body } = await schedule(time);
      assert.equal(status, 400);
      assert.match(body, /ServiceBusNotification-ScheduleTime/);
    });
  }

  it("cannot be direct or a test", async () => {
    assert.equal((await schedule(inMs(10 * minute), "api-version=2020-06&direct")).status, 400);
    assert.equal((await schedule(inMs(10 * minute), "api-version=2020-06&test")).status, 400);
  });
});
