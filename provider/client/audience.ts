import type { PushPlatform } from "./format";

/** Address of one browser, as the push subscription has it. */
export interface BrowserHandle {
  endpoint: string;
  auth: string;
  p256dh: string;
}

/** One device of one platform. */
export interface Device {
  platform: PushPlatform;
  /** Token, channel URI or registration id that the platform gave the app. Secret. */
  handle: string | BrowserHandle;
}

/**
 * Who receives a send. A set of tags reaches devices that carry any of them; everyone is always explicit.
 */
export type Audience =
  | { everyone: true }
  | { tags: string | readonly string[] | ReadonlySet<string> }
  | { tagExpression: string }
  | { device: string | BrowserHandle }
  | { devices: readonly Device[] };
