import { parseInstant } from "../client/instant";

/** When a broadcast is due: an instant (ISO 8601 with a zone), or a local time in a named IANA zone. */
export type Schedule = string | { local: string; zone: string };

const localPattern = /^[\d-]{10}T[\d:]{5,8}$/;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Formats instants in the time of a zone. Cached, because creating it is slow. @throws RangeError when the runtime does not know the zone. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(zone, clock);
  return clock;
}

/** How many minutes the zone is ahead of UTC at an instant. */
function offsetMinutes(zone: string, instant: number): number {
  const parts = clockOf(zone).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return Math.round((wall - Math.floor(instant / 1000) * 1000) / 60_000);
}

/** Whether the runtime knows this IANA time zone. */
export function isZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant of a schedule, in milliseconds since 1970. A local time that occurs twice because clocks go back means the first occurrence. A
 * local time that is skipped because clocks go forward is moved forward by the same amount (02:30 becomes 03:30).
 *
 * @throws RangeError with one sentence when it is not a time.
 */
export function instantOf(schedule: Schedule): number {
  if (typeof schedule === "string") {
    const instant = parseInstant(schedule);
    if (instant === undefined) {
      throw new RangeError(
        `must be an instant with a zone such as "2027-03-01T09:00:00Z", or { local: "2027-03-01T09:00", zone: "Europe/Paris" }`,
      );
    }
    return instant;
  }
  const wall = localPattern.test(schedule.local) ? parseInstant(`${schedule.local}Z`) : undefined;
  if (wall === undefined) {
    throw new RangeError(`local must be a date and time without a zone such as "2027-03-01T09:00"`);
  }
  if (!isZone(schedule.zone)) throw new RangeError(`zone must be an IANA time zone such as "Europe/Paris"`);
  const day = 86_400_000;
  const before = wall - offsetMinutes(schedule.zone, wall - day) * 60_000;
  const after = wall - offsetMinutes(schedule.zone, wall + day) * 60_000;
  const reads = (instant: number) => instant + offsetMinutes(schedule.zone, instant) * 60_000 === wall;
  // With the offset from before the change, a repeated time means its first occurrence, and a skipped one lands after the gap.
  if (reads(before)) return before;
  if (reads(after)) return after;
  return before;
}
