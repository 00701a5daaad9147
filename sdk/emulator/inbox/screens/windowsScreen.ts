import type { XmlElement } from "@rgrove/parse-xml";
import { elements, localName, rootOf } from "../../xmlDocument";
import type { Headers, Screen } from "../screen";
import { notesOf } from "./fields";

/** A toast of any generation, a tile, a badge, or raw text for the app. */
export function windows(body: string, headers: Headers): Screen {
  const type = headers["x-wns-type"]?.toLowerCase();
  if (type === "wns/raw") return { fate: "silent", why: "goes to the app as it is, shows nothing" };
  const root = rootOf(body);
  if (root === undefined) return { fate: "dropped", why: "is not well-formed XML, so Windows drops it" };
  const kind = localName(root);
  if (type !== undefined && type !== `wns/${kind}`) {
    return { fate: "dropped", why: `is a ${kind} sent as ${type}, so Windows drops it` };
  }
  if (kind === "badge") {
    const value = root.attributes.value;
    return { fate: "silent", why: `sets the app's badge to ${value ?? "nothing"}, shows no toast`, badge: value };
  }
  if (kind === "tile") {
    const words = elements(root, "text").map(({ text }) => text);
    return { fate: "silent", why: `updates the app's tile, shows no toast: ${words.join(" · ")}` };
  }
  return toast(root, headers);
}

function toast(root: XmlElement, headers: Headers): Screen {
  const texts = elements(root, "text");
  const source = texts.find(({ attributes }) => attributes.placement === "attribution")?.text;
  const [title, ...rest] = texts.filter(({ attributes }) => attributes.placement !== "attribution");
  const images = elements(root, "image");
  const image = images.find(({ attributes }) => attributes.placement !== "appLogoOverride")?.attributes.src;
  const [audio] = elements(root, "audio");
  const { activationType, launch, scenario } = root.attributes;
  const link = activationType === "protocol" ? launch : undefined;
  return {
    fate: "shown",
    title: title?.text || "New notification",
    body: rest.length === 0 ? undefined : rest.map(({ text }) => text).join("\n"),
    image,
    sound: audio?.attributes.silent === "true" ? undefined : audio?.attributes.src,
    actions: elements(root, "action").map(({ attributes }) => attributes.content ?? ""),
    link,
    label: source,
    notes: notesOf(
      title === undefined && "has no text, so Windows says New notification",
      audio?.attributes.silent === "true" && "silent: no sound",
      headers["x-wns-suppresspopup"]?.toLowerCase() === "true" && "no popup: only in the notification center",
      scenario !== undefined && `scenario ${scenario}`,
      link === undefined && launch !== undefined && `a tap starts the app with ${launch}`,
      elements(root, "input").length > 0 && `asks for input in ${elements(root, "input").length} field(s)`,
    ),
  };
}
