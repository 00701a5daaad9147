import { definePlatform } from "../definePlatform";
import { checkJson, objectIn, record } from "../jsonPayload";

/** Legacy FCM, which Google switched off on 2024-06-20. */
export const gcm = definePlatform({
  format: "gcm",
  name: "Android (GCM)",
  retired: { successor: "fcmv1" },
  maxPayloadBytes: 4096,
  shows: { title: 65, body: 240 },
  screen(text) {
    const { notification, data } = objectIn(text);
    const { title, body } = record(notification);
    const { message, link } = record(data);
    return { title, body: body ?? message, link };
  },
  check: checkJson(),
  expiry: { keys: ["time_to_live"], write: (seconds) => seconds },
});
