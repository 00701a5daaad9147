import { isRecord } from "./isRecord";

/** JSON Merge Patch (RFC 7396): objects merge, null removes, anything else replaces. Does not change the target. */
export function mergePatch(target: unknown, patch: Record<string, unknown>): Record<string, unknown> {
  const merged = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = isRecord(value) ? mergePatch(merged[key], value) : value;
  }
  return merged;
}
