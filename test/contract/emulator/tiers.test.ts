import assert from "node:assert/strict";
import { callerForEach, start } from "./caller";

const scheduled = {
  headers: {
    "content-type": "application/json",
    "servicebusnotification-format": "apple",
    "servicebusnotification-scheduletime": new Date(start + 3_600_000).toISOString(),
  },
  body: "{}",
};
const batch = {
  headers: { "content-type": "multipart/mixed; boundary=B", "servicebusnotification-format": "apple" },
  query: "api-version=2020-06&direct",
  body: '--B\r\nContent-Type: application/json\r\nContent-Disposition: inline; name=notification\r\n\r\n{}\r\n--B\r\nContent-Disposition: inline; name=devices\r\n\r\n["AA"]\r\n--B--',
};

for (const tier of ["free", "basic"] as const) {
  describe(`emulator: ${tier} tier`, () => {
    const hub = callerForEach({ tier });

    it("a send shows no location", async () => {
      const { status, headers } = await hub().send("apple", {});
      assert.deepEqual([status, headers.get("location")], [201, null]);
    });

    it("direct and test sends work", async () => {
      const headers = { "servicebusnotification-devicehandle": "AA" };
      assert.equal((await hub().send("apple", {}, headers, "api-version=2020-06&direct")).status, 201);
      assert.match((await hub().send("apple", {}, {}, "api-version=2020-06&test")).body, /<NotificationOutcome /);
    });

    it("telemetry, feedback and schedules are 403 that names the tier", async () => {
      for (const [method, path, call] of [
        ["GET", "/messages/1", {}],
        ["GET", "/feedbackcontainer", {}],
        ["POST", "/schedulednotifications", scheduled],
        ["DELETE", "/schedulednotifications/1", {}],
      ] as const) {
        const { status, headers, body } = await hub().call(method, path, call);
        assert.equal(status, 403, path);
        assert.equal(headers.get("retry-after"), null);
        assert.match(body, /not available for your tier, it needs standard/);
      }
    });

    it(`a batch is ${tier === "free" ? "403" : "201 without a location"}`, async () => {
      const { status, headers, body } = await hub().call("POST", "/messages/$batch", batch);
      assert.deepEqual([status, headers.get("location")], [tier === "free" ? 403 : 201, null]);
      if (tier === "free") assert.match(body, /not available for your tier/);
    });
  });
}

describe("emulator: device quota", () => {
  const hub = callerForEach({ tier: "free" });

  it("the free tier takes 500 devices, and known ones again", async () => {
    for (let number = 0; number < 500; number++) await hub().install(`i${number}`, "apns");
    await assert.rejects(hub().install("i500", "apns"), /403.*quota of 500 devices/);
    await hub().install("i0", "apns", { tags: ["again"] });
    await hub().call("DELETE", "/installations/i1");
    await hub().install("i500", "apns");
  });
});
