import type { Headers, Screen } from "../screen";
import { fieldsOf, notesOf } from "./fields";

const pushTypes: Record<string, string> = {
  background: "wakes the app, shows nothing (apns-push-type background)",
  liveactivity: "updates a Live Activity, shows no notification of its own",
  voip: "goes to the app, which shows an incoming call",
  location: "asks the app's location extension, shows nothing",
  complication: "updates a watch face, shows nothing",
  fileprovider: "tells the file provider, shows nothing",
  mdm: "goes to device management, shows nothing",
  widgets: "reloads the app's widgets, shows nothing",
};

const levels: Record<string, string> = { "time-sensitive": "Time Sensitive", critical: "Critical" };
/** Where apps keep the address of an image that their extension attaches; APNs itself has no place for one. */
const images = ["image", "image-url", "imageUrl", "media-url", "attachment-url"];
const links = ["link", "url", "deeplink"];

/** Apple's "Generating a remote notification". */
export function apple(body: string, headers: Headers): Screen {
  const fields = fieldsOf(body);
  if (!fields.has("aps")) return { fate: "dropped", why: "has no aps, so iOS shows nothing" };
  const why = pushTypes[headers["apns-push-type"]?.toLowerCase() ?? ""];
  if (why !== undefined) {
    const alert = fields.has("aps", "alert") && "its alert is not for this push type, and iOS may drop it";
    return { fate: "silent", why, notes: notesOf(alert) };
  }

  const alert = ["aps", "alert"];
  const screen: Screen = {
    fate: "shown",
    title: fields.words([...alert, "title"], "title-loc-key", "title-loc-args"),
    subtitle: fields.words([...alert, "subtitle"], "subtitle-loc-key", "subtitle-loc-args"),
    body: fields.text(...alert) ?? fields.words([...alert, "body"], "loc-key", "loc-args"),
    badge: fields.label("aps", "badge"),
    sound: soundOf(fields.value("aps", "sound"), fields.text("aps", "sound", "name")),
    link: links.map((name) => fields.text(name)).find(Boolean),
    label: levels[fields.text("aps", "interruption-level") ?? ""],
  };
  if (screen.title === undefined && screen.subtitle === undefined && screen.body === undefined) {
    return quiet(screen, fields.label("aps", "content-available") === "1");
  }
  const image = images.map((name) => fields.text(name)).find(Boolean) ?? fields.text("fcm_options", "image");
  const mutable = fields.label("aps", "mutable-content") === "1";
  const category = fields.text("aps", "category");
  return {
    ...screen,
    image: mutable ? image : undefined,
    notes: notesOf(
      mutable && "the app's service extension may change it before it is shown",
      image !== undefined && !mutable && "an image needs mutable-content 1 and a service extension",
      category !== undefined && `buttons are those the app defines for category ${category}`,
      fields.text("aps", "interruption-level") === "passive" && "goes to the list without lighting the screen",
      headers["apns-priority"] === "5" && "priority 5: comes when it suits the battery",
    ),
  };
}

/** Without an alert. */
function quiet({ badge, sound }: Screen, wakes: boolean): Screen {
  const does = [
    ...(badge === undefined ? [] : [badge === "0" ? "clears the app's badge" : `sets the app's badge to ${badge}`]),
    ...(sound === undefined ? [] : ["plays a sound"]),
    ...(wakes ? ["wakes the app"] : []),
  ];
  if (does.length === 0) return { fate: "dropped", why: "has no alert, badge, sound or content-available in aps" };
  return { fate: "silent", why: `${does.join(", ")}, shows nothing`, badge, sound };
}

function soundOf(value: unknown, name: string | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : name;
}
