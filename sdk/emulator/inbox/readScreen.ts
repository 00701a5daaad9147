import { type Format, platforms } from "../platformFacts";
import type { Headers, Screen } from "./screen";
import { adm } from "./screens/admScreen";
import { apple } from "./screens/appleScreen";
import { baidu } from "./screens/baiduScreen";
import { browser } from "./screens/browserScreen";
import { fcm, gcm } from "./screens/googleScreen";
import { windowsphone } from "./screens/windowsphoneScreen";
import { windows } from "./screens/windowsScreen";
import { xiaomi } from "./screens/xiaomiScreen";

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
