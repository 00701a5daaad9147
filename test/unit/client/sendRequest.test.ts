import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Audience } from "../../../provider/client/audience";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { type Format, formats } from "../../../provider/client/format";
import type { Notification } from "../../../provider/client/notification";
import { sendRequest } from "../../../provider/client/sendRequest";

const now = Date.parse("2026-01-01T00:00:00Z");
const trackingId = "11111111-2222-3333-4444-555555555555";
const everyone: Audience = { everyone: true };
const json = "application/json;charset=utf-8";
const v = "api-version=2020-06";

/** The request as the wire has it, without what is the same in all. */
function wire(
  notification: Notification,
  audience: Audience,
  options: { test?: boolean; schedule?: Date | string } = {},
) {
  const request = sendRequest("myhub", notification, audience, { ...options, trackingId }, now);
  const { TrackingId, ...headers } = request.headers;
  assert.equal(TrackingId, trackingId);
  assert.equal(request.kind, "send");
  return { line: `${request.method} /${request.path}`, headers, body: request.body?.toString() };
}

function refusal(notification: unknown, audience: unknown = everyone, options: object = {}): string {
  try {
    sendRequest("myhub", notification as Notification, audience as Audience, options, now);
  } catch (error) {
    assert.ok(error instanceof PayloadError, String(error));
    assert.equal(error.certainty, "not-sent");
    return error.message;
  }
  throw new assert.AssertionError({ message: "not refused" });
}

const apple: Notification = { format: "apple", body: { aps: { alert: "héllo" } } };

