import { parseInstant } from "../client/instant";
import { doubtKey, type Held, Knowledge, type OpenDoubt, type Remembered, StackMemory } from "../journal/memory";
import { type Arm, asOf, type Doubt, isOut, isPending, type Post, type SendRecord, withHub } from "../journal/record";
import { instantOf } from "../message/schedule";
import { ledgerPlace, recordOf, wordOf } from "./claim";
import type { Context } from "./context";
import { digestsOf, type Order, type OrderPart, partsOfOrder, type Terms } from "./order";
import type { Step } from "./step";

/** What a run does about an order. */
export interface Plan {
  steps: Step[];
  /** Pending sends to cancel, because they are no longer declared. */
  cancels: SendRecord[];
  /** Pending sends that are no longer declared and cannot be canceled, because only a person vouches for them and their id is not known. */
  strays: SendRecord[];
}

/** Statuses, the one that most needs attention first. */
const statuses = ["in-doubt", "not-sent", "off", "expired", "canceled", "due", "scheduled", "sent"] as const;

/** The status of a broadcast: of several platforms, the one that most needs attention. */
export type Status = (typeof statuses)[number];

export const worst = (states: readonly Status[]): Status =>
  statuses.find((status) => states.includes(status)) ?? "sent";

/** The status a broadcast will have if everything goes as planned. */
export function expectedStatus(terms: Terms, { steps }: Plan): Status {
  const posted = terms.schedule === undefined ? "sent" : "scheduled";
  return worst(
    steps.map((step): Status => {
      switch (step.action) {
        case "keep":
          return step.record.state;
        case "hold":
          return "in-doubt";
        case "post":
        case "reschedule":
          return posted;
        case "record":
          return "sent";
        default:
          return step.action;
      }
    }),
  );
}

/** Whether a step posts. */
export const isPosting = ({ action }: Step): boolean => action === "post" || action === "reschedule";

const nothing = new StackMemory([], 0);

/** The current and former URNs of a broadcast. */
export function urnsOf({ run }: Context, of: string, before?: string): Set<string> {
  return new Set([of, ...(before === undefined ? [] : [before]), ...(run.formerly.get(of) ?? [])]);
}

/**
 * Collects what is known about a broadcast. `own` takes precedence over what the stack's memory says about it. A new resource inherits from
 * its previous generation or, if it has none, from the broadcasts whose posts it takes over, except for what is still pending there.
 */
export function knowledgeOf(
  context: Context,
  order: Pick<Order, "of" | "digests">,
  own: Partial<Remembered>,
  before?: string,
): Knowledge {
  const stack = context.run.memory ?? nothing;
  const urns = urnsOf(context, order.of, before);
  const earlier = stack.of(urns);
  const from = own.sends !== undefined || earlier.some(({ sends }) => sends) ? [] : heirOf(stack, order, urns, context);
  const rows = [...earlier, ...from];
  const merged: Remembered = {
    of: order.of,
    generation: rows.find(({ generation }) => generation !== undefined)?.generation,
    sends: rows.flatMap((row) => withHub(row.sends, row.at)),
    history: rows.flatMap((row) => withHub(row.history, row.at)),
    doubts: rows.flatMap(({ doubts }) => doubts ?? []),
    ...own,
    armed: Object.assign({}, ...rows.map(({ armed }) => armed), own.armed),
    cancels: Object.assign({}, ...rows.map(({ cancels }) => cancels), own.cancels),
  };
  return new Knowledge(merged, urns, stack, context.now(), context.run.id);
}

/** What this broadcast inherits from those whose posts it takes over. */
function heirOf(stack: StackMemory, order: Pick<Order, "digests">, urns: Set<string>, context: Context): Remembered[] {
  const digests = Object.values(order.digests).flatMap((digest) => [digest, stack.countsAs(digest) ?? digest]);
  const others = new Set(
    digests.flatMap((digest) => {
      const { records, doubts } = stack.about(digest);
      return [...records, ...doubts].map(({ of }) => of);
    }),
  );
  for (const urn of urns) others.delete(urn);
  return stack.of(others).map((row): Remembered => {
    const over = [...withHub(row.sends, row.at), ...withHub(row.history, row.at)].filter(
      (record) => !isPending(record, context.now()),
    );
    return { ...row, generation: undefined, sends: undefined, history: over };
  });
}

/** An order before anything is armed for it. */
export type PlannedOrder = Omit<Order, "runs">;

/** Plans an order. `at` is the address of its hub, `undefined` while unknown. */
export function planOf(context: Context, order: PlannedOrder, known: Knowledge, at: string | undefined): Plan {
  const planned = partsOfOrder(order).map((part) => stepOf(context, order, known, part, at));
  const steps = context.settings.mode === "off" ? planned.map(switchedOff) : planned;
  const declared = digestsOf(order);
  const kept = heldBy(planned);
  const undeclared = [...(known.own.sends ?? []), ...(known.own.history ?? [])].filter(
    (record) =>
      // A send that another broadcast of the program declares is taken over, not canceled.
      !declared.has(record.digest) && !kept.has(record.notificationId ?? "") && !isDeclared(context, record),
  );
  const cancels = undeclared.filter((record) => mayCancel(context, known, record));
  const strays = undeclared.filter(
    (record) => record.notificationId === undefined && !record.foreign && isPending(record, context.now()),
  );
  return { steps, cancels: context.settings.mode === "off" ? [] : cancels, strays };
}

