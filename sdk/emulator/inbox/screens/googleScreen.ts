import type { Headers, Screen, Words } from "../screen";
import { type Fields, fieldsOf, notesOf } from "./fields";

/** FCM v1: `android.notification` wins over `notification`. */
export function fcm(body: string): Screen {
  const fields = fieldsOf(body);
  if (!fields.has("message")) return { fate: "dropped", why: "has no message, so FCM delivers nothing" };
  const places = [
    ["message", "android", "notification"],
    ["message", "notification"],
  ];
  const priority = fields.text("message", "android", "priority")?.toLowerCase();
  return notification(fields, places, ["message", "data"], priority !== "high");
}

/** The older GCM. */
export function gcm(body: string, _headers: Headers): Screen {
  const fields = fieldsOf(body);
  return notification(fields, [["notification"]], ["data"], fields.text("priority")?.toLowerCase() !== "high");
}

function notification(fields: Fields, places: string[][], data: string[], mayWait: boolean): Screen {
  const first = <T>(read: (place: string[]) => T | undefined) => places.map(read).find((found) => found !== undefined);
  const text = (name: string) => first((place) => fields.text(...place, name));
  const wordsAt = (name: string): Words | undefined =>
    first((place) => fields.words([...place, name], `${name}_loc_key`, `${name}_loc_args`));
  const delay = mayWait && "normal priority: a sleeping phone may get it later";
  const link = ["link", "url"].map((name) => fields.text(...data, name)).find(Boolean);

  const title = wordsAt("title");
  const body = wordsAt("body");
  if (title === undefined && body === undefined) {
    if (!places.some((place) => fields.has(...place)) && fields.has(...data)) {
      return { fate: "silent", why: "wakes the app with its data, shows nothing by itself", notes: notesOf(delay) };
    }
    return { fate: "dropped", why: "has neither title nor body nor data, so Android shows nothing" };
  }
  const channel = text("channel_id") ?? text("android_channel_id");
  const hidden = first((place) => fields.label(...place, "visibility"))?.toLowerCase();
  const lowest = text("notification_priority") === "PRIORITY_MIN";
  return {
    fate: "shown",
    title,
    body,
    image: text("image"),
    badge: first((place) => fields.label(...place, "notification_count")),
    sound: text("sound"),
    link,
    label: channel,
    notes: notesOf(
      channel !== undefined && `channel ${channel}: sound and importance are what the app set for it`,
      text("click_action") !== undefined && `a tap starts ${text("click_action")}`,
      (hidden === "private" || hidden === "secret") && `visibility ${hidden}: hidden on a lock screen`,
      lowest && "PRIORITY_MIN: only in the opened shade",
      "an app in the foreground gets it without anything being shown",
      delay,
    ),
  };
}
