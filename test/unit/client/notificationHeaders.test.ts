import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { encodeNotification } from "../../../provider/client/encodeNotification";
import { PayloadError } from "../../../provider/client/errors/payloadError";

const encode = (
  headers: Record<string, unknown>,
  format: "apple" | "windows" | "windowsphone" = "apple",
  body = "{}",
) =>
  encodeNotification({
    format,
    body: format === "apple" ? body : body === "{}" ? "<toast/>" : body,
    headers: headers as never,
  });

const refusal = (headers: Record<string, unknown>): string => {
  try {
    encode(headers);
  } catch (error) {
    assert.ok(error instanceof PayloadError);
    return error.message;
  }
  throw new assert.AssertionError({ message: "not refused" });
};

describe("headers of a notification", () => {
  it("pass as they are given", () => {
    const headers = { "apns-push-type": "alert", "apns-priority": "10", "apns-expiration": "0", "X-Custom": "v~" };
    assert.deepEqual(encode(headers).headers, { "ServiceBusNotification-Format": "apple", ...headers });
  });

  it("ServiceBusNotification-Apns-Expiry is a W3C date-time", () => {
    for (const value of ["2026-01-02T03:04Z", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.6+01:00"]) {
      assert.equal(
        encode({ "ServiceBusNotification-Apns-Expiry": value }).headers["ServiceBusNotification-Apns-Expiry"],
        value,
      );
    }
    for (const value of [
      "tomorrow",
      "01/02/2026 03:04:05",
      "2026-01-02",
      "2026-13-02T03:04Z",
      "2026-01-02'T'03:04:05",
    ]) {
      assert.match(refusal({ "ServiceBusNotification-Apns-Expiry": value }), /must be a W3C date-time/);
    }
  });

  it("the spelling -ApnsExpiry is refused with the right one, in any case", () => {
    for (const name of ["ServiceBusNotification-ApnsExpiry", "servicebusnotification-apnsexpiry"]) {
      assert.equal(
        refusal({ [name]: "2026-01-02T03:04Z" }),
        `headers.${name}: is ignored by the service; use ServiceBusNotification-Apns-Expiry`,
      );
    }
  });

  it("what the client writes itself is refused with where to say it", () => {
    assert.match(refusal({ authorization: "x" }), /^headers\.authorization: .* use the connection string instead/);
    assert.match(refusal({ "ServiceBusNotification-Tags": "a" }), /use audience instead/);
    assert.match(refusal({ "Content-Type": "text/plain" }), /use contentType instead/);
  });

  it("nothing breaks out of a header, and every fault is named at once", () => {
    assert.match(refusal({ "X-A": "1\r\nX-B: 2" }), /^headers\.X-A: must be printable ASCII on one line/);
    assert.match(refusal({ "X A": "1" }), /^headers\.X A: is not a valid header name/);
    assert.match(refusal({ "X-A": "é" }), /printable ASCII/);
    assert.match(refusal({ "X-A": 5 }), /^headers\.X-A: must be a string/);
    assert.match(refusal({ "X-A": "€", host: "x" }), /^headers\.X-A: .*; headers\.host: /);
  });
});

describe("X-WNS-Type", () => {
  it("is the caller's when it agrees with the body, in the caller's spelling", () => {
    assert.deepEqual(encode({ "x-wns-type": "wns/toast" }, "windows").headers, {
      "ServiceBusNotification-Format": "windows",
      "x-wns-type": "wns/toast",
    });
  });

  it("wns/raw sends any text as octets, XML or not", () => {
    for (const body of ["<toast/>", "<not closed", "text"]) {
      const encoded = encode({ "X-WNS-Type": "wns/raw" }, "windows", body);
      assert.equal(encoded.contentType, "application/octet-stream");
      assert.equal(encoded.body, body);
    }
  });

  it("is refused when it contradicts the body, and so is XML that is none of WNS's", () => {
    assert.throws(() => encode({ "X-WNS-Type": "wns/badge" }, "windows"), /headers\.X-WNS-Type: expected wns\/toast/);
    assert.throws(
      () => encode({}, "windows", "<toast><visual></toast>"),
      /body: expected well-formed XML \(line 1, column \d+\)/,
    );
    assert.throws(
      () => encode({}, "windows", "<note/>"),
      /expected the root element <toast>, <tile> or <badge>, found <note>/,
    );
    assert.throws(() => encode({}, "windows", "<!-- only a comment -->"), /body: expected/);
  });
});

describe("MPNS headers", () => {
  const mpns = (body: string, headers = {}) => {
    const { "ServiceBusNotification-Format": _, ...rest } = encode(headers, "windowsphone", body).headers;
    return rest;
  };
  const notification = (inner: string) =>
    `<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification">${inner}</wp:Notification>`;

  it("a toast has target toast and class 2", () => {
    assert.deepEqual(mpns(notification("<wp:Toast><wp:Text1>x</wp:Text1></wp:Toast>")), {
      "X-WindowsPhone-Target": "toast",
      "X-NotificationClass": "2",
    });
  });

  it("a tile has target token and class 1", () => {
    assert.deepEqual(mpns(notification("<!-- Toast --><wp:Tile/>")), {
      "X-WindowsPhone-Target": "token",
      "X-NotificationClass": "1",
    });
  });

  it("anything else is raw: no target, class 3", () => {
    for (const body of ["text", "<root/>", "<Notification><Toast/></Notification>", notification("")]) {
      assert.deepEqual(mpns(body), { "X-NotificationClass": "3" });
    }
  });

  it("a class of the caller's stands", () => {
    assert.deepEqual(mpns("text", { "x-notificationclass": "13" }), { "x-notificationclass": "13" });
  });
});
