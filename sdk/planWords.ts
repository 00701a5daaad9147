import { isPosting, type Plan, type PlannedOrder } from "../provider/broadcast/plan";
import { type Doubt, joinKey, type SendRecord } from "../provider/journal/record";
import type { Schedule } from "../provider/message/schedule";

/** A line of a plan, and its level. */
export interface Line {
  level: "info" | "warn";
  text: string;
}

/** How a broadcast was declared before. */
interface Before {
  /** Absent for a new broadcast. */
  was: { schedule: Schedule | undefined } | undefined;
  /** Whether none of that was a secret. */
  plain: boolean;
  /** Whether it was declared for another hub. */
  moved: boolean;
  /** Whether an earlier run has already found that another send counts for this digest. */
  isKnown: (digest: string) => boolean;
}

/** The lines of a plan beside the card: why something that one might expect to be posted is not. */
export function planLines(
  { name, terms }: PlannedOrder,
  { steps, cancels, strays }: Plan,
  { was, plain, moved, isKnown }: Before,
): Line[] {
  const changed = moved || (was !== undefined && JSON.stringify(was.schedule) !== JSON.stringify(terms.schedule));
  const lines = steps.flatMap((step): (Line & { part: string })[] => {
    const part = step.part.key;
    const info = (text: string) => [{ level: "info" as const, part, text }];
    switch (step.action) {
      case "keep":
        if (step.note === "went back")
          return info(`back to what was ${fate(step.record)}: posts nothing; raise revision to announce it again`);
        if (step.record.adoptedFrom !== undefined && step.taken)
          return info(
            `same content as ${step.record.adoptedFrom}, ${fate(step.record)}: posts nothing; set announcement or raise revision to announce it again`,
          );
        if (step.note === "terms changed" && step.record.state === "scheduled" && !step.record.foreign)
          return [{ level: "warn", part, text: `stays ${fate(step.record)}, because ${fixity(step.record, terms)}` }];
        if (step.note === "terms changed" && changed)
          return info(
            `${fate(step.record)}: the changed schedule or hub posts nothing; raise revision to announce it again`,
          );
        if (step.record.digest !== step.part.digest && !isKnown(step.part.digest))
          return info(`${fate(step.record)}: the edit posts nothing; raise revision to announce it`);
        return [];
      case "hold":
        return step.recorded ? [] : [{ level: "warn", part, text: doubtText(step.doubt) }];
      case "expired":
        return [{ level: "warn", part, text: `posts nothing, because ${lateness(terms)}` }];
      case "off":
        return info("posts nothing, because sends are off (broadcast:send or BROADCAST_SEND)");
      case "record":
        return info(`records notification ${terms.adopt?.notificationId} and posts nothing`);
      default:
        return [];
    }
  });
  // What is posted says what it takes the place of.
  const gone = cancels.filter(
    ({ platform, locale }) =>
      !steps.some((step) => isPosting(step) && step.part.platform === platform && step.part.locale === locale),
  );
  for (const record of strays)
    lines.push({
      level: "warn",
      part: joinKey(record),
      text: `${fate(record)} although it is no longer declared; cancel it in the hub, because its notification id is not known`,
    });
  for (const { scheduledFor, ...post } of gone) {
    lines.push({
      level: "info",
      part: joinKey(post),
      text: `cancels what was ${plain ? `to go out on ${minute(scheduledFor)} UTC` : "scheduled"}`,
    });
  }
  // Platforms with the same text share a line.
  const groups = Map.groupBy(lines, ({ level, text }) => `${level} ${text}`);
  return [...groups.values()].map((group) => ({
    level: group[0]!.level,
    text: `${name} (${group.map(({ part }) => part).join(", ")}): ${group[0]!.text}.`,
  }));
}

/** Warnings about unresolved doubts, one for each run that left them. */
export function doubtLines(name: string, doubts: readonly Doubt[]): Line[] {
  const resolve = `pulumi-broadcast resolve ${/^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`}`;
  return [...Map.groupBy(doubts, doubtText)].map(([text, group]) => {
    const of = ` (${[...new Set(group.map(joinKey))].join(", ")})`;
    return {
      level: "warn",
      text: `${name}${of}: ${text}; run \`${resolve} sent\` or \`${resolve} not-sent\` when you know.`,
    };
  });
}

const doubtText = ({ at }: Doubt): string => `has been in doubt since ${at} and posts nothing until that is resolved`;

function fate({ state, sentAt, scheduledFor }: SendRecord): string {
  if (state === "scheduled") return `scheduled for ${minute(scheduledFor)} UTC`;
  if (state === "canceled") return "canceled";
  return state === "due" ? `due on ${minute(scheduledFor)} UTC` : `sent on ${sentAt.slice(0, 10)}`;
}

const minute = (iso = ""): string => iso.slice(0, 16).replace("T", " ");

/** Why a scheduled send is neither moved nor canceled although it is declared for another time or hub. */
const fixity = ({ notificationId }: SendRecord, terms: PlannedOrder["terms"]): string =>
  notificationId === undefined
    ? "its notification id is not known"
    : `${lateness(terms)}; choose a later time, or remove the broadcast to cancel it`;

/** Why what is late is not posted. */
export function lateness({ schedule, notAfter }: Pick<PlannedOrder["terms"], "schedule" | "notAfter">): string {
  const { instantOf } = require("../provider/message/schedule") as typeof import("../provider/message/schedule");
  const passed = notAfter !== undefined && instantOf(notAfter) < Date.now();
  if (passed || schedule === undefined) return `notAfter (${notAfter}) has passed`;
  const when = typeof schedule === "object" ? `${schedule.local} ${schedule.zone}` : schedule;
  const late = instantOf(schedule) <= Date.now() ? "has passed" : `is later than notAfter (${notAfter})`;
  return `its schedule (${when}) ${late}`;
}
