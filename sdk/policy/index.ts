export { type BroadcastPoliciesOptions, type BroadcastPolicy, broadcastPolicies } from "./broadcastPolicies";
export { type Level, type PolicyConfig, PolicyConfigError } from "./policyConfig";
export type { Group, Preset, Rule } from "./rule";
export { groups, presets } from "./rule";
export { rules } from "./rules";
