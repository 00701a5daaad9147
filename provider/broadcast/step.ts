import type { Doubt, SendRecord } from "../journal/record";
import type { OrderPart } from "./order";

/**
 * What a run does about one post:
 * keep - its result stands, possibly taken over from another broadcast; hold - it is in doubt, so nothing is posted;
 * post - send or schedule it; reschedule - cancel the pending send and post it with the new terms;
 * record - `adopt` names the notification; expired - too late to post; off - sends are turned off.
 */
export type Step =
  | {
      part: OrderPart;
      action: "keep";
      record: SendRecord;
      taken?: boolean;
      replaced?: SendRecord[];
      note?: "terms changed" | "went back";
    }
  | { part: OrderPart; action: "hold"; doubt: Doubt; recorded: boolean }
  | { part: OrderPart; action: "post"; cleared: Doubt[] }
  | { part: OrderPart; action: "reschedule"; record: SendRecord }
  | { part: OrderPart; action: "record" | "expired" | "off" };

/** The result of one part of a broadcast. */
export interface Result {
  record?: SendRecord;
  doubt?: Doubt;
  /** A sentence for the person, if it did not go as declared. */
  failure?: string;
  /** Records for the history. */
  past?: SendRecord[];
  /** Posted, but not yet recorded in the ledger. */
  unrecorded?: boolean;
}
