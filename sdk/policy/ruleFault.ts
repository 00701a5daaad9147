import type { Keys } from "../../provider/message/finding";

/** What a rule finds in a draft. */
export interface RuleFault {
  /** The property at fault; empty for the broadcast as a whole. */
  keys: Keys;
  /** What is wrong, as the rest of a sentence about the property. It never quotes the text. */
  message: string;
  /** How to fix it, in a few words. */
  fix?: string;
  /** Whether it may be intended: such a fault does not stop a run with the recommended rules. */
  doubtful?: true;
}
