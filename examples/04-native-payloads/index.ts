// Ready payloads for platforms and fields that the message does not cover: text goes out byte for byte, objects as JSON.
// Editing one payload posts to that platform only.
import { Broadcast } from "pulumi-broadcast";

const release = new Broadcast("v2-4-0", {
  announcement: "release-2.4.0",
  payloads: {
    apple: { aps: { alert: { "loc-key": "RELEASE", "loc-args": ["2.4.0"] }, sound: "default" } },
    fcmv1: {
      message: {
        android: { notification: { title_loc_key: "release" }, collapse_key: "release-2.4.0", ttl: "259200s" },
        data: { version: "2.4.0" },
      },
    },
    windows: `<toast launch="release"><visual><binding template="ToastGeneric"><text>2.4.0 is here</text></binding></visual></toast>`,
  },
  // Apple takes the second at which it gives up, here that of notAfter; the others how many seconds they wait.
  headers: {
    apple: {
      "apns-push-type": "alert",
      "apns-priority": "10",
      "apns-collapse-id": "release-2.4.0",
      "apns-expiration": "4102358400",
    },
    windows: { "X-WNS-Tag": "release240", "X-WNS-TTL": "259200" },
  },
  audience: { tagExpression: "release && !beta" },
  notAfter: "2099-12-31T00:00:00Z",
});

export const status = release.status;
