import type { Step } from "../../provider/broadcast/step";
import type { SendRecord } from "../../provider/journal/record";
import type { Declaration } from "../../provider/message/declaration";
import type { CardInput, Fate } from "./card";

/** A declaration as its card shows it. */
export type CardDeclaration = Declaration & { name: string };

/** The card of a broadcast that posts, and the same in one line: only the platforms and locales that do. */
export function planCard(
  declaration: CardDeclaration,
  posting: readonly Step[],
  remembered: readonly SendRecord[],
): { card: string; line: string } {
  // Only a preview draws cards: the modules stay out of every other run.
  const { cardOf, inBrief } = require("./card") as typeof import("./card");
  const { writeCard, writeLine } = require("./writeCard") as typeof import("./writeCard");
  const { instantOf } = require("../../provider/message/schedule") as typeof import("../../provider/message/schedule");
  const { schedule } = declaration;
  const stepOf = (platform: string, locale?: string) =>
    posting.find(({ part }) => part.platform === platform && part.locale === locale);
  const card = cardOf({
    ...(declaration as unknown as CardInput),
    at: schedule === undefined ? undefined : instantOf(schedule),
    zone: typeof schedule === "object" ? schedule.zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: Date.now(),
    fateOf: (platform, locale) => fateOf(stepOf(platform, locale), remembered),
  });
  card.sends = card.sends.filter(({ platform, locale }) => stepOf(platform, locale) !== undefined);
  return { card: writeCard(card, "text"), line: writeLine(inBrief(card)) };
}

function fateOf(step: Step | undefined, remembered: readonly SendRecord[]): Fate | undefined {
  if (step === undefined) return undefined;
  if (step.action === "reschedule") {
    const at = step.record.scheduledFor!.slice(0, 16).replace("T", " ");
    return { kind: "reschedules", text: `reschedules the send planned for ${at} UTC` };
  }
  const { platform, locale } = step.part;
  const earlier = remembered.find(
    (record) =>
      (record.state === "sent" || record.state === "due") && record.platform === platform && record.locale === locale,
  );
  return (
    earlier && { kind: "replaces", text: `posts, and replaces the notification sent on ${earlier.sentAt.slice(0, 10)}` }
  );
}
