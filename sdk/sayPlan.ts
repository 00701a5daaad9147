import * as pulumi from "@pulumi/pulumi";
import { isPosting, knowledgeOf, type PlannedOrder, planOf, type Step } from "../provider/broadcast/plan";
import type { Announcement } from "./announcementResource";
import type { CardDeclaration } from "./card/planCard";
import type { Declared } from "./declare";
import type { Line } from "./planWords";
import type { Memory } from "./stackMemory";

/** Says in a preview what will be posted, and why something that one might expect will not. */
export async function sayPlan(
  broadcast: pulumi.Resource,
  { name, connection }: Declared,
  announced: Announcement,
  reading: Promise<Memory>,
): Promise<void> {
  const memory = await reading;
  const context = memory.planning;
  const { digests, same, message, payloads, template, platforms, audience, announcement, ...node } = announced;
  const { schedule, notAfter, onInDoubt, adopt, revision, test } = node;
  const said: (pulumi.Output<unknown> | undefined)[] = [message, payloads, template, audience, schedule];
  // The hub of the same program is not known before it is there; the plan does without it.
  const isKnown = connection === undefined || (await (connection as unknown as { isKnown: Promise<boolean> }).isKnown);
  const secret = await Promise.all(said.map((each) => each !== undefined && pulumi.isSecret(each)));
  const terms = pulumi.output({ schedule, notAfter, onInDoubt, adopt, revision, test });
  const content = pulumi.output({ message, payloads, template, platforms, audience });
  pulumi
    .all([broadcast.urn, digests, same, announcement, terms, content, isKnown ? connection : undefined])
    .apply(([of, digests, same, announcement, terms, content, hub]) => {
      const at = isKnown ? context.settings.connection(hub)?.at : undefined;
      const order = { of, name, announcement, digests, same, terms } as PlannedOrder;
      const known = knowledgeOf(context, order, {});
      const { steps } = planOf(context, order, known, at);
      for (const line of planText(order, steps, at, memory)) say(broadcast, line);
      const posting = steps.filter(isPosting);
      if (posting.length === 0) return;
      const hidden = secret.includes(true) || pulumi.containsUnknowns(content);
      const { planCard } = require("./card/planCard") as typeof import("./card/planCard");
      const records = [...(known.own.sends ?? []), ...(known.own.history ?? [])];
      const card = { name, announcement, schedule: terms.schedule, ...content } as CardDeclaration;
      const parts = posting.map(({ part }) => part.key).join(", ");
      say(broadcast, { level: "info", text: hidden ? `${name}: posts to ${parts}` : planCard(card, posting, records) });
    });
}

/** The lines of a plan, those about doubts first. */
export function planText(order: PlannedOrder, steps: readonly Step[], at: string | undefined, memory: Memory): Line[] {
  const { planLines, doubtLines } = require("./planWords") as typeof import("./planWords");
  const present = new Set(Object.values(order.digests));
  const open = memory.doubts.filter(
    ({ of, recorded, doubt }) => of === order.of && (recorded || !present.has(doubt.digest)),
  );
  const was = memory.schedules.has(order.of) ? { schedule: memory.schedules.get(order.of) } : undefined;
  const before = memory.stack?.of(new Set([order.of]))[0]?.at;
  const moved = before !== undefined && at !== undefined && before !== at;
  return [
    ...doubtLines(
      order.name,
      open.map(({ doubt }) => doubt),
    ),
    ...planLines(order, steps, { was, moved }),
  ];
}

export function say(broadcast: pulumi.Resource, { level, text }: Line): void {
  void pulumi.log[level](text, broadcast);
}
