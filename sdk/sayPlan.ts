import * as pulumi from "@pulumi/pulumi";
import { isPosting, knowledgeOf, type Plan, type PlannedOrder, planOf } from "../provider/broadcast/plan";
import { noHub } from "../provider/broadcast/settings";
import type { Announcement } from "./announcementResource";
import type * as PlanCard from "./card/planCard";
import type { DeclaredBroadcast } from "./declare";
import { hiddenParts } from "./hiddenParts";
import type { Line } from "./planWords";
import { type Planned, planOfRun } from "./runPlan";
import { isKnown, settledValue } from "./settledValue";
import type { Memory } from "./stackMemory";

/** Prints in a preview what will be posted, and why something that one might expect will not be. */
export async function sayPlan(
  broadcast: pulumi.Resource,
  declared: DeclaredBroadcast,
  announced: Announcement,
  reading: Promise<Memory>,
): Promise<void> {
  const fill = planOfRun().takePlace();
  let planned: Planned | undefined;
  try {
    planned = await plannedOf(broadcast, declared, announced, await reading);
  } finally {
    fill(planned);
  }
}

async function plannedOf(
  broadcast: pulumi.Resource,
  { name, connection }: DeclaredBroadcast,
  announced: Announcement,
  memory: Memory,
): Promise<Planned | undefined> {
  const context = memory.planning;
  const { digests, countsAs, message, payloads, template, platforms, audience, announcement, ...node } = announced;
  const { schedule, notAfter, onInDoubt, adopt, revision, test } = node;
  // A hub created by the same program is unknown until it exists; the plan does without it.
  const hasHub = connection === undefined || (await isKnown(connection));
  const terms = pulumi.output({ schedule, notAfter, onInDoubt, adopt, revision, test });
  const content = pulumi.output({ message, payloads, template, platforms, audience });
  const hub = hasHub ? connection : undefined;
  const known = pulumi.all([broadcast.urn, digests, countsAs, announcement, terms, content, hub]);
  // A failed input reports itself.
  const values = await settledValue(known).catch(() => undefined);
  if (values === undefined) return;
  if (!(await isKnown(known))) return { lines: [`${name}: what it posts is known only during the update`], open: true };
  const [of, itsDigests, itsCountsAs, itsAnnouncement, itsTerms, itsContent, itsHub] = values;
  const at = hasHub ? context.settings.connection(itsHub)?.at : undefined;
  const order = {
    ...{ of, name, announcement: itsAnnouncement },
    ...{ digests: itsDigests, countsAs: itsCountsAs, terms: itsTerms },
  } as PlannedOrder;
  const knowledge = knowledgeOf(context, order, {});
  const plan = planOf(context, order, knowledge, at);
  const lines = planText(order, plan, at, memory);
  // The engine shows a resource's lines anywhere; those of the whole stack stay together, in this order.
  for (const { level, text } of lines) if (level === "warn") void pulumi.log.warn(text);
  const notes = lines.flatMap(({ level, text }) => (level === "info" ? text : []));
  const { steps } = plan;
  const posting = steps.filter(isPosting);
  if (posting.length === 0) {
    const off = notes.length === 1 && steps.some(({ action }) => action === "off");
    return notes.length === 0 ? undefined : { lines: notes, ...(off ? { off: name } : {}) };
  }
  if (hasHub && at === undefined) warnOfNoHub(memory);
  const hidden = await hiddenParts(announced);
  const { planCard } = require("./card/planCard") as typeof PlanCard;
  const { cardInBrief } = require("./card/card") as typeof import("./card/card");
  const { writeCard, writeLine } = require("./card/writeCard") as typeof import("./card/writeCard");
  const { sends = [], history = [] } = knowledge.own;
  const declaration = { name, announcement: itsAnnouncement, ...itsContent, ...itsTerms } as Parameters<
    typeof planCard
  >[0];
  if (context.settings.mode === "test") declaration.test = true;
  const card = planCard(declaration, posting, plan, hidden, {
    remembered: [...sends, ...history],
    was: memory.declared.get(of),
  });
  return {
    ...(Object.values(hidden).includes(true) ? {} : { card: writeCard(card, "text") }),
    lines: [writeLine(cardInBrief(card)), ...notes],
    posts: posting.length,
    scheduled: itsTerms.schedule !== undefined,
    everyone: card.audience === "everyone",
  };
}

const warned = new WeakSet<Memory>();

/** Warns once per run: a preview needs no hub, but an update does. */
function warnOfNoHub(memory: Memory): void {
  if (warned.has(memory)) return;
  warned.add(memory);
  void pulumi.log.warn(`\`pulumi up\` cannot post yet, because ${noHub}.`);
}

/** The lines of a plan, those about doubts first. */
export function planText(order: PlannedOrder, plan: Plan, at: string | undefined, memory: Memory): Line[] {
  const { planLines, doubtLines } = require("./planWords") as typeof import("./planWords");
  const present = new Set(Object.values(order.digests));
  const open = memory.doubts.filter(({ of, arm, doubt }) => of === order.of && (!arm || !present.has(doubt.digest)));
  const was = memory.schedules.has(order.of) ? { schedule: memory.schedules.get(order.of) } : undefined;
  const before = memory.stack?.of(new Set([order.of]))[0]?.at;
  const moved = before !== undefined && at !== undefined && before !== at;
  return [
    ...doubtLines(
      order.name,
      open.map(({ doubt }) => doubt),
    ),
    ...planLines(order, plan, {
      ...{ was, moved, plain: memory.declared.has(order.of) },
      isKnown: (digest) => memory.stack?.countsAs(digest) !== undefined,
    }),
  ];
}

export function say(broadcast: pulumi.Resource, { level, text }: Line): void {
  void pulumi.log[level](text, broadcast);
}