describe("a send's request (numbers are conformance cases)", () => {
  it("7: an apple broadcast has its format and no tags, and is UTF-8", () => {
    const request = wire(apple, everyone);
    assert.deepEqual(request, {
      line: `POST /myhub/messages?${v}`,
      headers: { "Content-Type": json, "ServiceBusNotification-Format": "apple" },
      body: '{"aps":{"alert":"héllo"}}',
    });
    assert.equal(Buffer.byteLength(request.body!), 26);
  });

  it("8: a template to a tag expression sends the expression as it was written", () => {
    assert.deepEqual(wire({ format: "template", body: { message: "x" } }, { tagExpression: "a && (b || !c)" }), {
      line: `POST /myhub/messages?${v}`,
      headers: {
        "Content-Type": json,
        "ServiceBusNotification-Format": "template",
        "ServiceBusNotification-Tags": "a && (b || !c)",
      },
      body: '{"message":"x"}',
    });
  });

  it("9: a template with a number or a nested value is refused", () => {
    assert.match(refusal({ format: "template", body: { n: 1 } }), /^body\.n: expected a string/);
    assert.match(refusal({ format: "template", body: '{"n":{"a":"b"}}' }), /^body\.n: expected a string/);
  });

  it("10: fcmv1 to one device is direct and has no tags", () => {
    assert.deepEqual(wire({ format: "fcmv1", body: { message: { data: { a: "b" } } } }, { device: "tok" }), {
      line: `POST /myhub/messages?${v}&direct`,
      headers: {
        "Content-Type": json,
        "ServiceBusNotification-Format": "fcmv1",
        "ServiceBusNotification-DeviceHandle": "tok",
      },
      body: '{"message":{"data":{"a":"b"}}}',
    });
  });

  it("11: fcmv1 without a message, or with data that is not text, is refused", () => {
    assert.match(refusal({ format: "fcmv1", body: { notification: {} } }), /^body\.message: expected an object/);
    assert.match(refusal({ format: "fcmv1", body: '{"message":[]}' }), /^body\.message: expected an object/);
    assert.match(refusal({ format: "fcmv1", body: { message: { data: { n: 1 } } } }), /^body\.message\.data\.n: /);
    assert.match(refusal({ format: "fcmv1", body: { message: { data: "x" } } }), /^body\.message\.data: /);
  });

  it("12: a browser is addressed by endpoint, auth and p256dh", () => {
    const device = { endpoint: "https://push.example/1", auth: "A", p256dh: "P" };
    assert.deepEqual(wire({ format: "browser", body: { title: "t" } }, { device }), {
      line: `POST /myhub/messages?${v}&direct`,
      headers: {
        "Content-Type": json,
        "ServiceBusNotification-Format": "browser",
        "ServiceBusNotification-DeviceHandle": "https://push.example/1",
        Auth: "A",
        P256DH: "P",
      },
      body: '{"title":"t"}',
    });
  });

  it("13: several devices are a multipart batch, payload first, CRLF throughout", () => {
    const devices = ["t1", "t2"].map((handle) => ({ platform: "apple" as const, handle }));
    const b = "--nh-batch-multipart-boundary";
    assert.deepEqual(wire({ format: "apple", body: '{"aps":{}}', headers: { "apns-priority": "5" } }, { devices }), {
      line: `POST /myhub/messages/$batch?${v}&direct`,
      headers: {
        "Content-Type": 'multipart/mixed; boundary="nh-batch-multipart-boundary"',
        "ServiceBusNotification-Format": "apple",
        "apns-priority": "5",
      },
      body: [
        b,
        `Content-Type: ${json}`,
        "Content-Disposition: inline; name=notification",
        "",
        '{"aps":{}}',
        b,
        "Content-Type: application/json",
        "Content-Disposition: inline; name=devices",
        "",
        '["t1","t2"]',
        `${b}--`,
        "",
      ].join("\r\n"),
    });
  });

  it("14: a batch holds 1 to 1000 devices", () => {
    const devices = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ platform: "apple", handle: `h${i}` }));
    assert.match(refusal(apple, { devices: devices(1001) }), /^audience\.devices: expected at most 1000/);
    assert.match(refusal(apple, { devices: [] }), /^audience\.devices: expected at least one/);
    const request = wire(apple, { devices: devices(1000) as never });
    assert.equal(JSON.parse(request.body!.split("\r\n").at(-3)!).length, 1000);
  });

  it("15: a toast is read off the root element, whatever its attributes", () => {
    const body = '<?xml version="1.0"?>\n<!-- <badge> --><toast launch="<tile>"><visual/></toast>'.replace(
      "<tile>",
      "&lt;tile&gt;",
    );
    assert.deepEqual(wire({ format: "windows", body }, everyone).headers, {
      "Content-Type": "application/xml",
      "ServiceBusNotification-Format": "windows",
      "X-WNS-Type": "wns/toast",
    });
  });

  it("16: a badge and a tile are too", () => {
    const type = (body: string) => wire({ format: "windows", body }, everyone).headers["X-WNS-Type"];
    assert.equal(type('<badge value="3"/>'), "wns/badge");
    assert.equal(type("<tile><visual/></tile>"), "wns/tile");
    assert.equal(type("\uFEFF <Toast/>"), "wns/toast");
  });

  it("17: text that is no XML is raw, and its body stays as it is", () => {
    assert.deepEqual(wire({ format: "windows", body: " raw \r\n text" }, everyone), {
      line: `POST /myhub/messages?${v}`,
      headers: {
        "Content-Type": "application/octet-stream",
        "ServiceBusNotification-Format": "windows",
        "X-WNS-Type": "wns/raw",
      },
      body: " raw \r\n text",
    });
  });

  it("18: a schedule is UTC to the second, without zone", () => {
    for (const schedule of [
      "2026-01-02T03:04:05.678Z",
      "2026-01-02T04:04:05+01:00",
      new Date("2026-01-02T03:04:05.678Z"),
    ]) {
      const { line, headers } = wire(apple, everyone, { schedule });
      assert.equal(line, `POST /myhub/schedulednotifications?${v}`);
      assert.equal(headers["ServiceBusNotification-ScheduleTime"], "2026-01-02T03:04:05");
    }
  });

  it("19: a schedule in the past, beyond 7 days, without a zone or that is no time is refused", () => {
    assert.match(
      refusal(apple, everyone, { schedule: "2025-12-31T23:59:59Z" }),
      /^schedule: expected a time in the future/,
    );
    assert.match(refusal(apple, everyone, { schedule: "2026-01-08T00:00:01Z" }), /^schedule: expected at most 7 days/);
    assert.match(
      refusal(apple, everyone, { schedule: "2026-01-02T03:04:05" }),
      /^schedule: expected a time with a zone/,
    );
    assert.match(
      refusal(apple, everyone, { schedule: new Date(Number.NaN) }),
      /^schedule: expected a time with a zone/,
    );
    assert.ok(wire(apple, everyone, { schedule: "2026-01-08T00:00:00Z" }));
  });

  it("19: a schedule goes with neither test nor devices", () => {
    const schedule = "2026-01-02T00:00:00Z";
    assert.match(refusal(apple, everyone, { schedule, test: true }), /^test: /);
    assert.match(refusal(apple, { device: "t" }, { schedule }), /^schedule: /);
    const devices = ["a", "b"].map((handle) => ({ platform: "apple", handle }));
    assert.match(refusal(apple, { devices }, { schedule }), /^schedule: /);
  });

  it("21: a test send adds &test, after &direct where there is one", () => {
    assert.equal(wire(apple, { tags: "a" }, { test: true }).line, `POST /myhub/messages?${v}&test`);
    assert.equal(wire(apple, { device: "t" }, { test: true }).line, `POST /myhub/messages?${v}&direct&test`);
  });

  it("30: more tags than the service takes are refused", () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
    assert.match(refusal(apple, { tags: tags(21) }), /^audience\.tags: expected at most 20/);
    assert.match(refusal(apple, { tagExpression: tags(21).join(" || ") }), /^audience\.tagExpression: .*at most 20/);
    assert.match(refusal(apple, { tagExpression: tags(11).join(" && ") }), /^audience\.tagExpression: .*at most 10/);
    assert.match(
      refusal(apple, { tagExpression: `a || ${tags(6).join(" && ")}` }),
      /^audience\.tagExpression: .*at most 6/,
    );
    assert.ok(wire(apple, { tags: tags(20) }));
  });

  it("31: a tag of 121 characters, with a blank or é, or empty is refused", () => {
    for (const tag of ["x".repeat(121), "a b", "é", "", "a || b"]) {
      assert.match(refusal(apple, { tags: [tag] }), /^audience\.tags\[0\]: /);
      assert.match(refusal(apple, { tags: tag }), /^audience\.tags: /);
    }
    for (const tagExpression of ["", " ", "a b", "a &&", "(a", "é"]) {
      assert.match(refusal(apple, { tagExpression }), /^audience\.tagExpression: tag expression, column \d+/);
    }
  });

  it("an expression that is only long or deep is refused, not a crash", () => {
    for (const tagExpression of ["(".repeat(4000), "!".repeat(4096), `${" ".repeat(5000)}a`, "(".repeat(100_000)]) {
      assert.match(refusal(apple, { tagExpression }), /^audience\.tagExpression: /);
    }
  });

  it("32: $InstallationId and $UserId pass as they are", () => {
    const tagExpression = "$InstallationId:{i1} && tmpl";
    assert.equal(wire(apple, { tagExpression }).headers["ServiceBusNotification-Tags"], tagExpression);
    assert.equal(wire(apple, { tags: ["$UserId:{u=1}"] }).headers["ServiceBusNotification-Tags"], "$UserId:{u=1}");
  });

  it("33: a body over 64 KB is refused, counted in bytes", () => {
    assert.match(refusal({ format: "windows", body: "é".repeat(32 * 1024 + 1) }), /^body: is 65538 bytes; .* 65536/);
    assert.ok(wire({ format: "windows", body: "é".repeat(32 * 1024) }, everyone));
  });
});

