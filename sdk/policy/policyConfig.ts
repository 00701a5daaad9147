import { isRecord } from "../../provider/message/isRecord";
import { nearest } from "../../provider/message/nearest";
import type { BroadcastDraft } from "./broadcastDraft";
import { checkProperty } from "./configProperty";
import { ConfigError, type Edit, type Preset, presets, type Rule, type RuleFault, type StackConfig } from "./rule";
import { rules } from "./rules";

/** What a violation does: it is reported (advisory), stops the run (mandatory), is repaired (remediate), or is ignored (disabled). */
export const levels = ["advisory", "mandatory", "remediate", "disabled"] as const;
export type Level = (typeof levels)[number];

/** Configuration by policy: a level, or an object with the policy's settings and `enforcementLevel`. The key `all` sets the level of every policy. */
export type PolicyConfig = Readonly<Record<string, Level | Readonly<Record<string, unknown>>>>;

/** A rule that is enabled. */
export interface ActiveRule {
  rule: Rule;
  level: Exclude<Level, "disabled">;
  /** The level for doubtful findings. It follows from the preset, because the engine does not say who chose a level. */
  doubt: Exclude<Level, "disabled">;
  judge(draft: BroadcastDraft): Iterable<RuleFault>;
  remedy?(draft: BroadcastDraft): Iterable<Edit>;
  judgeStack?(config: StackConfig): Iterable<RuleFault>;
}

/** Policy configuration that cannot be used: each sentence names the policy and the key. */
export class PolicyConfigError extends Error {
  override readonly name = "PolicyConfigError";

  constructor(readonly reasons: readonly string[]) {
    super(reasons.join("; "));
  }
}

/** The level of a rule in a preset: `recommended` stops a run only for errors, the others for every rule they contain. */
export function levelIn(preset: Preset, rule: Rule): Level {
  if (presets.indexOf(rule.preset) > presets.indexOf(preset)) return "disabled";
  return preset === "recommended" && rule.severity === "warning" ? "advisory" : "mandatory";
}

/**
 * The enabled rules of a preset, configured.
 *
 * @throws PolicyConfigError for any unknown policy, setting or value.
 */
export function activate(preset: Preset, config: Readonly<Record<string, unknown>> = {}): ActiveRule[] {
  const reasons: string[] = [];
  const all = config.all === undefined ? undefined : levelOf("all", config.all, reasons);
  for (const name of Object.keys(config)) if (name !== "all" && !named(name)) reasons.push(unknownPolicy(name));
  const active = rules.flatMap((rule): ActiveRule[] => {
    const own = config[rule.name] ?? {};
    if (!isRecord(own) && typeof own !== "string") {
      reasons.push(`${rule.name}: must be a level, or an object of settings`);
      return [];
    }
    const { enforcementLevel, ...values } = isRecord(own) ? own : { enforcementLevel: own };
    const given = enforcementLevel === undefined ? undefined : levelOf(rule.name, enforcementLevel, reasons);
    const level = given ?? all ?? levelIn(preset, rule);
    // The configuration of a disabled rule is checked too, because the rule may be enabled later.
    if (level === "disabled" && Object.keys(values).length === 0) return [];
    const made = configure(rule, values, reasons);
    if (!made || level === "disabled") return [];
    return [{ rule, level, doubt: preset === "recommended" && level === "mandatory" ? "advisory" : level, ...made }];
  });
  if (reasons.length > 0) throw new PolicyConfigError(reasons);
  return active;
}

const named = (name: string): boolean => rules.some((rule) => rule.name === name);

/** Checks the configuration of a rule and creates its functions; adds what is wrong to `reasons`. */
export function configure(
  rule: Rule,
  values: Readonly<Record<string, unknown>>,
  reasons: string[],
): Omit<ActiveRule, "rule" | "level" | "doubt"> | undefined {
  const before = reasons.length;
  const usable: Record<string, unknown> = {};
  const known = Object.keys(rule.config);
  for (const [key, value] of Object.entries(values)) {
    const property = Object.hasOwn(rule.config, key) ? rule.config[key] : undefined;
    const reason = property
      ? checkProperty(property, value)
      : `is not a key of this policy; ${known.length > 0 ? `it takes ${known.join(", ")}` : "it takes only enforcementLevel"}`;
    if (reason) reasons.push(`${rule.name}: ${key}: ${reason}`);
    else usable[key] = value;
  }
  const whole = { ...defaultsOf(rule), ...usable };
  try {
    const made = { judge: rule.judge(whole), remedy: rule.remedy?.(whole), judgeStack: rule.judgeStack?.(whole) };
    return reasons.length === before ? made : undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    reasons.push(`${rule.name}: ${error.message}`);
    return undefined;
  }
}

function defaultsOf(rule: Rule): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rule.config).map(([key, property]) => [key, property.default]));
}

function levelOf(name: string, level: unknown, reasons: string[]): Level | undefined {
  const known = levels.find((each) => each === level);
  if (known !== undefined) return known;
  reasons.push(`${name}: enforcementLevel: must be one of ${levels.join(", ")}`);
  return undefined;
}

function unknownPolicy(name: string): string {
  const near = nearest(
    name,
    rules.map((rule) => rule.name),
  );
  return `${name}: is not a policy of this pack${near ? `; did you mean ${near}?` : ""}`;
}
