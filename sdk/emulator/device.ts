import type { OutcomeName } from "./outcomes";
import type { Platform } from "./platformFacts";

/** One notification as a device shows it. */
export interface TrayEntry {
  notificationId: string;
  /** What arrived: the message, or the template filled with it. */
  body: string;
  /** What makes a later notification take this one's place, where the platform has such a thing. */
  collapseId?: string;
  /** What came beside it for the push service, names in lower case. */
  headers?: Record<string, string>;
  /** ISO 8601. */
  at: string;
}

/** A device as the control plane shows it. */
export interface DeviceRecord {
  platform: Platform;
  handle: string;
  /** The installation it belongs to, where it was registered as one. */
  installationId?: string;
  /** The tags of all its registrations. */
  tags: string[];
  /** How many registrations reach it, those of its installation included. */
  registrations: number;
  /** What its push service says of the next notification. */
  outcome: OutcomeName;
  /** Newest last. */
  tray: TrayEntry[];
}

export interface Template {
  name?: string;
  body: string;
  /** Headers for the push service; values may be expressions. */
  headers: Record<string, string>;
  /** apple: when the push service stops trying; may be an expression. */
  expiry?: string;
  /** apple, older way of saying apns-priority. */
  priority?: string;
}

/** What the hub reaches a device by: native, or with a template. An installation makes one or more. */
export interface Registration {
  id: string;
  /** Grows with every new registration, so that lists have an order and pages a place to go on from. */
  sequence: number;
  device: Device;
  platform: Platform;
  /** The handle's fields in the order of its platform. */
  handle: readonly string[];
  /** As registered, in order. */
  tags: readonly string[];
  folded: ReadonlySet<string>;
  template?: Template;
  pushVariables?: Record<string, string>;
  /** windows: the secondary tile it belongs to. */
  tileName?: string;
  /** As written; absent for never. */
  expirationTime?: string;
  /** Milliseconds; Infinity for never. */
  expiresMs: number;
  etag: number;
  installationId?: string;
}

export interface Device {
  readonly platform: Platform;
  readonly handle: string;
  readonly registrations: Registration[];
  /** An outcome ordered for it, and for how many notifications more. */
  ordered?: { outcome: OutcomeName; times: number };
  tray: TrayEntry[];
}
