import { canonicalJson } from "../journal/canonical";
import { doubtKey, type Knowledge, type Remembered } from "../journal/memory";
import {
  asOf,
  compact,
  type Doubt,
  isOut,
  isPending,
  type SendRecord,
  schemaVersion,
  withHub,
  withoutHub,
} from "../journal/record";
import { type CancelResult, type Connections, cancel, inWords } from "./cancel";
import { isUntold, type LedgerNote, tell } from "./claim";
import type { Context } from "./context";
import { digestsOf, type Order, type OrderPart, partsOfOrder } from "./order";
import { PartialFailure } from "./partialFailure";
import {
  expectedStatus,
  heldBy,
  isDeclared,
  isPosting,
  knowledgeOf,
  letGoKey,
  mayCancel,
  type Plan,
  planOf,
  recordOfDoubt,
  type Status,
  worst,
} from "./plan";
import { begin, doubtful, nameOf, notSent, post } from "./post";
import { armOf, isJournalled, journalOf } from "./run";
import { type Connection, type HubArgument, quietly } from "./settings";
import type { Result, Step } from "./step";

/** Inputs of a Delivery: the order of its Announcement, and the hub when the program names one. */
export interface DeliveryInputs {
  order: Order;
  /** Connections that its previous generation kept; check removes them from the inputs. */
  connections?: Connections;
  hub?: HubArgument;
  __provider?: string;
}

/** State of a Delivery. */
export interface DeliveryOutputs {
  schema: number;
  /** URN of the broadcast. */
  of: string;
  /** Identifies this generation of the resource; the end of its id. */
  generation: string;
  status: Status;
  /** Address of the hub it posts to: host and hub name. */
  at?: string;
  /** The result of each part of the current declaration. */
  sends: SendRecord[];
  /** Results of earlier declarations. */
  history?: SendRecord[];
  /** Posts and cancels whose result is unknown. They survive edits until a person resolves them. */
  doubts?: Doubt[];
  /** When the last scheduled send is due, in milliseconds since 1970. */
  due?: number;
  hub?: HubArgument;
  ledger?: LedgerNote;
  /** Connection strings of hubs that hold a scheduled send, by hub address. Secret. */
  connections?: Connections;
  __provider?: string;
}

/** An order and the plan for it. */
interface Case {
  /** Its terms are those that policies left, if this run saw its Announcement. */
  order: Order;
  /** The Delivery's own state takes precedence over what the stack's memory says about it. */
  known: Knowledge;
  plan: Plan;
}

function lookAt(context: Context, { order: given }: DeliveryInputs, at?: string, olds?: DeliveryOutputs): Case {
  const { run } = context;
  const order = { ...given, terms: run.terms.get(given.of) ?? given.terms };
  const own = olds && {
    generation: olds.generation,
    sends: withHub(olds.sends, olds.at),
    history: withHub(olds.history, olds.at),
    doubts: olds.doubts ?? [],
  };
  const known = knowledgeOf(context, order, { ...journalOf(run, order), ...own }, olds?.of);
  const plan = planOf(context, order, known, at);
  // For a post armed in this run the plan made then holds: arming replaced the arm that an earlier run had left.
  const steps = plan.steps.map((step) => {
    const { digest } = step.part;
    return armOf(run, order, digest) ? (run.toPost.get(digest)?.step ?? step) : step;
  });
  return { order, known, plan: { ...plan, steps } };
}

export function expected(context: Context, inputs: DeliveryInputs): Status {
  const { order, plan } = lookAt(context, inputs, context.settings.connection(inputs.hub)?.at);
  return expectedStatus(order.terms, plan);
}

export async function diff(context: Context, olds: DeliveryOutputs, news: DeliveryInputs): Promise<boolean> {
  // During a refresh, diff is called without check.
  const connection = quietly(() => context.settings.connection(news.hub));
  const { order, known, plan } = lookAt(context, news, connection?.at, olds);
  const declared = new Set(plan.steps.flatMap((step) => (step.action === "keep" ? keyOf(step.record) : [])));
  return (
    olds.of !== order.of ||
    canonicalJson(olds.hub) !== canonicalJson(news.hub) ||
    olds.status !== expectedStatus(order.terms, plan) ||
    plan.steps.some((step) => stepChanges(olds, step, order)) ||
    plan.cancels.some((record) => isJournalled(context.run, order, record)) ||
    olds.sends.some((record) => isOut(record) && !declared.has(keyOf(record))) ||
    known.openDoubts().some(({ doubt }) => doubtKey(doubt) in context.settings.resolutions) ||
    (await isUntold(context, order, connection?.at, olds.ledger))
  );
}

