import { PayloadError } from "./errors/payloadError";
import { parseInstant } from "./instant";

const maxAheadMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Formats `ServiceBusNotification-ScheduleTime` like the .NET and Java SDKs: UTC, to the second, without a zone.
 *
 * @throws PayloadError when it has no zone, is not ahead of `now`, or is more than seven days ahead.
 */
export function scheduleTime(schedule: Date | string, now: number): string {
  const time = typeof schedule === "string" ? (parseInstant(schedule) ?? Number.NaN) : schedule.getTime();
  if (Number.isNaN(time))
    throw PayloadError.at("schedule", "expected a time with a zone, such as 2027-03-01T09:00:00Z");
  if (time <= now)
    throw PayloadError.at("schedule", `expected a time in the future (now is ${text(now)} UTC), got ${text(time)}`);
  if (time > now + maxAheadMs) {
    throw PayloadError.at(
      "schedule",
      `expected at most 7 days ahead (until ${text(now + maxAheadMs)} UTC), got ${text(time)}`,
    );
  }
  return text(time);
}

function text(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}
