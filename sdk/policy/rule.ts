import type { BroadcastDraft } from "./broadcastDraft";
import type { ConfigOf, ConfigProperties } from "./configProperty";
import type { PolicyRun } from "./policyRun";
import type { RuleFault } from "./ruleFault";

export type { Keys } from "../../provider/message/finding";
export type { RuleFault };

/** What a rule is about. */
export const groups = ["payload", "audience", "content", "time", "operations"] as const;
export type Group = (typeof groups)[number];

/** The sets of rules to choose from; each contains the one before it. */
export const presets = ["recommended", "strict", "all"] as const;
export type Preset = (typeof presets)[number];

/** A property that a remediation sets. */
export interface Edit {
  keys: readonly string[];
  value: unknown;
}

/** The description of a rule. Codes, names and configuration keys never change. */
export interface RuleInfo {
  /** Stable code, such as NH401. */
  readonly code: `NH${number}`;
  /** Name in kebab-case, as in policy configuration. */
  readonly name: string;
  readonly group: Group;
  /** `error`: people are harmed, or nobody is reached. `warning`: it looks like a mistake. */
  readonly severity: "error" | "warning";
  /** What the rule asks for, in one sentence. */
  readonly description: string;
  /** What happens to people when it is broken. */
  readonly prevents: string;
}

/** A policy on broadcasts. */
export interface Rule extends RuleInfo {
  /** The smallest preset that contains the rule. */
  readonly preset: Preset;
  readonly config: ConfigProperties;
  /**
   * Creates the check from a complete configuration.
   *
   * @throws ConfigError when a value cannot be used.
   */
  judge(config: Record<string, any>): (draft: BroadcastDraft) => Iterable<RuleFault>;
  /** Creates the remediation. Its edits depend only on the configuration and the declaration, never on the time. */
  remedy?(config: Record<string, any>): (draft: BroadcastDraft) => Iterable<Edit>;
  /** Creates the check of the stack configuration, for a rule that is not about broadcasts. */
  judgeStack?(config: Record<string, any>): (config: StackConfig) => Iterable<RuleFault>;
  /** Notes other resources that the rule needs to know about. */
  observe?(run: PolicyRun, type: string, properties: () => Record<string, unknown>): void;
}

/** The configuration of a stack by its keys, `project:key`. */
export type StackConfig = Readonly<Record<string, { value: string; secret: boolean }>>;

/** A policy setting that cannot be used: its key, and what is expected. */
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

/** Defines a rule, whose check gets its configuration with the types that its properties describe. */
export function defineRule<const P extends ConfigProperties>(definition: Definition<P>): Rule {
  return definition as unknown as Rule;
}