function stepChanges(olds: DeliveryOutputs, step: Step, { announcement }: Order): boolean {
  switch (step.action) {
    case "keep":
      return !olds.sends.some((record) => {
        const same = keyOf(record) === keyOf(step.record) && record.state === step.record.state;
        return same && (record.announcement === announcement || step.record.foreign === true);
      });
    case "hold":
      return !olds.doubts?.some((doubt) => doubtKey(doubt) === doubtKey(step.doubt));
    case "expired":
    case "off":
      return false;
    default:
      return true;
  }
}

/** Identifies a record. */
const keyOf = ({ digest, run, notificationId }: SendRecord): string => `${digest} ${run} ${notificationId}`;

/** Carries out an order. @throws PartialFailure, whose state keeps what was done, when a part was not sent or is newly in doubt. */
export async function deliver(
  context: Context,
  id: string,
  olds: DeliveryOutputs | undefined,
  news: DeliveryInputs,
): Promise<DeliveryOutputs> {
  return await new Carrier(context, id, olds, news).carryOut();
}

/** Carries out one order. */
class Carrier {
  readonly #order: Order;
  readonly #connection: Connection | undefined;
  readonly #known: Knowledge;
  readonly #plan: Plan;
  /** Connection strings of hubs that hold a scheduled send. */
  readonly #connections: Connections;
  readonly #failures: string[] = [];
  readonly #doubts: Doubt[] = [];
  /** Records of earlier declarations. */
  #past: SendRecord[];
  /** An earlier send could not be canceled, so nothing may be scheduled in its place. */
  #held = false;

