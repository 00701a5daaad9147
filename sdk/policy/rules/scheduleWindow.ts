import { ConfigError, defineRule } from "../rule";

export const scheduleWindow = defineRule({
  code: "NH403",
  name: "schedule-window",
  group: "time",
  severity: "error",
  preset: "recommended",
  description: "A schedule is as far ahead as the service allows: from 5 minutes to 7 days.",
  prevents: "The hub refuses the schedule, after everything else is deployed.",
  config: {
    minMinutes: { type: "integer", default: 5, minimum: 5, maximum: 10_080, description: "Shortest time ahead." },
    maxHours: { type: "integer", default: 168, minimum: 1, maximum: 168, description: "Longest time ahead." },
    required: { type: "boolean", default: false, description: "Whether every broadcast must be scheduled." },
  },
  judge({ minMinutes, maxHours, required }) {
    if (minMinutes > maxHours * 60) throw new ConfigError("minMinutes", "is longer than maxHours");
    return (draft) => {
      if (draft.declaration.schedule === undefined) {
        return required ? [{ keys: [], message: "has no schedule", fix: "set a schedule" }] : [];
      }
      const at = draft.scheduledFor;
      if (at === undefined) return [];
      const aheadMinutes = (at - draft.now) / 60_000;
      const keys = ["schedule"];
      if (aheadMinutes <= 0) return [{ keys, message: "has passed", fix: "choose a later time, or leave it out" }];
      // It is not known when a file will be run, so only a schedule in the past is certainly wrong.
      if (draft.goesOutAt === undefined || !draft.immediate) return [];
      if (aheadMinutes < minMinutes) return [{ keys, message: `is less than ${minMinutes} minutes ahead` }];
      if (aheadMinutes > maxHours * 60) return [{ keys, message: `is more than ${maxHours} hours ahead` }];
      return [];
    };
  },
});
