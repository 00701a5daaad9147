const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Parses an instant, in milliseconds since 1970: ISO 8601 with a date, hours, minutes and a zone, such as `2027-03-01T09:00:00Z`. Returns
 * `undefined` if it is written another way or does not exist (`2026-02-30`, `25:00`).
 */
export function parseInstant(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const [zoneHours, zoneMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  const wall = new Date(0);
  wall.setUTCFullYear(year!, month! - 1, day);
  wall.setUTCHours(hour!, minute, second, Number((match[7] ?? "").padEnd(3, "0").slice(0, 3)));
  const real =
    wall.getUTCMonth() === month! - 1 &&
    wall.getUTCDate() === day &&
    hour! < 24 &&
    minute! < 60 &&
    second < 60 &&
    zoneHours < 24 &&
    zoneMinutes < 60;
  if (!real) return undefined;
  const ahead = (zoneHours * 60 + zoneMinutes) * 60_000;
  return wall.getTime() - (match[8] === "-" ? -ahead : ahead);
}
