import assert from "node:assert/strict";
import { request } from "node:http";
import { callerForEach } from "./caller";

describe("emulator: faults", () => {
  const hub = callerForEach();
  const send = (tags?: string, format = "apple") =>
    hub().send(format, {}, tags === undefined ? {} : { "servicebusnotification-tags": tags });

  for (const [fault, status] of [
    ["429", 429],
    ["503", 503],
    ["403", 403],
    ["500", 500],
  ] as const) {
    it(`${fault} as often as ordered, and nothing is accepted`, async () => {
      hub().emulator.fault({ fault, times: 2, retryAfter: fault === "500" ? undefined : 7 });
      for (let number = 0; number < 2; number++) {
        const answer = await send();
        assert.equal(answer.status, status);
        assert.equal(answer.headers.get("retry-after"), fault === "500" ? null : "7");
      }
      assert.equal(hub().emulator.sends().length, 0);
      assert.equal((await send()).status, 201);
    });
  }

  it("403 without Retry-After has no body, as a missing right", async () => {
    hub().emulator.fault({ fault: "403" });
    assert.equal((await send()).body, "");
  });

  it("reset-before: no answer and nothing accepted", async () => {
    hub().emulator.fault({ fault: "reset-before" });
    await assert.rejects(send());
    assert.equal(hub().emulator.sends().length, 0);
  });

  it("reset-after: accepted, and no answer", async () => {
    await hub().install("i1", "apns");
    hub().emulator.fault({ match: { path: "/messages" }, fault: "reset-after" });
    await assert.rejects(send());
    assert.deepEqual(hub().emulator.sends()[0]?.counts, { apple: { Success: 1 } });
  });

  it("delay: answered later", async () => {
    hub().emulator.fault({ fault: "delay", ms: 60 });
    const before = performance.now();
    assert.equal((await send()).status, 201);
    assert.ok(performance.now() - before >= 59);
  });

  it("hits what it matches: method, path, format, tag", async () => {
    hub().emulator.fault({ match: { method: "post", path: "/messages", format: "fcmV1", tag: "B" }, fault: "503" });
    assert.equal((await send("a || b")).status, 201);
    assert.equal((await send("a || bb", "gcm")).status, 201);
    assert.equal((await hub().call("GET", "/messages/1")).status, 404);
    assert.equal((await send("a || b", "fcmv1")).status, 503);
  });

  it("comes in the order given, and a reset clears it", async () => {
    await hub().control("POST", "faults", { fault: "429" });
    await hub().control("POST", "faults", { match: {}, fault: "503", times: 5 });
    assert.deepEqual([(await send()).status, (await send()).status], [429, 503]);
    await hub().control("POST", "reset");
    assert.equal((await send()).status, 201);
  });

  it("the control plane itself is never hit", async () => {
    hub().emulator.fault({ fault: "reset-before" });
    assert.equal((await hub().control("GET", "sends")).status, 200);
  });

  for (const [wrong, says] of [
    [{ fault: "418" }, /fault/],
    [{ fault: "429", times: 0 }, /times/],
    [{ fault: "429", match: { tags: "a" } }, /tags/],
    [{ fault: "delay", ms: -1 }, /ms/],
    ["x", /object/],
  ] as const) {
    it(`${JSON.stringify(wrong)} is refused`, async () => {
      const { status, body } = await hub().control("POST", "faults", wrong);
      assert.equal(status, 400);
      assert.match(body, says);
      assert.throws(() => hub().emulator.fault(wrong as never), RangeError);
    });
  }

  it("a thousand can wait, no more", () => {
    for (let number = 0; number < 1000; number++) hub().emulator.fault({ fault: "429" });
    assert.throws(() => hub().emulator.fault({ fault: "429" }), /No more than 1000/);
  });
});

