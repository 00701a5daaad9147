import { type Format, platforms } from "../platformFacts";
import { adm } from "./screens/admScreen";
import { apple } from "./screens/appleScreen";
import { baidu } from "./screens/baiduScreen";
import { browser } from "./screens/browserScreen";
import { fcm, gcm } from "./screens/googleScreen";
import { windowsphone } from "./screens/windowsphoneScreen";
import { windows } from "./screens/windowsScreen";
import { xiaomi } from "./screens/xiaomiScreen";

/** A text of a notification, or the key under which the app keeps it, with the arguments that fill it. */
export type Words = string | { key: string; args: string[] };

/** What a person sees of a notification. */
export interface Screen {
  /** `shown` on the screen, `silent` for the app alone, `dropped` by the device, which tells nobody. */
  fate: "shown" | "silent" | "dropped";
  /** silent and dropped: a sentence on it. */
  why?: string;
  title?: Words;
  subtitle?: Words;
  body?: Words;
  /** Address of a large image. */
  image?: string;
  badge?: string;
  sound?: string;
  /** Labels of its buttons. */
  actions?: string[];
  /** Where a tap leads. */
  link?: string;
  /** A label above the title: a source, an urgency. */
  label?: string;
  /** What else is to know of it. */
  notes?: string[];
}

export type Headers = Record<string, string>;

const readers: Record<keyof typeof platforms, (body: string, headers: Headers) => Screen> = {
  ...{ apple, fcmv1: fcm, gcm, windows, windowsphone, browser, adm, baidu, xiaomi },
};

/** What a notification shows where it arrives. A template's message is no notification yet: it shows its properties. */
export function screenOf(format: Format, body: string, headers: Headers = {}): Screen {
  if (format === "template") {
    return { fate: "silent", why: "fills the template of each device; choose a device to see what it shows" };
  }
  const { maxPayloadBytes } = platforms[format];
  const bytes = Buffer.byteLength(body);
  if (bytes > maxPayloadBytes) {
    return { fate: "dropped", why: `is ${bytes} bytes, and the push service takes ${maxPayloadBytes}` };
  }
  return readers[format](body, headers);
}

/** The first words of a notification, to know it by in a list. */
export function headline({ title, subtitle, body }: Screen): string | undefined {
  const words = title ?? subtitle ?? body;
  return typeof words === "object" ? words.key : words;
}
