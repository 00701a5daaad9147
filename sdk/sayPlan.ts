import * as pulumi from "@pulumi/pulumi";
import { isPosting, knowledgeOf, type PlannedOrder, planOf } from "../provider/broadcast/plan";
import type { Step } from "../provider/broadcast/step";
import type { Announcement } from "./announcementResource";
import type { CardDeclaration } from "./card/planCard";
import type { Declared } from "./declare";
import type { Line } from "./planWords";
import { type Planned, planOfRun } from "./runPlan";
import { isKnown, settledValue } from "./settledValue";
import type { Memory } from "./stackMemory";

/** Prints in a preview what will be posted, and why something that one might expect will not be. */
export async function sayPlan(
  broadcast: pulumi.Resource,
  declared: Declared,
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
  { name, connection }: Declared,
  announced: Announcement,
  memory: Memory,
): Promise<Planned | undefined> {
  const context = memory.planning;
  const { digests, countsAs, message, payloads, template, platforms, audience, announcement, ...node } = announced;
  const { schedule, notAfter, onInDoubt, adopt, revision, test } = node;
  const said: (pulumi.Output<unknown> | undefined)[] = [message, payloads, template, audience, schedule];
  // A hub created by the same program is unknown until it exists; the plan does without it.
  const hasHub = connection === undefined || (await isKnown(connection));
  const secret = await Promise.all(said.map((each) => each !== undefined && pulumi.isSecret(each)));
  const terms = pulumi.output({ schedule, notAfter, onInDoubt, adopt, revision, test });
  const content = pulumi.output({ message, payloads, template, platforms, audience });
  const hub = hasHub ? connection : undefined;
  const known = pulumi.all([broadcast.urn, digests, countsAs, announcement, terms, content, hub]);
  // A failed input reports itself.
  const values = await settledValue(known).catch(() => undefined);
  if (values === undefined) return;
  if (!(await isKnown(known))) {
    return { line: `${name}: what it posts is known only during the update`, posts: 0, scheduled: false };
  }
  const [of, itsDigests, itsCountsAs, itsAnnouncement, itsTerms, itsContent, itsHub] = values;
  const at = hasHub ? context.settings.connection(itsHub)?.at : undefined;
  const order = {
    ...{ of, name, announcement: itsAnnouncement },
    ...{ digests: itsDigests, countsAs: itsCountsAs, terms: itsTerms },
  } as PlannedOrder;
  const knowledge = knowledgeOf(context, order, {});
  const { steps } = planOf(context, order, knowledge, at);
  const lines = planText(order, steps, at, memory);
  // That sends are off for the whole run is printed once.
  if (steps.length > 0 && steps.every(({ action }) => action === "off")) {
    for (const line of lines) if (line.level === "warn") say(broadcast, line);
    const line = lines.flatMap(({ level, text }) => (level === "info" ? text : [])).join(" ");
    return { line, posts: 0, scheduled: false };
  }
  for (const line of lines) say(broadcast, line);
  const posting = steps.filter(isPosting);
  if (posting.length === 0) return;
  const scheduled = itsTerms.schedule !== undefined;
  if (secret.includes(true)) {
    const parts = posting.map(({ part }) => part.key).join(", ");
    const line = `${name}: posts to ${parts}; the rest is not shown, because some of it is a secret`;
    return { line, posts: posting.length, scheduled };
  }
  const { planCard } = require("./card/planCard") as typeof import("./card/planCard");
  const { sends = [], history = [] } = knowledge.own;
  const mode = context.settings.mode;
  const card = { name, announcement: itsAnnouncement, ...itsContent, ...itsTerms } as CardDeclaration;
  if (mode === "test") card.test = true;
  return { ...planCard(card, posting, [...sends, ...history]), posts: posting.length, scheduled };
}

/** The lines of a plan, those about doubts first. */
export function planText(order: PlannedOrder, steps: readonly Step[], at: string | undefined, memory: Memory): Line[] {
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
    ...planLines(order, steps, { was, moved, isKnown: (digest) => memory.stack?.countsAs(digest) !== undefined }),
  ];
}

export function say(broadcast: pulumi.Resource, { level, text }: Line): void {
  void pulumi.log[level](text, broadcast);
}
