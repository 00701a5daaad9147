import type { Screen } from "../screen";
import { fieldsOf } from "./fields";

/** `pass_through` 1 hands the message to the app. */
export function xiaomi(body: string): Screen {
  const fields = fieldsOf(body);
  if (fields.label("pass_through") === "1") return { fate: "silent", why: "wakes the app, shows nothing" };
  const title = fields.text("title");
  const text = fields.text("description");
  if (title === undefined && text === undefined) {
    return { fate: "dropped", why: "has neither title nor description, so nothing is shown" };
  }
  return {
    fate: "shown",
    title,
    body: text,
    sound: fields.text("extra", "sound_uri"),
    link: fields.text("extra", "web_uri"),
  };
}
