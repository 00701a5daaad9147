import { type Format, isFormat } from "../client/format";
import type { Platform } from "./definePlatform";
import { adm } from "./platforms/adm";
import { apple } from "./platforms/apple";
import { baidu } from "./platforms/baidu";
import { browser } from "./platforms/browser";
import { fcmv1 } from "./platforms/fcmv1";
import { gcm } from "./platforms/gcm";
import { template } from "./platforms/template";
import { windows } from "./platforms/windows";
import { windowsphone } from "./platforms/windowsphone";
import { xiaomi } from "./platforms/xiaomi";

/** Every format of a send, in the order in which they are shown. */
export const platforms = {
  apple,
  fcmv1,
  windows,
  browser,
  adm,
  xiaomi,
  gcm,
  windowsphone,
  baidu,
  template,
} satisfies { [F in Format]: Platform & { format: F } };

/** A platform that a `message` can be rendered for. The others need `payloads`. */
export type MessagePlatform = {
  [F in Format]: (typeof platforms)[F] extends Required<Pick<Platform, "render">> ? F : never;
}[Format];

/** The platforms that a `message` can be rendered for. */
export const messagePlatforms = Object.values(platforms)
  .filter((platform) => "render" in platform)
  .map(({ format }) => format);

export function isMessagePlatform(text: unknown): text is MessagePlatform {
  return messagePlatforms.some((platform) => platform === text);
}

/** The platform of a format; undefined if there is no such format. */
export function platformOf(format: string): Platform | undefined {
  return isFormat(format) ? platforms[format] : undefined;
}