describe("emulator: control plane", () => {
  const hub = callerForEach();

  it("sends, oldest first, and devices", async () => {
    await hub().install("i1", "apns", { tags: ["x"] });
    await hub().send("apple", { a: 1 });
    await hub().send("apple", { a: 2 });
    const sends = JSON.parse((await hub().control("GET", "sends")).body);
    assert.deepEqual(
      sends.map(({ body }: { body: string }) => body),
      ['{"a":1}', '{"a":2}'],
    );
    const [device] = JSON.parse((await hub().control("GET", "devices")).body);
    assert.equal(device.installationId, "i1");
    assert.deepEqual(device.tags, ["$InstallationId:{i1}", "x"]);
    assert.equal(device.tray.length, 2);
  });

  it("what sends() returns is a copy", async () => {
    await hub().send("apple", {});
    hub().emulator.sends()[0]!.state = "Canceled";
    assert.equal(hub().emulator.sends()[0]?.state, "NoTargetFound");
  });

  it("reset forgets all but the keys", async () => {
    await hub().install("i1", "apns");
    await hub().send("apple", {});
    hub().emulator.advanceClock(1000);
    assert.equal((await hub().control("POST", "reset")).status, 204);
    assert.deepEqual([hub().emulator.sends(), hub().emulator.devices()], [[], []]);
    await hub().send("apple", {});
    assert.equal(hub().emulator.sends()[0]?.at, "2026-01-02T03:04:05.000Z");
  });

  it("the clock goes forward only, and not for ever", async () => {
    for (const advanceSeconds of [-1, 1e12, "1", null]) {
      assert.equal((await hub().control("POST", "clock", { advanceSeconds })).status, 400);
    }
    assert.throws(() => hub().emulator.advanceClock(Number.NaN), RangeError);
  });

  it("an advanced clock does not age tokens", async () => {
    hub().emulator.advanceClock(86_400);
    assert.equal((await hub().send("apple", {})).status, 201);
  });

  it("outcomes can be ordered by name only", async () => {
    assert.equal(
      (await hub().control("POST", "devices", { platform: "apple", handle: "a", outcome: "Gone" })).status,
      400,
    );
    assert.equal(
      (await hub().control("POST", "devices", { platform: "apns", handle: "a", outcome: "Throttled" })).status,
      400,
    );
  });

  it("other paths are 404", async () => assert.equal((await hub().control("GET", "nothing")).status, 404));

  for (const [method, path, body, status, sentence] of [
    ["POST", "faults", { fault: "418" }, 400, /fault: expected one of "403"\|"429"/],
    ["POST", "faults", [], 400, /the body: expected object, received array/],
    ["POST", "inbox/devices", [{ platform: "apple", tags: [1] }], 400, /0\.tags\.0: expected string, received number/],
    ["POST", "inbox/devices", [{ platform: "apple", tags: ["a b"] }], 400, /invalid tag/],
    ["POST", "inbox/send", { format: "apple", tags: "", headers: { a: "b\r\nc" }, body: "{}" }, 400, /headers\.a: /],
    [
      "POST",
      "inbox/send",
      { format: "apple", tags: "a &&", headers: {}, body: "{}" },
      400,
      /tag expression|ServiceBusNotification-Tags/i,
    ],
    ["POST", "inbox/devices/none/outcome", { outcome: "Success" }, 404, /knows no such device/],
    ["DELETE", "inbox/devices/none", undefined, 404, /knows no such device/],
    ["GET", "inbox/view?format=none", undefined, 400, /format: /],
    ["GET", "inbox/view?sends=100000", undefined, 400, /sends: too big/],
    ["GET", "inbox/constructor", undefined, 404, /The inbox has no such path/],
  ] as const) {
    it(`${method} ${path} ${JSON.stringify(body) ?? ""}: ${status} with a sentence`, async () => {
      const answer = await hub().control(method, path, body);
      assert.equal(answer.status, status);
      assert.match(answer.body, sentence);
      assert.doesNotMatch(answer.body, /✖|→|undefined/);
    });
  }

  it("the inbox is a page", async () => {
    const response = await fetch(hub().emulator.inbox);
    assert.match(response.headers.get("content-type")!, /^text\/html/);
    assert.match(await response.text(), /^<!doctype html>/);
  });

  it("a POST that a browser marks as another site's is refused, with or without Origin", async () => {
    const post = (site: string) =>
      fetch(`${hub().emulator.endpoint}_emulator/reset`, { method: "POST", headers: { "Sec-Fetch-Site": site } });
    for (const site of ["cross-site", "same-site"]) assert.equal((await post(site)).status, 403, site);
    for (const site of ["same-origin", "none"]) assert.equal((await post(site)).status, 204, site);
  });

  it("another origin and another host name reach nothing of it", async () => {
    const { endpoint, server } = hub().emulator;
    assert.equal(
      (await fetch(`${endpoint}_emulator/sends`, { headers: { origin: "https://evil.example" } })).status,
      403,
    );
    const { port } = server.address() as { port: number };
    const status = await new Promise((resolve, reject) => {
      request({ port, host: "127.0.0.1", path: "/", headers: { host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    assert.equal(status, 403);
  });
});
