import assert from "node:assert/strict";
import { callerForEach, textOf } from "./caller";

const test = "api-version=2020-06&test";

describe("emulator: test send", () => {
  const hub = callerForEach();

  it("the outcome names each device and what became of it", async () => {
    await hub().install("i1", "apns", { pushChannel: "AB01", tags: ["x"] });
    await hub().install("i2", "apns", { pushChannel: "AB02", tags: ["x"] });
    hub().emulator.orderOutcome({ platform: "apple", handle: "AB02", outcome: "ExpiredChannel" });
    const { status, headers, body } = await hub().send(
      "apple",
      { aps: {} },
      { "servicebusnotification-tags": "x" },
      test,
    );
    assert.equal(status, 201);
    assert.match(headers.get("content-type")!, /application\/xml/);
    assert.equal(textOf(body, "Success"), "1");
    assert.equal(textOf(body, "Failure"), "1");
    assert.equal(body.match(/<RegistrationResult>/g)?.length, 2);
    const result = /<RegistrationResult>(?:(?!<\/RegistrationResult>).)*AB01.*?<\/RegistrationResult>/.exec(body)![0];
    assert.equal(textOf(result, "ApplicationPlatform"), "apple");
    assert.match(textOf(result, "RegistrationId")!, /^\d+-\d+-\d$/);
    assert.equal(textOf(result, "Outcome"), "The Notification was successfully sent to the Push Notification System");
    assert.equal(hub().emulator.sends()[0]?.kind, "test");
  });

  it("reaches ten devices at most", async () => {
    for (let number = 0; number < 12; number++) await hub().install(`i${number}`, "apns");
    const { body } = await hub().send("apple", { aps: {} }, {}, test);
    assert.equal(textOf(body, "Success"), "10");
  });

  it("nobody reached is nil", async () => {
    const { body } = await hub().send("apple", { aps: {} }, {}, test);
    assert.equal(textOf(body, "Success"), "0");
    assert.match(body, /<Results i:nil="true"\/>/);
  });

  it("works with a direct send, as .NET does it", async () => {
    const headers = { "servicebusnotification-devicehandle": "tok" };
    const { body } = await hub().send("gcm", { data: {} }, headers, `${test}&direct`);
    assert.equal(textOf(body, "Success"), "1");
  });
});