describe("formats", () => {
  const special: Partial<Record<Format, string>> = {
    fcmv1: '{"message":{}}',
    windows: "<toast/>",
    windowsphone: "raw",
  };
  const bodyOf = (format: Format) => special[format] ?? '{"title":"t"}';

  for (const format of formats) {
    it(`${format} sends its own name and its content type, text byte for byte`, () => {
      const { headers, body } = wire({ format, body: bodyOf(format) }, everyone);
      assert.equal(headers["ServiceBusNotification-Format"], format);
      const types: Partial<Record<Format, string>> = {
        windows: "application/xml",
        windowsphone: "application/xml;charset=utf-8",
      };
      assert.equal(headers["Content-Type"], types[format] ?? json);
      assert.equal(body, bodyOf(format));
    });
  }

  it("no notification at all is refused", () => {
    for (const nothing of [undefined, null, "text"]) assert.match(refusal(nothing), /^notification: expected/);
  });

  it("an unknown format lists the valid ones", () => {
    for (const format of ["fcm", "pineapple", "nokiax", "", undefined, "toString"]) {
      assert.equal(refusal({ format, body: "{}" }), `format: expected one of ${formats.join(", ")}`);
    }
  });

  it("JSON formats refuse what is no JSON object", () => {
    for (const body of ["", "x", "[]", "null", "1", [], new Uint8Array(2), null, undefined, 1]) {
      assert.match(refusal({ format: "apple", body }), /^body: expected/);
    }
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    assert.match(refusal({ format: "apple", body: cycle }), /cycle/);
    assert.match(refusal({ format: "apple", body: { n: 1n } }), /BigInt/);
    assert.match(
      refusal({ format: "windows", body: { toast: 1 } }),
      /^body: expected a string, XML or raw, for windows/,
    );
  });

  it("a payload without aps goes out: only Broadcast judges that", () => {
    assert.equal(wire({ format: "apple", body: { data: { msg: "x" } } }, everyone).body, '{"data":{"msg":"x"}}');
  });

  it("a content type of the caller's replaces the format's and its JSON check", () => {
    const contentType = "application/x-www-form-urlencoded";
    const request = wire({ format: "baidu", body: "a=b&c=d", contentType }, everyone);
    assert.equal(request.headers["Content-Type"], contentType);
    assert.equal(request.body, "a=b&c=d");
    assert.match(refusal({ format: "baidu", body: "{}", contentType: "a\r\nX: y" }), /^contentType: /);
  });
});

