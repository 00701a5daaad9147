import { elements, rootOf } from "../../xmlDocument";
import type { Headers, Screen } from "../screen";

export function windowsphone(body: string, headers: Headers): Screen {
  const target = headers["x-windowsphone-target"]?.toLowerCase();
  const root = rootOf(body);
  if (root === undefined) return { fate: "silent", why: "goes to the app as it is, shows nothing" };
  const [title, text] = [elements(root, "text1")[0], elements(root, "text2")[0]];
  if (title === undefined && text === undefined) {
    const tile = target === "token" || elements(root, "tile").length > 0;
    return { fate: "silent", why: tile ? "updates the app's tile, shows no toast" : "goes to the app, shows nothing" };
  }
  return { fate: "shown", title: title?.text, body: text?.text, link: elements(root, "param")[0]?.text };
}
