import type { Doubt, SendRecord } from "../journal/record";
import type { OrderPart } from "./order";

/**
 * What happens to one post:
 * keep - its result stands, or this broadcast takes over that of another; hold - nobody knows what became of it;
 * post - it goes out, or is scheduled; reschedule - the pending send is canceled and posted with the new terms;
 * record - `adopt` says what became of it; expired - it is too late; off - sends are switched off.
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

/** What one part of a broadcast came to. */
export interface Result {
  record?: SendRecord;
  doubt?: Doubt;
  /** One sentence for the person, when it is not as declared. */
  failure?: string;
  /** Records that are no longer of the present declaration. */
  past?: SendRecord[];
  /** Posted, but the ledger does not know yet. */
  unrecorded?: boolean;
}
