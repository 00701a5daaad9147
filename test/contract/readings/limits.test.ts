import assert from "node:assert/strict";
import fc from "fast-check";
import { formats, type PushPlatform } from "../../../provider/client/format";
import type { Notification } from "../../../provider/client/notification";
import { sendRequest } from "../../../provider/client/sendRequest";
import { checkPayload } from "../../../provider/message/checkPayload";
import { platformOf } from "../../../provider/message/platforms";
import { start } from "../emulator/caller";
import { aHub, exchange, runs } from "./bothSides";

const pushPlatforms = formats.filter((format): format is PushPlatform => format !== "template");

/** A payload of exactly so many bytes, some of them in characters of several. */
function payloadOf(format: PushPlatform, bytes: number): Notification {
  const [before, after] =
    format === "windows"
      ? ["<toast><visual><binding template='ToastGeneric'><text>é", "</text></binding></visual></toast>"]
      : format === "windowsphone"
        ? ["é", ""]
        : [format === "fcmv1" ? '{"message":{"data":{"a":"é' : '{"data":{"a":"é', format === "fcmv1" ? '"}}}' : '"}}'];
  return { format, body: before + "x".repeat(bytes - Buffer.byteLength(before + after)) + after };
}

describe("client and emulator, two readings of a payload's size", () => {
  it("let the same bytes through on every platform", () => {
    const hub = aHub();
    fc.assert(
      fc.property(fc.constantFrom(...pushPlatforms), fc.integer({ min: -2, max: 2 }), (format, excess) => {
        const notification = payloadOf(format, platformOf(format)!.maxPayloadBytes + excess);
        const device = format === "browser" ? { endpoint: "e", auth: "a", p256dh: "p" } : "ABCDEF";
        exchange(hub, sendRequest("hub", notification, { device }, {}, start));
        const [outcome] = Object.keys(hub.outbox.list().at(-1)!.counts[format] ?? {});
        const findings = checkPayload({ format, body: notification.body });
        const isTooLong = findings.some(({ code }) => code === "NH102");
        assert.deepEqual([format, excess, isTooLong], [format, excess, excess > 0]);
        assert.equal(outcome, isTooLong ? "InvalidNotificationSize" : "Success");
      }),
      runs(300),
    );
  });
});