/** The notifications that a broadcast continues to hold. */
export const heldBy = (steps: readonly Step[]): Set<string> =>
  new Set(steps.flatMap((step) => ("record" in step ? (step.record.notificationId ?? []) : [])));

/** With sends off, nothing is posted, and what is pending stays pending. */
function switchedOff(step: Step): Step {
  if (step.action === "post") return { part: step.part, action: "off" };
  return step.action === "reschedule" ? { part: step.part, action: "keep", record: step.record } : step;
}

/** Whether a record is a pending send of one's own that no other broadcast has taken over. */
export function mayCancel({ run, now }: Context, known: Knowledge, record: SendRecord, id?: string): boolean {
  const { notificationId } = record;
  if (!isPending(record, now()) || record.foreign || notificationId === undefined) return false;
  const owner = run.owners.get(notificationId);
  if (run.canceled.has(notificationId) || (owner !== undefined && owner !== id)) return false;
  return !known.heldByOthers(notificationId, (held) => run.letGo.has(letGoKey(notificationId, held)));
}

/** Whether the program declares what was sent, in this process or under another provider. */
export const isDeclared = ({ run, siblings }: Context, { digest }: SendRecord): boolean =>
  run.declared.has(digest) || siblings.declares(digest);

/** Key in `run.letGo`: this holder no longer keeps this notification. */
export const letGoKey = (notificationId: string, { of, generation }: { of: string; generation?: string }): string =>
  `${notificationId} ${of} ${generation}`;

function stepOf(
  context: Context,
  order: PlannedOrder,
  known: Knowledge,
  part: OrderPart,
  at: string | undefined,
): Step {
  const { terms } = order;
  const { run, settings } = context;
  const now = context.now();
  const { resolutions } = settings;
  const facts = known.about(part.digest, order.countsAs?.[part.digest]);
  const records = facts.records.filter(({ record }) => !run.canceled.has(record.notificationId ?? ""));

  const cleared: Doubt[] = [];
  const replaced: SendRecord[] = [];
  let vouched: SendRecord | undefined;
  for (const { doubt, arm, recorded } of begunFor(context, known, part, facts.doubts, records)) {
    // If the ledger has no result, the post may still have been made.
    const entry = arm?.ledger && wordOf(context, arm.ledger, doubt);
    // A run cancels a send before it posts the replacement.
    const replaces = replacedBy(doubt.run, known, records);
    if (entry?.claimId === doubt.run) {
      vouched = asOf(recordOf(entry, doubt.run), now);
      replaced.push(...replaces);
      continue;
    }
    const word = resolutions[doubtKey(doubt)] ?? (terms.onInDoubt === "send-again" ? "not-sent" : undefined);
    if (word === undefined) return { part, action: "hold", doubt, recorded };
    if (word === "sent") {
      vouched = recordOfDoubt(doubt, now);
      if (doubt.pending === undefined) replaced.push(...replaces);
    } else cleared.push(doubt, ...replaces.map((record) => ({ ...doubt, pending: pendingOf(record) })));
  }
  const surelyNot = new Set(
    [...cleared.map(({ pending }) => pending), ...replaced].map((each) => each?.notificationId),
  );
  const out = bestOf(records.filter(({ record }) => isOut(record) && !surelyNot.has(record.notificationId ?? "")));
  const refused = out && out.record.notificationId === vouched?.notificationId ? vouched?.cancelRefused : undefined;
  const record = out ? { ...out.record, ...(refused === undefined ? {} : { cancelRefused: refused }) } : vouched;
  if (record) {
    const step = keepOrReschedule(context, terms, known, part, at, record, out);
    return step.action === "keep" && replaced.length > 0 ? { ...step, replaced } : step;
  }
  if (terms.adopt) return { part, action: "record" };
  const entry = at === undefined ? undefined : wordOf(context, ledgerPlace(context, order, at), part);
  // What a person said was not sent may still be in the ledger as scheduled.
  if (entry && (entry.notificationId === undefined || !surelyNot.has(entry.notificationId)))
    return { part, action: "keep", record: asOf(recordOf(entry), now) };
  const canceled = records.find(({ record: each, current }) => each.state === "canceled" && current);
  if (canceled && cleared.length === 0) return { part, action: "keep", record: takenOver(known, canceled) };
  if (isLate(terms, now)) return { part, action: "expired" };
  return { part, action: "post", cleared };
}

