import type { Format } from "./format";

/** A notification in one platform's own format. */
export interface Notification {
  /** Platform, or `template` for every device that registered a template. */
  format: Format;
  /** The payload: a string is sent byte for byte, an object as JSON. The hub accepts at most 64 KB; the platforms accept less. */
  body: string | object;
  /** Additional headers, sent as given: `apns-*`, `X-WNS-*`, `ServiceBusNotification-Apns-Expiry`. */
  headers?: Record<string, string>;
  /** Replaces the format's content type. */
  contentType?: string;
}
