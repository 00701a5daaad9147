import type { Plan } from "../../provider/broadcast/plan";
import type { Step } from "../../provider/broadcast/step";
import { parseInstant } from "../../provider/client/instant";
import type { SendRecord } from "../../provider/journal/record";
import { describeAudience } from "../../provider/message/audienceRules";
import { audienceIn, type Declaration } from "../../provider/message/declaration";
import type { Card, CardInput, Fate, Shown } from "./card";
import { inPlaceOf, pendingSend } from "./fate";

/** A declaration with its name, as a card needs it. */
type CardDeclaration = Declaration & { name: string };

/** A declaration from the state, with the digests of its posts. */
export type Earlier = Declaration & { digests: Record<string, string> };

/** Which parts of a broadcast are secrets. */
export interface HiddenParts {
  content: boolean;
  audience: boolean;
  schedule: boolean;
}

/** What the stack knows about a broadcast. */
interface Known {
  remembered: readonly SendRecord[];
  /** The last declaration, unless some of it is a secret. */
  was?: Earlier;
}

/** The card of a broadcast, with only the platforms and locales that will be posted. */
export function planCard(
  declaration: CardDeclaration,
  posting: readonly Step[],
  plan: Plan,
  hidden: HiddenParts,
  known: Known,
): Card {
  const { cardOf } = require("./card") as typeof import("./card");
  const { instantOf } = require("../../provider/message/schedule") as typeof import("../../provider/message/schedule");
  const { schedule, audience } = declaration;
  const stepOf = (platform: string, locale?: string) =>
    posting.find(({ part }) => part.platform === platform && part.locale === locale);
  const earlierOf = (platform: string, locale?: string) => earlier(stepOf(platform, locale), plan, known.remembered);
  // Otherwise the time of the send may be a secret.
  const mayTell = known.was !== undefined;
  const fateOf = (step: Step | undefined, record: SendRecord | undefined): Fate | undefined => {
    if (step === undefined || record === undefined) return undefined;
    if (step.action !== "reschedule") return inPlaceOf(record, declaration.message !== undefined, mayTell);
    return { kind: "reschedules", text: `reschedules ${pendingSend(record, mayTell)}` };
  };
  const card = cardOf({
    ...contentOf(declaration),
    name: declaration.name,
    at: schedule === undefined ? undefined : instantOf(schedule),
    zone: typeof schedule === "object" ? schedule.zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: Date.now(),
    fateOf: (platform, locale) => fateOf(stepOf(platform, locale), earlierOf(platform, locale)),
    beforeOf: (platform, locale) => shownBefore(known.was, earlierOf(platform, locale), platform, locale),
  });
  card.sends = card.sends.filter(({ platform, locale }) => stepOf(platform, locale) !== undefined);
  const before = card.sends.some((send) => send.before !== undefined) ? inWords(known.was!) : undefined;
  if (before !== undefined && before !== inWords({ audience }))
    card.notes = [...(card.notes ?? []), `before for ${before}`];
  if (hidden.audience) card.audience = "an audience that is a secret";
  if (hidden.schedule) card.when = "at a time that is a secret";
  return card;
}

const inWords = ({ audience }: Pick<Declaration, "audience">): string => describeAudience(audienceIn(audience)!);

/** What a card shows of a declaration. */
function contentOf({ schedule: _, audience, ...declaration }: Declaration): Omit<CardInput, "name" | "now"> {
  return { ...declaration, audience: audienceIn(audience) };
}

/** The send that a post replaces: one that was sent, or a pending one that is canceled. */
function earlier(step: Step | undefined, { cancels }: Plan, remembered: readonly SendRecord[]): SendRecord | undefined {
  if (step === undefined) return undefined;
  if (step.action === "reschedule") return step.record;
  const { platform, locale } = step.part;
  const isAlike = (record: SendRecord) => record.platform === platform && record.locale === locale;
  return (
    cancels.find(isAlike) ??
    remembered.find((record) => isAlike(record) && (record.state === "sent" || record.state === "due"))
  );
}

/** What an earlier send showed, if the stack still has its content. */
function shownBefore(
  was: Earlier | undefined,
  record: SendRecord | undefined,
  platform: string,
  locale: string | undefined,
): Shown | undefined {
  const key = locale === undefined ? platform : `${platform}/${locale}`;
  if (was === undefined || record === undefined || was.digests[key] !== record.digest) return undefined;
  const { cardOf } = require("./card") as typeof import("./card");
  const { sends } = cardOf({ ...contentOf(was), name: "", now: parseInstant(record.sentAt) ?? 0 });
  const send = sends.find((each) => each.platform === platform && each.locale === locale);
  if (send === undefined || send.problems.length > 0) return undefined;
  const { screen, template } = send;
  return { screen, ...(template && { template }) };
}
