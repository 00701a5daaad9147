import type { Format } from "./format";

/** What is sent, in one platform's own shape. */
export interface Notification {
  /** Platform, or `template` for every device that registered a template. */
  format: Format;
  /** The payload: text is sent byte for byte, an object as JSON. At most 64 KB for the hub; the platforms take less. */
  body: string | object;
  /** Further headers, sent as given: `apns-*`, `X-WNS-*`, `ServiceBusNotification-Apns-Expiry`. */
  headers?: Record<string, string>;
  /** Replaces the format's content type. */
  contentType?: string;
}
