import type { PushPlatform } from "./format";

/** The address of one browser, from its push subscription. */
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
 * Who receives a send. A set of tags reaches devices that have at least one of them. Reaching everyone must be explicit.
 */
export type Audience =
  | { everyone: true }
  | { tags: string | readonly string[] | ReadonlySet<string> }
  | { tagExpression: string }
  | { device: string | BrowserHandle }
  | { devices: readonly Device[] };
