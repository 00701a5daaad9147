import { ConfigError, defineRule } from "../rule";
import { isSilent } from "../silent";
import { clockIn, minuteOf } from "../wallTime";

export const quietHours = defineRule({
  code: "NH401",
  name: "quiet-hours",
  group: "time",
  severity: "error",
  preset: "all",
  description: "No phone rings in the quiet hours of the zone.",
  prevents: "People are woken, and turn notifications off.",
  config: {
    zone: { type: "string", default: "UTC", description: "IANA time zone, such as Europe/Paris." },
    from: { type: "string", default: "21:00", description: "When they begin." },
    to: { type: "string", default: "08:00", description: "When they end, on the next day if that is earlier." },
  },
  judge({ zone, from, to }) {
    const clock = clockIn(zone);
    const [begin, end] = [minuteOf("from", from), minuteOf("to", to)];
    if (begin === end) throw new ConfigError("to", `is ${to}, the same as from; disable the rule if no hour is quiet`);
    const isQuiet = (minute: number) =>
      begin < end ? minute >= begin && minute < end : minute >= begin || minute < end;
    return (draft) => {
      const at = draft.goesOutAt;
      if (at === undefined || isSilent(draft)) return [];
      const { minute, text } = clock(at);
      if (!isQuiet(minute)) return [];
      const waitMinutes = (end - minute + 1440) % 1440;
      const next = new Date((Math.floor(at / 60_000) + waitMinutes) * 60_000).toISOString().replace(".000Z", "Z");
      return [
        {
          keys: ["schedule"],
          message: `means that it is sent at ${text} in ${zone}, in the quiet hours from ${from} to ${to}`,
          fix: `schedule: "${next}"`,
        },
      ];
    };
  },
});
