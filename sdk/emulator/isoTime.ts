let last = { ms: Number.NaN, text: "" };

/** ISO 8601; made once for all that happens in the same millisecond. */
export function isoTime(ms: number): string {
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString() };
  return last.text;
}