  constructor(
    private readonly context: Context,
    private readonly id: string,
    private readonly olds: DeliveryOutputs | undefined,
    private readonly news: DeliveryInputs,
  ) {
    this.#connection = context.settings.connection(news.hub);
    const { order, known, plan } = lookAt(context, news, this.#connection?.at, olds);
    [this.#order, this.#known, this.#plan] = [order, known, plan];
    const { sends = [], history = [] } = this.#known.own;
    const { canceled } = context.run;
    this.#past = [...sends, ...history].map((record) =>
      canceled.has(record.notificationId ?? "") ? { ...record, state: "canceled" } : asOf(record, context.now()),
    );
    this.#connections = { ...context.run.connections.get(this.#order.of), ...olds?.connections };
    // Synchronously, so that no other Delivery cancels what this one keeps, and the last one to let go cancels.
    const kept = heldBy(this.#plan.steps);
    for (const step of this.#plan.steps) if (step.action === "keep") this.#own(step.record);
    for (const { notificationId } of this.#past) {
      if (notificationId !== undefined && !kept.has(notificationId))
        for (const of of this.#known.urns)
          context.run.letGo.add(letGoKey(notificationId, { of, generation: this.#known.own.generation }));
    }
  }

  async carryOut(): Promise<DeliveryOutputs> {
    const { id, news } = this;
    // Cancels come first: the old send and its replacement must never both be pending.
    for (const record of this.#plan.cancels) await this.#cancelUndeclared(record);
    const results = await Promise.all(this.#plan.steps.map((step) => this.#take(step)));
    const sends = results.flatMap(({ record }) => record ?? []);
    for (const result of results) this.#note(result);
    this.#settleOtherDoubts();
    this.#answerArms(sends);
    for (const record of sends) this.#own(record);
    const history = this.#historyBeside(sends);
    const at = this.#connection?.at;
    const outs: DeliveryOutputs = compact({
      schema: schemaVersion,
      of: this.#order.of,
      generation: id.slice(id.lastIndexOf("#") + 1),
      status: worst(results.flatMap((result, index) => statusOf(result, this.#plan.steps[index]!))),
      at,
      sends: sends.map((record) => withoutHub(record, at)),
      history: some(history.map((record) => withoutHub(record, at))),
      doubts: some(this.#doubts),
      ...this.#pendingOf([...sends, ...history]),
      hub: news.hub,
      ledger: await this.#tellLedger(
        [...sends, ...history],
        results.some(({ unrecorded }) => unrecorded),
      ),
    });
    if (this.#failures.length > 0) {
      const discovers = !this.#plan.steps.some(isPosting);
      throw new PartialFailure(id, { ...outs, __provider: news.__provider }, this.#failures, discovers);
    }
    return outs;
  }

  #own({ notificationId }: SendRecord): void {
    if (notificationId !== undefined) this.context.run.owners.set(notificationId, this.id);
  }

  async #cancelUndeclared(record: SendRecord): Promise<void> {
    const { context } = this;
    const { run } = context;
    // Another broadcast may have taken it over in the meantime.
    if (!isJournalled(run, this.#order, record) || !mayCancel(context, this.#known, record, this.id)) return;
    const { outcome, reason } = await this.#cancel(record);
    if (outcome === "canceled") {
      context.say(`${this.#order.name}: canceled ${inWords(record)}`);
      this.#canceled(record);
    } else if (outcome === "denied" || outcome === "gone") {
      this.#note(this.#doubtCancel(record, outcome, reason));
    } else {
      if (outcome === "refused") this.#replace(record, { ...record, cancelRefused: run.id });
      this.#held = true;
      this.#failures.push(
        `${this.#order.name}: ${inWords(record)} could not be canceled: ${reason}; it stays recorded, run \`pulumi up\` again or cancel it with \`pulumi-broadcast cancel\`.`,
      );
    }
  }

  #cancel(record: Pick<SendRecord, "notificationId" | "hub">): Promise<CancelResult> {
    return cancel(this.context, record, this.#connection, this.#connections);
  }

  #canceled(record: SendRecord): void {
    this.#replace(record, { ...record, state: "canceled" });
  }

  #replace(record: SendRecord, after?: SendRecord): void {
    const others = this.#past.filter((each) => keyOf(each) !== keyOf(record));
    this.#past = after === undefined ? others : [...others, after];
  }

  #note({ doubt, failure, past = [] }: Result): void {
    if (doubt) this.#doubts.push(doubt);
    if (failure !== undefined) this.#failures.push(failure);
    this.#past.push(...past);
  }

  /** Turns a record whose cancel has no clear result into a doubt. */
  #doubtCancel(record: SendRecord, outcome: "gone" | "denied" | "unclear", reason: string): Result {
    const { digest, platform, locale, notificationId, hub, scheduledFor } = record;
    const { run, now } = this.context;
    const pending = { notificationId: notificationId!, hub: hub!, scheduledFor: scheduledFor! };
    const reasons = {
      gone: `${hub === this.#connection?.at ? "the hub" : hub} no longer knows notification ${notificationId}, which was scheduled for ${scheduledFor}`,
      denied: `notification ${notificationId}, scheduled for ${scheduledFor}, cannot be canceled on ${hub} (${reason}); cancel it there`,
      unclear: `the request to cancel notification ${notificationId} got no clear answer`,
    };
    // The doubt answers the arm in the state: this run's if the post was armed again, otherwise the one it was posted under.
    const armedBy = armOf(run, this.#order, digest) ? run.id : (record.run ?? run.id);
    this.#replace(record);
    return doubtful(this.#order, {
      digest,
      platform,
      locale,
      run: armedBy,
      at: new Date(now()).toISOString(),
      reason: reasons[outcome],
      ...(outcome === "gone" ? {} : { pending }),
    });
  }

  async #take(step: Step): Promise<Result> {
    const { part } = step;
    switch (step.action) {
      case "keep":
        for (const record of step.replaced ?? []) this.#canceled(record);
        return {
          record: step.record.foreign ? step.record : { ...step.record, announcement: this.#order.announcement },
        };
      case "record":
        return { record: this.#adopted(part) };
      case "hold":
        return step.recorded ? { doubt: step.doubt } : doubtful(this.#order, step.doubt);
      case "reschedule":
        return await this.#reschedule(step.record, part);
      case "post":
        return await this.#post(part, step.cleared);
      default:
        return {};
    }
  }

  #adopted(part: OrderPart): SendRecord {
    const { notificationId } = this.#order.terms.adopt!;
    const begun = begin(this.context, this.#order, part);
    return { ...begun, state: "sent", notificationId, hub: this.#connection?.at, adoptedFrom: "adopt", foreign: true };
  }

  async #reschedule(record: SendRecord, part: OrderPart): Promise<Result> {
    const { context } = this;
    const { run } = context;
    const order = this.#order;
    if (!armOf(run, order, part.digest) || !isJournalled(run, order, record)) return { record };
    if (run.tried.has(part.digest)) return await post(context, order, this.#connection, part);
    const { outcome, reason } = await this.#cancel(record);
    if (outcome === "canceled") {
      context.say(`${order.name}: rescheduled ${inWords(record)}`);
      this.#canceled(record);
      return await post(context, order, this.#connection, part);
    }
    if (outcome !== "refused") return this.#doubtCancel(record, outcome, reason);
    const failure = `${nameOf(order, part)}: ${inWords(record)} could not be rescheduled: ${reason}; it stays as it was, run \`pulumi up\` again.`;
    return { record: { ...record, cancelRefused: run.id }, failure };
  }

  async #post(part: OrderPart, cleared: readonly Doubt[]): Promise<Result> {
    const { context } = this;
    const { run } = context;
    const order = this.#order;
    if (!armOf(run, order, part.digest) || !run.toPost.has(part.digest)) {
      const why = "its Announcement did not arm it in this run";
      const failure = `${nameOf(order, part)}: nothing was posted, because ${why}; run \`pulumi up\` without --target.`;
      this.#keepPending(cleared);
      return { ...notSent(context, order, part, why), failure };
    }
    if (this.#held) {
      this.#keepPending(cleared);
      return notSent(context, order, part, "because the earlier send could not be canceled");
    }
    for (const { pending } of cleared) {
      if (pending === undefined) continue;
      // A person declared it not sent, so it is fine if the hub no longer knows the notification.
      const { outcome, reason } = await this.#cancel(pending);
      if (outcome === "refused" || outcome === "unclear") {
        this.#keepPending(cleared);
        return notSent(context, order, part, `because the earlier send could not be canceled: ${reason}`);
      }
      run.canceled.add(pending.notificationId);
      const record = this.#past.find(({ notificationId }) => notificationId === pending.notificationId);
      if (record) this.#canceled(record);
    }
    const result = await post(context, order, this.#connection, part, cleared);
    return { ...result, past: [...(result.past ?? []), ...cleared.map(answer)] };
  }

  /** A send that may still go out is not forgotten with its doubt: the run that posts cancels it first. */
  #keepPending(cleared: readonly Doubt[]): void {
    const known = new Set(this.#past.map(({ notificationId }) => notificationId));
    this.#doubts.push(...cleared.filter(({ pending }) => pending && !known.has(pending.notificationId)));
  }

  /** Keeps doubts about content that is no longer declared until a person resolves them. */
  #settleOtherDoubts(): void {
    const taken = new Set(this.#doubts.map(doubtKey));
    const declared = digestsOf(this.#order);
    for (const { doubt, arm } of this.#known.openDoubts()) {
      if (taken.has(doubtKey(doubt)) || (arm && declared.has(doubt.digest))) continue;
      const word = this.context.settings.resolutions[doubtKey(doubt)];
      if (word === "sent") this.#past.push(recordOfDoubt(doubt, this.context.now()));
      else if (word === "not-sent") this.#past.push(answer(doubt));
      else if (!arm && !declared.has(doubt.digest)) this.#doubts.push(doubt);
    }
  }

  /** Records whatever this run armed but did not get to as not sent; an arm without a result would be a doubt. */
  #answerArms(sends: readonly SendRecord[]): void {
    const { run } = this.context;
    const answered = new Set(
      [...sends, ...this.#past, ...this.#doubts].map(({ digest, run }) => doubtKey({ digest, run: run ?? "" })),
    );
    for (const part of partsOfOrder(this.#order)) {
      const { digest } = part;
      if (!armOf(run, this.#order, digest) || answered.has(doubtKey({ digest, run: run.id }))) continue;
      this.#past.push({
        ...begin(this.context, this.#order, part),
        state: "not-sent",
        reason: "nothing was left to post",
      });
    }
  }

  /** Past records, except pending ones that another broadcast holds and attempts that a later one replaced. */
  #historyBeside(sends: readonly SendRecord[]): SendRecord[] {
    const shown = new Set(sends.map(keyOf));
    return this.#past.filter((record) => {
      if (shown.has(keyOf(record))) return false;
      shown.add(keyOf(record));
      if (record.state === "not-sent" && record.reason !== saidByPerson)
        return this.#known.own.armed?.[record.digest]?.run === record.run;
      const { notificationId } = record;
      return !(isPending(record, this.context.now()) && this.#known.heldByOthers(notificationId ?? ""));
    });
  }

  /** Until when a delete has something to cancel, and the connections it needs for that. */
  #pendingOf(records: readonly SendRecord[]): Pick<DeliveryOutputs, "due" | "connections"> {
    const { now } = this.context;
    const pending = records.filter((record) => record.notificationId && isPending(record, now()) && !record.foreign);
    if (pending.length === 0) return {};
    const hubs = [...new Set(pending.flatMap(({ hub }) => hub ?? []))];
    const texts = hubs.flatMap((hub) => {
      const text = hub === this.#connection?.at ? this.#connection.text : this.#connections[hub];
      return text === undefined ? [] : [[hub, text] as const];
    });
    const due = Math.max(...pending.map(({ scheduledFor }) => Date.parse(scheduledFor!)));
    return texts.length === 0 ? { due } : { due, connections: Object.fromEntries(texts) };
  }

  /** Writes to the ledger what it lacks. */
  async #tellLedger(records: SendRecord[], unrecorded: boolean): Promise<LedgerNote | undefined> {
    const { context, olds } = this;
    const told = new Set([...(olds?.sends ?? []), ...(olds?.history ?? [])].filter(isOut).map(keyOf));
    try {
      const isTold = (record: SendRecord) => !unrecorded && told.has(keyOf(record));
      return await tell(
        context,
        this.#order,
        this.#connection?.at,
        records,
        olds?.ledger,
        isTold,
        this.#known.own.armed,
      );
    } catch (error) {
      this.#failures.push(
        `${this.#order.name}: what was sent could not be written to the ledger: ${(error as Error).message}`,
      );
      // Without a note, the next run writes everything again.
      return undefined;
    }
  }
}

const saidByPerson = "a person said so";

/** The record for a post that a person resolved as not sent. */
const answer = ({ digest, platform, locale, run, at }: Doubt): SendRecord => ({
  digest,
  platform,
  locale,
  run,
  sentAt: at,
  state: "not-sent",
  reason: saidByPerson,
});

function statusOf({ doubt, record }: Result, { action }: Step): Status[] {
  if (doubt) return ["in-doubt"];
  if (record) return [record.state];
  return action === "off" || action === "expired" ? [action] : [];
}

/** The list, or `undefined` when it is empty. */
export const some = <T>(list: T[]): T[] | undefined => (list.length === 0 ? undefined : list);

/** Cancels pending sends that the program no longer declares. @throws when a send could not be canceled; the engine then keeps the state. */
export async function remove(context: Context, id: string, outs: DeliveryOutputs): Promise<void> {
  const own: Remembered = { of: outs.of, generation: outs.generation, sends: outs.sends };
  const held = knowledgeOf(context, { of: outs.of, digests: {} }, own);
  const connection = quietly(() => context.settings.connection(outs.hub));
  const failures: string[] = [];
  for (const { notificationId } of outs.sends)
    if (notificationId !== undefined) context.run.letGo.add(letGoKey(notificationId, outs));
  for (const record of [...withHub(outs.sends, outs.at), ...withHub(outs.history, outs.at)]) {
    // Skipped when a replacement, or a broadcast of another name, declares it now and takes it over.
    if (!mayCancel(context, held, record, id) || isDeclared(context, record)) continue;
    let result = await cancel(context, record, connection, outs.connections);
    // A delete leaves no state to record a doubt in, so the hub is asked a second time.
    if (result.outcome === "unclear") {
      const again = await cancel(context, record, connection, outs.connections);
      result = again.outcome === "gone" ? { outcome: "canceled", reason: "" } : again;
    }
    if (result.outcome === "canceled") {
      context.say(`${id}: canceled ${inWords(record)}`);
    } else if (result.outcome === "gone") {
      context.say(`${id}: the hub no longer knows ${inWords(record)}; it may have gone out.`);
    } else {
      failures.push(
        `${inWords(record)} could not be canceled: ${result.reason}; run the command again, or cancel it with \`pulumi-broadcast cancel\` and remove it with \`pulumi state delete\`.`,
      );
    }
  }
  if (failures.length > 0) throw new Error(failures.join(" "));
}
