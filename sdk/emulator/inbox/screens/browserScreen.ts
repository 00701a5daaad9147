import { at } from "../../json";
import type { Screen } from "../screen";
import { fieldsOf, notesOf } from "./fields";

/** Chrome and Edge show two buttons. */
const maxActions = 2;

/** A push goes to the page's service worker; shown is what the arguments of `showNotification` in it would show. */
export function browser(body: string): Screen {
  const fields = fieldsOf(body);
  const title = fields.text("title") ?? fields.text("notification", "title");
  const within = fields.text("title") === undefined && title !== undefined ? ["notification"] : [];
  const text = fields.text(...within, "body") ?? fields.text(...within, "message");
  if (title === undefined && text === undefined) {
    return {
      fate: "silent",
      why: "goes to the service worker; unless that shows something, the browser says that the site was updated in the background",
    };
  }
  const list = fields.value(...within, "actions");
  const titles = (Array.isArray(list) ? list : []).map((action: unknown) => at(action, "title"));
  const actions = titles.filter((each) => typeof each === "string");
  return {
    fate: "shown",
    title,
    subtitle: fields.text(...within, "data", "subtitle"),
    body: text,
    image: fields.text(...within, "image"),
    badge: fields.label(...within, "data", "badge"),
    sound: fields.text(...within, "data", "sound"),
    actions: actions.slice(0, maxActions),
    link: fields.text(...within, "data", "link") ?? fields.text(...within, "data", "url"),
    notes: notesOf(
      "shown by the page's service worker, here as if it passes the message on",
      actions.length > maxActions && `browsers show ${maxActions} of its ${actions.length} buttons`,
      fields.value(...within, "silent") === true && "silent: no sound",
      fields.value(...within, "requireInteraction") === true && "stays until it is closed",
    ),
  };
}
