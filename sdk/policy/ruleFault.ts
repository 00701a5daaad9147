import type { Keys } from "../../provider/message/finding";

/** What a rule finds in a draft. */
export interface RuleFault {
  /** The property at fault; empty for the broadcast as a whole. */
  keys: Keys;
  /** What is wrong and what to do, as the rest of a sentence about the property; never the text it was found in. */
  message: string;
  /** What fixes it, in a few words. */
  fix?: string;
  /** It looks like a mistake and may be none: it stops no run of the recommended rules. */
  doubtful?: true;
}
