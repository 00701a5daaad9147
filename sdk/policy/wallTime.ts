import { parseInstant } from "../../provider/client/instant";
import { isZone } from "../../provider/message/schedule";
import { ConfigError } from "./rule";

/** The days of the week, as in configuration. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Local time in a zone. */
export interface WallTime {
  day: (typeof weekdays)[number];
  /** Minutes since midnight. */
  minute: number;
  /** `23:10` */
  text: string;
}

/**
 * Converts instants to local time in an IANA zone.
 *
 * @throws ConfigError when there is no such zone.
 */
export function clockIn(zone: string): (instant: number) => WallTime {
  if (!isZone(zone)) {
    throw new ConfigError("zone", `${JSON.stringify(zone)} is not an IANA time zone; write one such as Europe/Paris`);
  }
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (instant) => {
    const parts = format.formatToParts(instant);
    const of = (type: string) => parts.find((part) => part.type === type)!.value;
    const [hour, minute] = [of("hour"), of("minute")];
    const day = of("weekday").toLowerCase() as WallTime["day"];
    return { day, minute: Number(hour) * 60 + Number(minute), text: `${hour}:${minute}` };
  };
}

/** Minutes since midnight of a time such as 21:00. @throws ConfigError */
export function minuteOf(key: string, time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!match) throw new ConfigError(key, `${JSON.stringify(time)} is not a time of day; write one such as 21:00`);
  return Number(match[1]) * 60 + Number(match[2]);
}

/** Milliseconds since 1970 of an instant such as 2027-03-01T09:00:00Z. @throws ConfigError */
export function instant(key: string, text: string): number {
  const value = parseInstant(text);
  if (value === undefined) {
    throw new ConfigError(
      key,
      `${JSON.stringify(text)} is not an instant with a zone; write one such as 2027-03-01T09:00:00Z`,
    );
  }
  return value;
}
