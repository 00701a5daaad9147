import type { Screen } from "../screen";
import { fieldsOf, notesOf } from "./fields";

/** Amazon hands `data` to the app, which decides; `notification` is shown. */
export function adm(body: string): Screen {
  const fields = fieldsOf(body);
  const place = fields.has("notification") ? "notification" : "data";
  const title = fields.text(place, "title");
  const text = fields.text(place, "body") ?? fields.text(place, "message");
  if (title === undefined && text === undefined) {
    if (fields.has("data")) return { fate: "silent", why: "wakes the app with its data, shows nothing by itself" };
    return { fate: "dropped", why: "has no data, so ADM delivers nothing" };
  }
  return {
    fate: "shown",
    title,
    subtitle: fields.text(place, "subtitle"),
    body: text,
    image: fields.text(place, "image"),
    badge: fields.label(place, "badge"),
    sound: fields.text(place, "sound"),
    link: fields.text(place, "link"),
    notes: notesOf(place === "data" && "data goes to the app, here as if it shows title and body"),
  };
}
