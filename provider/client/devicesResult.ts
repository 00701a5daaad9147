import type { SendResult } from "./sendResult";

/** The result of one batch. */
export interface BatchResult {
  /** Position among the batches, from 0. */
  index: number;
  /** Position of its first handle, from 0. */
  first: number;
  /** Handles in it. */
  count: number;
  state: "sent" | "not-sent" | "in-doubt";
  result?: SendResult;
  error?: Error;
}

/** The progress of a send to many devices. */
export interface DevicesProgress {
  /** Handles read so far. */
  read: number;
  /** Devices in accepted batches. */
  devices: number;
}

/** The result of a send to many devices. */
export interface DevicesResult {
  /** Devices in accepted batches. */
  devices: number;
  /** One entry per batch that was started, in order. */
  batches: BatchResult[];
}
