import { announcementTypes } from "../resourceTypes";
import { BroadcastDraft } from "./broadcastDraft";
import { judge, sentence } from "./judge";
import { type ActiveRule, activate, configure, type Level, type PolicyConfig, PolicyConfigError } from "./policyConfig";
import { PolicyRun } from "./policyRun";
import { applyEdits } from "./remedy";
import type { Edit, Preset, Rule } from "./rule";
import { rules } from "./rules";

/** A policy as `PolicyPack` of `@pulumi/policy` takes it. */
export interface BroadcastPolicy {
  name: string;
  description: string;
  enforcementLevel: Level;
  severity: "medium" | "high";
  configSchema?: { properties: Record<string, any> };
  validateResource(args: any, reportViolation: (message: string) => void): void;
  remediateResource?(args: any): Record<string, any> | undefined;
}

export interface BroadcastPoliciesOptions {
  /** The rules that are enabled. Configuration can enable the others. @default "recommended" */
  preset?: Preset;
  /** Levels and settings by policy. A `--policy-pack-config` file overrides them. @default the preset's */
  config?: PolicyConfig;
}

/**
 * The policies for a pack of your own.
 *
 * @example
 * new PolicyPack("house-rules", { policies: [...broadcastPolicies({ preset: "strict" }), ours] });
 * @example
 * // Nobody's phone rings at night.
 * const policies = broadcastPolicies({
 *   config: { "quiet-hours": { enforcementLevel: "mandatory", zone: "Europe/Paris" } },
 * });
 * new PolicyPack("house-rules", { policies });
 * @example
 * // Only some of the policies.
 * const names = ["payload-size", "secret-text"];
 * new PolicyPack("house-rules", { policies: broadcastPolicies().filter(({ name }) => names.includes(name)) });
 *
 * @throws PolicyConfigError when the configuration is not understood
 */
export function broadcastPolicies({
  preset = "recommended",
  config = {},
}: BroadcastPoliciesOptions = {}): BroadcastPolicy[] {
  const levels = new Map(activate(preset, config).map(({ rule, level }): [string, Level] => [rule.name, level]));
  const run = new PolicyRun();
  return rules
    .filter((rule) => !rule.judgeStack)
    .map((rule) => policyOf(rule, levels.get(rule.name) ?? "disabled", ownConfig(config, rule), run));
}

function ownConfig(config: PolicyConfig, rule: Rule): Record<string, unknown> {
  const own = config[rule.name];
  if (own === undefined || typeof own === "string") return {};
  const { enforcementLevel: _, ...values } = own;
  return values;
}

function policyOf(rule: Rule, level: Level, own: Record<string, unknown>, run: PolicyRun): BroadcastPolicy {
  let made: ReturnType<typeof configured> | undefined;
  const active = (args: any) => (made ??= configured(rule, args.getConfig()));
  const validate = (args: any, report: (message: string) => void) => {
    const rules = active(args);
    if (!announcementTypes.has(args.type))
      return rule.observe?.(run, args.type, () => plain(args.props) as Record<string, unknown>);
    for (const found of judge([rules], draftOf(args, run))) report(sentence(found));
  };
  const policy: BroadcastPolicy = {
    name: rule.name,
    description: rule.description,
    enforcementLevel: level,
    severity: rule.severity === "error" ? "high" : "medium",
    validateResource: validate,
  };
  const properties = Object.entries(rule.config).map(([key, property]) => {
    return [key, key in own ? { ...property, default: own[key] } : property];
  });
  if (properties.length > 0) policy.configSchema = { properties: Object.fromEntries(properties) };
  if (rule.remedy) {
    policy.remediateResource = (args: any) => {
      const edits = editsOf(active(args), args, run);
      if (edits.length === 0) return undefined;
      applyEdits(args.props, edits);
      return args.props;
    };
  }
  return policy;
}

function editsOf({ remedy }: ActiveRule, args: any, run: PolicyRun): Edit[] {
  if (!announcementTypes.has(args.type)) return [];
  const draft = draftOf(args, run);
  return draft.parts.length === 0 ? [] : [...remedy!(draft)];
}

function configured(rule: Rule, config: Record<string, unknown>): ActiveRule {
  const reasons: string[] = [];
  const made = configure(rule, config, reasons);
  if (!made) throw new PolicyConfigError(reasons);
  return { rule, level: "mandatory", doubt: "mandatory", ...made };
}

let last: { key: string; draft: BroadcastDraft } | undefined;

/** The draft of a resource. The last one is kept, because every policy gets the same resource in turn. */
function draftOf({ urn, name, props }: any, run: PolicyRun): BroadcastDraft {
  const declaration = plain(props) as Record<string, unknown>;
  const key = `${urn}\n${JSON.stringify(declaration)}`;
  if (last?.key !== key || last.draft.run !== run) {
    const stack = String(urn).split("::")[0]!.replace("urn:pulumi:", "");
    last = {
      key,
      draft: new BroadcastDraft(declaration, { name, id: urn, stack, now: Date.now(), immediate: true, run }),
    };
  }
  return last.draft;
}

/**
 * The values behind the SDK's proxies, with secrets unwrapped. Reading an unknown value through a proxy throws, so values are read by
 * their property descriptors, for which the proxies have no trap.
 */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value.constructor.name === "Secret") return plain(field(value, "value"));
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => plain(field(value, String(index))));
  return Object.fromEntries(Object.keys(value).map((key) => [key, plain(field(value, key))]));
}

const field = (value: object, key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value;
