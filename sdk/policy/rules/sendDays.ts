import { ConfigError, defineRule } from "../rule";
import { clockIn, weekdays } from "../wallTime";

export const sendDays = defineRule({
  code: "NH402",
  name: "send-days",
  group: "time",
  severity: "error",
  preset: "all",
  description: "Broadcasts go out on the days of the week that the policy configuration lists.",
  prevents: "An announcement goes out when nobody is there to answer.",
  config: {
    zone: { type: "string", default: "UTC", description: "IANA time zone, such as Europe/Paris." },
    days: {
      type: "array",
      items: { type: "string", enum: weekdays },
      default: ["mon", "tue", "wed", "thu", "fri"],
      description: "Days on which broadcasts may go out.",
    },
  },
  judge({ zone, days }) {
    const clock = clockIn(zone);
    if (days.length === 0) throw new ConfigError("days", "names no day; disable the rule, or name one");
    return (draft) => {
      const at = draft.goesOutAt;
      if (at === undefined) return [];
      const { day } = clock(at);
      if (days.includes(day)) return [];
      return [
        {
          keys: ["schedule"],
          message: `means that it goes out on a ${day} in ${zone}; allowed are ${days.join(", ")}`,
          fix: "schedule it for another day",
        },
      ];
    };
  },
});
