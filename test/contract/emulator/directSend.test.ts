import assert from "node:assert/strict";
import { callerForEach } from "./caller";

const handle = { "servicebusnotification-devicehandle": "tok" };

describe("emulator: direct send", () => {
  const hub = callerForEach();

  it("reaches a handle that nothing registered", async () => {
    assert.equal((await hub().send("fcmv1", { message: {} }, handle, "api-version=2020-06&direct")).status, 201);
    const [record] = hub().emulator.sends();
    assert.deepEqual([record?.kind, record?.tags, record?.counts], ["direct", undefined, { fcmv1: { Success: 1 } }]);
    const [device] = hub().emulator.devices();
    assert.deepEqual([device?.handle, device?.registrations, device?.tray.length], ["tok", 0, 1]);
  });

  it("direct=true is the same, and tags beside it do not count", async () => {
    const headers = { ...handle, "servicebusnotification-tags": "a b c" };
    assert.equal((await hub().send("gcm", { data: {} }, headers, "direct=true&api-version=2020-06")).status, 201);
    assert.equal(hub().emulator.sends()[0]?.targets, 1);
  });

  it("Apple's tokens are one device whatever their case", async () => {
    for (const token of ["ab01", "AB01"]) {
      const headers = { "servicebusnotification-devicehandle": token };
      await hub().send("apple", { aps: {} }, headers, "api-version=2020-06&direct");
    }
    assert.deepEqual(
      hub()
        .emulator.devices()
        .map(({ handle, tray }) => [handle, tray.length]),
      [["AB01", 2]],
    );
  });

  it("a browser needs its keys", async () => {
    const query = "api-version=2020-06&direct";
    const headers = { "servicebusnotification-devicehandle": "https://push/1" };
    assert.equal((await hub().send("browser", { title: "a" }, headers, query)).status, 400);
    assert.equal(
      (await hub().send("browser", { title: "a" }, { ...headers, auth: "a", p256dh: "p" }, query)).status,
      201,
    );
  });

  it("without a handle, and of a template, it is refused", async () => {
    const query = "api-version=2020-06&direct";
    assert.equal((await hub().send("apple", { aps: {} }, {}, query)).status, 400);
    assert.equal((await hub().send("template", { a: "b" }, handle, query)).status, 400);
  });
});

describe("emulator: batch direct send", () => {
  const hub = callerForEach();

  function body(message: string, devices: string, names = ["notification", "devices"]): string {
    const parts = [message, devices].map(
      (text, index) =>
        `--B\r\nContent-Type: application/json\r\nContent-Disposition: inline; name=${names[index]}\r\n\r\n${text}\r\n`,
    );
    return `${parts.join("")}--B--`;
  }

  const batch = (text: string, format = "apple", query = "api-version=2020-06&direct", type = "multipart/mixed") =>
    hub().call("POST", "/messages/$batch", {
      headers: {
        "content-type": `${type}; boundary="B"`,
        "servicebusnotification-format": format,
        "apns-priority": "5",
      },
      body: text,
      query,
    });

  it("one message to all its handles, one record", async () => {
    const { status, headers } = await batch(body('{"aps":{}}', '["AA","bb","AA"]'));
    assert.equal(status, 201);
    assert.match(
      headers.get("location")!,
      /\/hub\/messages\/\$batch\/[0-9a-f]{32}-\d{14}-\d{8}-1\?api-version=2020-06&direct$/,
    );
    const [record] = hub().emulator.sends();
    assert.equal(record?.kind, "batch");
    assert.equal(record?.body, '{"aps":{}}');
    assert.equal(record?.headers["apns-priority"], "5");
    assert.deepEqual(record?.counts, { apple: { Success: 2, Skipped: 1 } });
  });

  it("form-data is taken like mixed, and Direct in any case", async () => {
    const text = body('{"aps":{}}', '["AA","BB"]').replaceAll("inline", "form-data");
    assert.equal((await batch(text, "apple", "api-version=2020-06&Direct", "multipart/form-data")).status, 201);
    assert.deepEqual(hub().emulator.sends()[0]?.counts, { apple: { Success: 2 } });
  });

  it("its telemetry is found with and without $batch", async () => {
    const location = new URL((await batch(body('{"aps":{}}', '["AA"]'))).headers.get("location")!);
    const id = location.pathname.split("/").at(-1)!;
    for (const path of [`/messages/${id}`, `/messages/$batch/${id}`])
      assert.equal((await hub().call("GET", path)).status, 200);
  });

  it("1000 long handles fit", async () => {
    const handles = Array.from({ length: 1000 }, (_, index) => `${index}`.padStart(163, "x"));
    assert.equal((await batch(body('{"message":{}}', JSON.stringify(handles)), "fcmv1")).status, 201);
    assert.equal(hub().emulator.sends()[0]?.targets, 1000);
  });

  it("browsers come as subscriptions or endpoints", async () => {
    const devices = '[{"endpoint":"https://push/1","p256dh":"p","auth":"a"},"https://push/2"]';
    assert.equal((await batch(body('{"title":"a"}', devices), "browser")).status, 201);
    assert.deepEqual(
      hub()
        .emulator.devices()
        .map(({ handle }) => handle),
      ["https://push/1", "https://push/2"],
    );
  });

  const many = JSON.stringify(Array.from({ length: 1001 }, (_, index) => String(index)));
  for (const [why, text, status] of [
    ["1001 handles", body("{}", many), 400],
    ["no handles", body("{}", "[]"), 400],
    ["devices that are no list", body("{}", '"AA"'), 400],
    ["a handle that is no text", body("{}", "[1]"), 400],
    ["a part missing", body("{}", "[]", ["notification", "other"]), 400],
    ["a message over 64 KB", body(`{"a":"${"x".repeat(65_536)}"}`, '["AA"]'), 413],
    ["a message that is no JSON", body("x", '["AA"]'), 400],
    ["no multipart at all", "{}", 400],
  ] as const) {
    it(`${why}: ${status}`, async () => {
      assert.equal((await batch(text)).status, status);
      assert.deepEqual(hub().emulator.sends(), []);
    });
  }

  it("without direct it is refused", async () => {
    assert.equal((await batch(body("{}", '["AA"]'), "apple", "api-version=2020-06")).status, 400);
  });
});
