import assert from "node:assert/strict";
import fc from "fast-check";
import type { Audience } from "../../../provider/client/audience";
import { PayloadError } from "../../../provider/client/errors/payloadError";
import { type Format, formats } from "../../../provider/client/format";
import type { HubRequest } from "../../../provider/client/hubRequest";
import { type SendOptions, sendRequest } from "../../../provider/client/sendRequest";
import { messagePlatforms } from "../../../provider/message/platforms";
import { render } from "../../../provider/message/render";
import { screenOf } from "../../../sdk/card/cardScreen";
import { screenOf as inboxScreenOf } from "../../../sdk/emulator/inbox/readScreen";
import { messages } from "../../unit/message/arbitraries";
import { start } from "../emulator/caller";
import { aHub, exchange, runs } from "./bothSides";

const name = fc.constantFrom(
  "apns-priority",
  "APNS-Expiration",
  "apns-collapse-id",
  "X-WNS-Type",
  "x-wns-type",
  "x-wns-tag",
  "TTL",
  "ServiceBusNotification-Apns-Expiry",
  "ServiceBusNotification-ApnsExpiry",
  "ServiceBusNotification-Tags",
  "Content-Type",
  "X-Custom",
  "a b",
);
const value = fc.oneof(
  fc.constantFrom("5", "soon", "wns/toast", "WNS/Toast", "wns/raw", "2026-01-02T03:04Z", "2026-01-02", "01/02/2026"),
  fc.string({ unit: "grapheme-ascii", maxLength: 8 }),
  fc.constantFrom("é", "a\tb", "a\nb", ""),
);
const body = fc.constantFrom(
  '{"a":"b"}',
  '{"message":{"data":{"a":"b"}}}',
  '{"message":1}',
  '{"a":1}',
  "{",
  "text",
  "<toast/>",
  "<Badge value='1'/>",
  "<toast>",
  "<note/>",
  "",
);
const audience = fc.constantFrom<Audience>(
  { everyone: true },
  { tags: ["a", "B"] },
  { tagExpression: "a && !b" },
  { device: "ABCDEF" },
  { device: { endpoint: "e", auth: "a", p256dh: "p" } },
  { devices: [{ platform: "apple", handle: "AB" }] },
);
const options = fc.constantFrom<SendOptions>({}, {}, { test: true }, { schedule: new Date(start + 3_600_000) });

function requestOf(
  notification: { format: Format; body: string; headers?: Record<string, string> },
  to: Audience,
  more: SendOptions,
): HubRequest | undefined {
  try {
    return sendRequest("hub", notification, to, more, start);
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return undefined;
  }
}

describe("client and emulator, two readings of a send", () => {
  it("what the client sends, the emulator takes, headers and body as they were given", () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...formats),
        body,
        fc.dictionary(name, value, { maxKeys: 3 }),
        audience,
        options,
        (format, payload, headers, to, more) => {
          const request = requestOf({ format, body: payload, headers }, to, more);
          if (!request) return;
          taken++;
          const hub = aHub();
          assert.equal(exchange(hub, request).status, 201);
          const [record] = hub.outbox.list();
          assert.equal(record!.format, format);
          assert.equal(record!.body, payload);
          for (const [each, said] of Object.entries(headers)) assert.equal(record!.headers[each.toLowerCase()], said);
          assert.equal(record!.tags, request.headers["ServiceBusNotification-Tags"]);
        },
      ),
      runs(5000),
    );
    assert.ok(taken > 200, `${taken} requests were made`);
  });

  it("a rendered message is taken on every platform, and shows what the screen says", () => {
    fc.assert(
      fc.property(messages, fc.constantFrom(...messagePlatforms), (message, platform) => {
        const rendered = render({ ...message, overflow: "truncate" }, platform, { now: start, collapseId: "news" });
        const { format, body: payload, headers } = rendered;
        const request = sendRequest("hub", { format, body: payload, headers }, { everyone: true }, {}, start);
        assert.equal(exchange(aHub(), request).status, 201);
        const { title, subtitle, body: text } = screenOf(format, payload);
        const shown = format === "windows" && subtitle !== undefined ? `${subtitle}\n${text}` : text;
        const seen = inboxScreenOf(format, payload);
        assert.deepEqual([seen.title, seen.body], [title, shown]);
      }),
      runs(1000),
    );
  });

  it("a correction takes the place of the message before it on every device that has a place for it", () => {
    fc.assert(
      fc.property(messages, messages, fc.constantFrom(...messagePlatforms), (first, second, platform) => {
        const hub = aHub();
        const device = platform === "browser" ? { endpoint: "e", auth: "a", p256dh: "p" } : "ABCDEF";
        for (const message of [first, second]) {
          const { body: payload, headers } = render({ ...message, overflow: "truncate" }, platform, {
            now: start,
            collapseId: "news",
          });
          exchange(hub, sendRequest("hub", { format: platform, body: payload, headers }, { device }, {}, start));
        }
        assert.deepEqual(
          Array.from(hub.devices.list(), ({ tray }) => tray.length),
          [1],
        );
      }),
      runs(300),
    );
  });
});
