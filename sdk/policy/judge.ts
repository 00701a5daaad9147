import type { BroadcastDraft } from "./broadcastDraft";
import { pathOf } from "./paths";
import type { ActiveRule } from "./policyConfig";
import type { Keys, RuleFault, RuleInfo } from "./rule";

/** A rule that a draft breaks. */
export interface Violation {
  rule: RuleInfo;
  level: ActiveRule["level"];
  keys: Keys;
  /** One sentence that begins with the property. */
  message: string;
  fix?: string;
}

/** Everything in a draft that breaks a rule; empty if nothing of it is still to be sent. */
export function judge(active: readonly ActiveRule[], draft: BroadcastDraft): Violation[] {
  if (draft.parts.length === 0) return [];
  const violations: Violation[] = [];
  for (const each of active) for (const fault of each.judge(draft)) violations.push(violation(each, fault));
  return violations;
}

/** A fault as a violation of its rule. */
export function violation(
  { rule, level, doubt = level }: Pick<Violation, "rule" | "level"> & Partial<Pick<ActiveRule, "doubt">>,
  { keys, message, fix, doubtful }: RuleFault,
): Violation {
  const path = pathOf(keys);
  return {
    rule,
    level: doubtful ? doubt : level,
    keys,
    message: `${path || "the broadcast"} ${message}`,
    ...(fix && { fix }),
  };
}

/** A violation as one line: what is wrong, then what to do. */
export const sentence = ({ message, fix }: Pick<Violation, "message" | "fix">): string =>
  fix ? `${message}: ${fix}` : message;
