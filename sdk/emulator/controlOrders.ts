import type { OutcomeName } from "./outcomes";
import type { Platform } from "./platformFacts";

/** Sets what a device's push service answers. */
export interface DeviceOrder {
  platform: Platform;
  handle: string;
  /** The push service's answer to the next notifications. */
  outcome: OutcomeName;
  /** For how many notifications. @default all */
  times?: number;
}

/** A fault to add: which requests it affects, what happens, and how often. */
export interface EmulatorFault {
  /** The requests it affects; every given field must match. @default every request */
  match?: {
    method?: string;
    /** A part of the path. */
    path?: string;
    format?: string;
    /** A tag named anywhere in the tag expression. */
    tag?: string;
  };
  /** `reset-before` drops the connection before anything happened, `reset-after` once the request was carried out. */
  fault: "429" | "500" | "503" | "403" | "reset-before" | "reset-after" | "delay";
  /** How many requests it affects. @default 1 */
  times?: number;
  /** Seconds in a Retry-After header on 429, 503 and 403. */
  retryAfter?: number;
  /** Milliseconds that `delay` waits. @default 0 */
  ms?: number;
}

/** A fault with its defaults filled in. */
export type ArmedFault = EmulatorFault & Required<Pick<EmulatorFault, "match" | "times" | "ms">>;
