import { ConfigError, defineRule } from "../rule";
import { isSilent } from "../silent";
import { clockIn, weekdays } from "../wallTime";

export const sendDays = defineRule({
  code: "NH402",
  name: "send-days",
  group: "time",
  severity: "error",
  preset: "all",
  description: "Broadcasts are sent on the days of the week listed in the policy configuration.",
  prevents: "An announcement is sent when nobody is there to respond.",
  config: {
    zone: { type: "string", default: "UTC", description: "IANA time zone, such as Europe/Paris." },
    days: {
      type: "array",
      items: { type: "string", enum: weekdays },
      default: ["mon", "tue", "wed", "thu", "fri"],
      description: "Days on which broadcasts may be sent.",
    },
  },
  judge({ zone, days }) {
    const clock = clockIn(zone);
    if (days.length === 0) throw new ConfigError("days", "is empty; name a day, or disable the rule");
    return (draft) => {
      const at = draft.goesOutAt;
      if (at === undefined || isSilent(draft)) return [];
      const { day } = clock(at);
      if (days.includes(day)) return [];
      return [
        {
          keys: ["schedule"],
          message: `means that it is sent on a ${day} in ${zone}; allowed are ${days.join(", ")}`,
          fix: "schedule it for another day",
        },
      ];
    };
  },
});
