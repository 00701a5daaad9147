/** Whether a value is an object with properties: neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an object itself has a property. */
export function hasKeys(value: object | undefined): boolean {
  for (const _ in value) return true;
  return false;
}

/** Whether a value is a whole number, 0 or more. */
export function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
