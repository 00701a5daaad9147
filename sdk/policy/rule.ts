import type { BroadcastDraft } from "./broadcastDraft";
import type { ConfigOf, ConfigProperties } from "./configProperty";
import type { PolicyRun } from "./policyRun";
import type { RuleFault } from "./ruleFault";

export type { Keys } from "../../provider/message/finding";
export type { RuleFault };

/** What a rule is about. */
export const groups = ["payload", "audience", "content", "time", "operations"] as const;
export type Group = (typeof groups)[number];

/** The sets of rules to choose from, each holding the one before it. */
export const presets = ["recommended", "strict", "all"] as const;
export type Preset = (typeof presets)[number];

/** A property that a remediation sets. */
export interface Edit {
  keys: readonly string[];
  value: unknown;
}

/** What people are told of a rule. Codes, names and configuration keys are promises. */
export interface RuleInfo {
  /** Stable code, such as NH401. */
  readonly code: `NH${number}`;
  /** Name in kebab-case: what policy configuration calls it. */
  readonly name: string;
  readonly group: Group;
  /** `error`: people are harmed, or nobody is reached. `warning`: it looks like a mistake. */
  readonly severity: "error" | "warning";
  /** What the rule asks for, as one sentence. */
  readonly description: string;
  /** What happens to people when it is broken. */
  readonly prevents: string;
}

/** A policy on broadcasts. */
export interface Rule extends RuleInfo {
  /** The smallest preset that holds the rule. */
  readonly preset: Preset;
  readonly config: ConfigProperties;
  /**
   * Makes the check from a whole configuration.
   *
   * @throws ConfigError when a value cannot be used.
   */
  judge(config: Record<string, any>): (draft: BroadcastDraft) => Iterable<RuleFault>;
  /** Makes what removes the faults. Edits are constants, or follow from what was declared: never from the clock. */
  remedy?(config: Record<string, any>): (draft: BroadcastDraft) => Iterable<Edit>;
  /** Makes the check of stack configuration, for a rule that is about the stack and not about a broadcast. */
  judgeStack?(config: Record<string, any>): (config: StackConfig) => Iterable<RuleFault>;
  /** Takes note of other resources that the rule needs to know. */
  observe?(run: PolicyRun, type: string, properties: () => Record<string, unknown>): void;
}

/** Configuration of a stack by key, `project:key`: its value where it is plain. */
export type StackConfig = Readonly<Record<string, { value: string; secret: boolean }>>;

/** A value of policy configuration that cannot be used: which key, and what is expected. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(
    readonly key: string,
    readonly reason: string,
  ) {
    super(`${key}: ${reason}`);
  }
}

interface Definition<P extends ConfigProperties> extends Omit<Rule, "config" | "judge" | "remedy" | "judgeStack"> {
  config: P;
  judge(config: ConfigOf<P>): (draft: BroadcastDraft) => Iterable<RuleFault>;
  remedy?(config: ConfigOf<P>): (draft: BroadcastDraft) => Iterable<Edit>;
  judgeStack?(config: ConfigOf<P>): (config: StackConfig) => Iterable<RuleFault>;
}

/** A rule whose check gets its configuration with the types that its properties describe. */
export function defineRule<const P extends ConfigProperties>(definition: Definition<P>): Rule {
  return definition as unknown as Rule;
}
