import type { Declaration } from "../provider/broadcast/declaration";
import type { SendRecord } from "../provider/journal/record";
import type { CardInput } from "../provider/message/card";

/** The card of a broadcast that posts: only the platforms and locales that do. */
export function planCard(
  declaration: Omit<Declaration, "schema">,
  posts: readonly string[],
  digests: Readonly<Record<string, string>>,
  remembered: readonly SendRecord[],
): string {
  // Only a preview draws cards: the modules stay out of every other run.
  const { cardOf } = require("../provider/message/card") as typeof import("../provider/message/card");
  const { writeCard } = require("../provider/message/writeCard") as typeof import("../provider/message/writeCard");
  const { fateOf } = require("../provider/message/fate") as typeof import("../provider/message/fate");
  const { instantOf } = require("../provider/broadcast/schedule") as typeof import("../provider/broadcast/schedule");
  const { schedule } = declaration;
  const keyOf = (platform: string, locale?: string) => (locale === undefined ? platform : `${platform}/${locale}`);
  const card = cardOf({
    ...(declaration as unknown as CardInput),
    at: schedule === undefined ? undefined : instantOf(schedule),
    zone: typeof schedule === "object" ? schedule.zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: Date.now(),
    fateOf: (platform, locale) =>
      fateOf({ digest: digests[keyOf(platform, locale)] ?? "", platform, locale }, { sends: remembered }),
  });
  card.sends = card.sends.filter(({ platform, locale }) => posts.includes(keyOf(platform, locale)));
  return writeCard(card, "text");
}
