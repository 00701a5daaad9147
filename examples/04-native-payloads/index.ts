// Ready payloads for platforms and fields that the message does not cover: text goes out byte for byte, objects as JSON.
// Editing one payload posts to that platform only.
import { Broadcast } from "pulumi-broadcast";

const release = new Broadcast("v2-4-0", {
  payloads: {
    apple: { aps: { alert: { "loc-key": "RELEASE", "loc-args": ["2.4.0"] }, sound: "default" } },
    fcmv1: { message: { android: { notification: { title_loc_key: "release" } }, data: { version: "2.4.0" } } },
    windows: `<toast launch="release"><visual><binding template="ToastGeneric"><text>2.4.0 is here</text></binding></visual></toast>`,
  },
  headers: { apple: { "apns-push-type": "alert", "apns-priority": "10" } },
  audience: { tagExpression: "release && !beta" },
});

export const status = release.status;