function keepOrReschedule(
  context: Context,
  terms: Terms,
  known: Knowledge,
  part: OrderPart,
  at: string | undefined,
  record: SendRecord,
  held: Held | undefined,
): Step {
  const now = context.now();
  const kept = held ? takenOver(known, { ...held, record }) : record;
  const taken = held !== undefined && !known.urns.has(held.of);
  const due = dueAt(terms);
  const onHub = at === undefined || record.hub === undefined || record.hub === at;
  if (!isPending(record, now)) {
    const changed = !onHub || (record.scheduledFor === undefined ? undefined : Date.parse(record.scheduledFor)) !== due;
    const back = held !== undefined && !held.current && known.urns.has(held.of);
    return {
      part,
      action: "keep",
      record: kept,
      taken,
      ...(back ? { note: "went back" } : changed ? { note: "terms changed" } : {}),
    };
  }
  const onTime = Date.parse(record.scheduledFor!) === due;
  // A send that only a person vouches for has no id to cancel it by.
  const isFixed = record.foreign || record.notificationId === undefined;
  if ((onHub && onTime) || isFixed || isLate(terms, now)) {
    return { part, action: "keep", record: kept, taken, ...(onHub && onTime ? {} : { note: "terms changed" }) };
  }
  return { part, action: "reschedule", record: kept };
}

/** Whether the hub took it for later, and what became of it is not confirmed. */
const isUnconfirmed = ({ state }: SendRecord): boolean => state === "scheduled" || state === "due";

/** The scheduled sends that a run was about to cancel. */
const replacedBy = (run: string, known: Knowledge, records: readonly Held[]): SendRecord[] =>
  records.flatMap(({ record }) =>
    isUnconfirmed(record) && known.own.cancels?.[record.notificationId ?? ""]?.run === run ? [record] : [],
  );

const pendingOf = ({ notificationId, hub, scheduledFor }: SendRecord): NonNullable<Doubt["pending"]> => ({
  notificationId: notificationId!,
  hub: hub!,
  scheduledFor: scheduledFor!,
});

/** The record as this broadcast keeps it; one from another broadcast says where it came from. */
const takenOver = (known: Knowledge, { of, name, record }: Held): SendRecord =>
  known.urns.has(of) ? record : { ...record, adoptedFrom: record.adoptedFrom ?? name };

/** Prefers one's own records, current ones, and those this stack posted itself. */
const bestOf = (records: readonly Held[]): Held | undefined =>
  records.find(({ current, record }) => current && !record.foreign) ??
  records.find(({ record }) => !record.foreign) ??
  records[0];

/** What was begun for a post and left without a result, one per run: posts, and cancels of sends that are still scheduled. */
function begunFor(
  { run }: Context,
  known: Knowledge,
  part: OrderPart,
  doubts: readonly OpenDoubt[],
  records: readonly Held[],
): { doubt: Doubt; arm?: Arm; recorded: boolean }[] {
  const cancels = records.flatMap(({ record }) => doubtOfCancel(run.id, known.own.cancels, part, record) ?? []);
  const begun = [
    ...doubts.map((each) => ({ ...each, recorded: each.arm === undefined })),
    ...cancels.map((doubt) => ({ doubt, recorded: false })),
  ];
  return [...Map.groupBy(begun, ({ doubt }) => doubt.run).values()].map(([first]) => first!);
}

/** The doubt about a scheduled send whose cancel an earlier run began without leaving a result, whether or not its time has passed. */
export function doubtOfCancel(
  run: string,
  cancels: Remembered["cancels"],
  { digest, platform, locale }: Post,
  record: SendRecord,
): Doubt | undefined {
  const { notificationId } = record;
  const begun = notificationId === undefined ? undefined : cancels?.[notificationId];
  if (!isUnconfirmed(record) || !begun || begun.run === run || begun.run === record.cancelRefused) return undefined;
  return {
    digest,
    platform,
    ...(locale === undefined ? {} : { locale }),
    run: begun.run,
    at: begun.at,
    reason: `the run that was about to cancel notification ${notificationId} left no result`,
    pending: pendingOf(record),
  };
}

/** The record of a post that a person resolved as sent. */
export function recordOfDoubt(
  { reason: _, pending, until: __, claimedBy: ___, at, ...doubt }: Doubt,
  now: number,
): SendRecord {
  const scheduled = { ...doubt, ...pending, sentAt: at, state: "scheduled" as const };
  if (pending !== undefined) return asOf({ ...scheduled, cancelRefused: doubt.run }, now);
  return doubt.scheduledFor === undefined ? { ...scheduled, state: "sent" } : asOf(scheduled, now);
}

/** When an order is due, in milliseconds since 1970; `undefined` means at once. */
export const dueAt = ({ schedule }: Terms): number | undefined =>
  schedule === undefined ? undefined : instantOf(schedule);

/** Whether it is too late to post: `notAfter` or the schedule has passed. */
export function isLate(terms: Terms, now: number): boolean {
  const due = dueAt(terms);
  if (due !== undefined && due <= now) return true;
  return terms.notAfter !== undefined && parseInstant(terms.notAfter)! < Math.max(now, due ?? 0);
}