describe("audiences", () => {
  const tagsOf = (audience: Audience) => wire(apple, audience).headers["ServiceBusNotification-Tags"];

  it("tags are text, an array or a Set, joined by ||, each once", () => {
    assert.equal(tagsOf({ tags: "a" }), "a");
    assert.equal(tagsOf({ tags: ["a", "b"] }), "a || b");
    assert.equal(tagsOf({ tags: new Set(["b", "a"]) }), "b || a");
    assert.equal(tagsOf({ tags: ["a", "b", "a"] }), "a || b");
  });

  it("an expression over several lines goes out on one", () => {
    assert.equal(tagsOf({ tagExpression: "a\r\n  && b" }), "a   && b");
  });

  it("nobody, everybody by accident and two audiences at once are refused", () => {
    for (const audience of [{}, null, "everyone", { everyone: true, tags: "a" }, { nobody: 1 }]) {
      assert.match(refusal(apple, audience), /^audience: expected exactly one of everyone: true, tags/);
    }
    assert.match(refusal(apple, { everyone: false }), /^audience\.everyone: expected true/);
    assert.match(refusal(apple, { tags: [] }), /^audience\.tags: expected at least one tag; set everyone: true/);
    assert.match(refusal(apple, { tags: 5 }), /^audience\.tags: expected a tag, an array or a Set/);
    assert.match(refusal(apple, { tags: ["a", 5] }), /^audience\.tags\[1\]: expected a string/);
  });

  it("a fault is named by its place in what was given, repeats included", () => {
    assert.match(refusal(apple, { tags: ["a", "a", "b c"] }), /^audience\.tags\[2\]: /);
    const devices = [
      { platform: "fcmv1", handle: "x" },
      { platform: "apple", handle: "a" },
      { platform: "apple", handle: "b c" },
    ];
    assert.match(refusal(apple, { devices }), /^audience\.devices\[2\]\.handle: /);
  });

  it("a form that is undefined is not there", () => {
    assert.equal(tagsOf({ tags: "a", everyone: undefined } as Audience), "a");
  });

  it("of mixed devices those of the format's platform are addressed", () => {
    const devices = [
      { platform: "fcmv1", handle: "android" },
      { platform: "apple", handle: "phone" },
    ] as const;
    assert.equal(wire(apple, { devices }).headers["ServiceBusNotification-DeviceHandle"], "phone");
    assert.match(
      refusal({ format: "windows", body: "<toast/>" }, { devices }),
      /^audience\.devices: .*platform is windows/,
    );
  });

  it("a handle that cannot travel in a header is refused without being quoted", () => {
    for (const handle of ["", "top secret", "line\r\nbreak", "tökén", null, 7]) {
      const message = refusal(apple, { device: handle });
      assert.match(message, /^audience\.device: expected a device handle/);
      assert.ok(!handle || !message.includes(String(handle)));
    }
    assert.match(
      refusal(apple, { devices: [{ platform: "apple", handle: "a b" }] }),
      /^audience\.devices\[0\]\.handle: /,
    );
    assert.match(
      refusal({ format: "browser", body: "{}" }, { device: "tok" }),
      /^audience\.device: expected \{ endpoint/,
    );
    assert.match(
      refusal({ format: "browser", body: "{}" }, { device: { endpoint: "e", auth: "" } }),
      /^audience\.device\.auth: /,
    );
    assert.match(refusal({ format: "template", body: {} }, { device: "tok" }), /^audience\.device: a template/);
  });

  it("browsers are not sent to in batches", () => {
    const handle = { endpoint: "https://p/1", auth: "A", p256dh: "P" };
    const devices = [1, 2].map(() => ({ platform: "browser", handle }));
    assert.match(
      refusal({ format: "browser", body: "{}" }, { devices }),
      /^audience\.devices: a batch cannot go to browsers/,
    );
  });
});

describe("trackingId", () => {
  it("is a random UUID unless the caller gives one", () => {
    const id = () => sendRequest("h", apple, everyone, {}, now).headers.TrackingId!;
    assert.match(id(), /^[\da-f-]{36}$/);
    assert.notEqual(id(), id());
    assert.match(refusal(apple, everyone, { trackingId: "a\r\nb" }), /^trackingId: expected/);
  });
});
