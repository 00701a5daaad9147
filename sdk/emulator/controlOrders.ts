import type { OutcomeName } from "./outcomes";
import type { Platform } from "./platformFacts";

/** What a device's push service is to say. */
export interface DeviceOrder {
  platform: Platform;
  handle: string;
  /** What the push service says of the notifications to come. */
  outcome: OutcomeName;
  /** For how many notifications. @default all */
  times?: number;
}

/** A fault to order: what it hits, what happens, how often. */
export interface EmulatorFault {
  /** The requests it hits; every part given must fit. @default every request */
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
  /** How many requests it hits. @default 1 */
  times?: number;
  /** Seconds in a Retry-After header on 429, 503 and 403. */
  retryAfter?: number;
  /** Milliseconds that `delay` waits. @default 0 */
  ms?: number;
}

/** A fault with its defaults filled in. */
export type ArmedFault = EmulatorFault & Required<Pick<EmulatorFault, "match" | "times" | "ms">>;
