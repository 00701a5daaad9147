import type { EmulatorSendState, OutcomeCounts, SendKind } from "../outbox";
import type { OutcomeName } from "../outcomes";
import type { Format, Platform } from "../platformFacts";
import type { Screen } from "./screen";

/** What the page asks for: filters, how many rows, and what is chosen. */
export interface Query {
  /** A text in a send's message, tags or id. */
  find?: string;
  format?: Format;
  state?: EmulatorSendState;
  audience?: "everyone" | "tags" | "handles";
  sends: number;
  /** A text in a device's name or tags. */
  findDevice?: string;
  platform?: Platform;
  devices: number;
  /** A send's id. */
  send?: string;
  /** A device's key. */
  device?: string;
}

/** What the page shows, as it is at one moment. */
export interface View {
  hub: { name: string; tier: string; now: string; aheadSeconds: number };
  faults: string[];
  sends: { total: number; matching: number; rows: SendRow[] };
  devices: { total: number; matching: number; reached?: number; rows: DeviceRow[] };
  send?: SendDetail;
  device?: DeviceDetail;
}

export interface SendRow {
  id: string;
  format: Format;
  kind: SendKind;
  headline: string;
  /** What a device does with it; of a template each shows its own. */
  fate?: Screen["fate"];
  audience: string;
  state: EmulatorSendState;
  /** Times are ISO 8601. */
  at: string;
  scheduledFor?: string;
  succeeded: number;
  failed: number;
  targets: number;
}

export interface SendDetail extends SendRow {
  deliveredAt?: string;
  note?: string;
  counts: OutcomeCounts;
  request: { line: string; headers: [name: string, value: string][]; body: string };
  screen: Screen;
}

export interface DeviceRow {
  /** Names the device without its handle. */
  key: string;
  name: string;
  platform: Platform;
  tags: string[];
  templates: number;
  registered: boolean;
  /** What its push service says of the next notification. */
  outcome: OutcomeName;
  last?: { headline: string; at: string };
  /** Of the chosen send. */
  verdict?: Verdict;
}

export interface DeviceDetail extends DeviceRow {
  /** Newest first. */
  tray: TrayItem[];
}

export interface TrayItem {
  send: string;
  at: string;
  collapseId?: string;
  body: string;
  screen: Screen;
}

/** What became of a send on a device, and why. */
export interface Verdict {
  fate: "received" | "replaced" | "failed" | "waiting" | "not for it";
  why: string;
}
