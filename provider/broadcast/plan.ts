import { type Known, StackMemory } from "../journal/memory";
import { type Doubt, type SendRecord, settled } from "../journal/record";
import { recordOf } from "./claim";
import type { Context } from "./context";
import type { Declaration } from "./declaration";
import { dueAt, type Part, partsOf } from "./parts";

/**
 * What happens to one part:
 * keep - its result stands; adopt - another name of this stack sent it; post - it is still to be sent;
 * move - a scheduled send goes to another hub; doubt - a post was begun and nobody knows; expired and off post nothing.
 */
export type Step =
  | { part: Part; action: "keep"; record: SendRecord }
  | { part: Part; action: "adopt"; record: SendRecord; from: string }
  | { part: Part; action: "post"; instead?: Attempt }
  | { part: Part; action: "move"; record: SendRecord }
  | { part: Part; action: "doubt"; doubt: Doubt; recorded: boolean }
  | { part: Part; action: "expired" | "off" | "record" };

/** An earlier try that surely did not post: by the record of its run, or by somebody's word. */
export interface Attempt {
  run: string;
  byWord: boolean;
}

/** What a Delivery remembers of itself. */
export interface Own {
  sends?: SendRecord[];
  history?: SendRecord[];
  doubts?: Doubt[];
}

const empty = new StackMemory([]);

/** The names under which the stack knows this broadcast: its own, and that of a broadcast whose send it takes over. */
export function namesOf(context: Context, declaration: Declaration): Set<string> {
  const memory = context.run.memory ?? empty;
  const known = partsOf(declaration, isTest(context, declaration)).map(({ digest }) => memory.lookup(digest)?.name);
  return new Set([declaration.name, ...known.filter((name) => name !== undefined)]);
}

/**
 * What a Delivery that is made anew takes over: everything that its earlier life remembers, and from the broadcast whose
 * place it takes what is over.
 */
export function inherited(context: Context, declaration: Declaration): Own {
  const memory = context.run.memory ?? empty;
  const names = [...namesOf(context, declaration)];
  const pending = (record: SendRecord) =>
    record.state === "scheduled" && Date.parse(record.scheduledFor ?? "") > context.now();
  return {
    history: names.flatMap((name) =>
      memory
        .recordsOf(name)
        .filter((record) => name === declaration.name || !pending(record))
        .map((record) => (name === declaration.name ? record : { ...record, adoptedFrom: record.adoptedFrom ?? name })),
    ),
    doubts: names.flatMap((name) => memory.doubtsOf(name)),
  };
}

/** Whether sends are test sends: by the argument, or by configuration for the whole stack. */
export const isTest = (context: Context, declaration: Declaration): boolean =>
  declaration.test === true || context.settings.mode === "test";

/** The steps of a declaration, from what the resource and the stack remember; `at` is the hub it goes to, when known. */
export function planOf(context: Context, declaration: Declaration, own: Own, at: string | undefined): Step[] {
  const memory = context.run.memory ?? empty;
  return partsOf(declaration, isTest(context, declaration)).map((part) =>
    stepOf(context, declaration, own, { ...part, digest: memory.identity(part.digest) }, at),
  );
}

function stepOf(context: Context, declaration: Declaration, own: Own, part: Part, at: string | undefined): Step {
  const memory = context.run.memory ?? empty;
  const resolutions = context.settings.resolutions;
  const now = context.now();
  const mine = [...(own.sends ?? []), ...(own.history ?? [])].filter(settled);
  const record = mine.find((candidate) => candidate.digest === part.digest);
  if (record) {
    const pending = record.state === "scheduled" && Date.parse(record.scheduledFor ?? "") > now;
    return pending && at !== undefined && record.hub !== undefined && record.hub !== at
      ? { part, action: "move", record }
      : { part, action: "keep", record };
  }
  if (declaration.adopt) return { part, action: "record" };
  const earlier = sameMeaning(context, declaration, part, [
    ...mine,
    ...memory.recordsOf(declaration.name).filter(settled),
  ]);
  if (earlier) return { part, action: "keep", record: { ...earlier, digest: part.digest } };

  const known = memory.lookup(part.digest, resolutions);
  const word = context.run.ledgerWords.get(part.digest);
  if (known?.kind !== "sent" && typeof word === "object" && (word.state === "sent" || word.state === "scheduled")) {
    return { part, action: "adopt", record: recordOf(word), from: "the ledger" };
  }
  const doubt = doubtOf(context, own, part, known);
  if (known?.kind === "sent") {
    const pending = known.record.state === "scheduled" && Date.parse(known.record.scheduledFor ?? "") > now;
    const from = known.name;
    if (pending && at !== undefined && known.record.hub !== undefined && known.record.hub !== at) {
      return { part, action: "move", record: { ...known.record, adoptedFrom: from } };
    }
    return { part, action: "adopt", record: known.record, from };
  }
  // A run that claims before it writes, and left no claim, wrote nothing.
  const unclaimed =
    known?.kind === "armed" &&
    word === "none" &&
    known.ledger !== undefined &&
    known.ledger === context.settings.ledger;
  if (doubt && !unclaimed) {
    const key = `${part.digest}@${doubt.run}`;
    if (resolutions[key] === "sent") {
      const { reason: _, at, ...sent } = doubt;
      return { part, action: "keep", record: { ...sent, sentAt: at, state: "sent" } };
    }
    if (resolutions[key] !== "not-sent") {
      const again = declaration.onInDoubt === "send-again";
      if (!again) return { part, action: "doubt", doubt, recorded: known?.kind !== "armed" };
      return isLate(declaration, now)
        ? { part, action: "expired" }
        : { part, action: "post", instead: { run: doubt.run, byWord: true } };
    }
    return isLate(declaration, now)
      ? { part, action: "expired" }
      : { part, action: "post", instead: { run: doubt.run, byWord: true } };
  }
  if (isLate(declaration, now)) return { part, action: "expired" };
  if (context.settings.mode === "off") return { part, action: "off" };
  return { part, action: "post", instead: triedBy(known) };
}

const triedBy = (known: Known): Attempt | undefined =>
  known?.kind === "not-sent" && known.run !== undefined ? { run: known.run, byWord: false } : undefined;

/** The doubt about a part, from the stack's memory or the resource's own. */
function doubtOf(context: Context, own: Own, part: Part, known: Known): Doubt | undefined {
  if (known?.kind === "doubt") return known.doubt;
  if (known?.kind === "armed") {
    return {
      digest: part.digest,
      platform: part.platform,
      locale: part.locale,
      run: known.run,
      at: new Date(context.now()).toISOString(),
      reason: "an earlier run began this post and left no result",
    };
  }
  return known === undefined ? own.doubts?.find((doubt) => doubt.digest === part.digest) : undefined;
}

/**
 * A send that counts for this part although its text differs: under `resend: "on-revision"` any send of the same platform,
 * locale and revision; and what this very broadcast sent before it was given an `announcement`.
 */
function sameMeaning(
  context: Context,
  declaration: Declaration,
  part: Part,
  mine: SendRecord[],
): SendRecord | undefined {
  const test = isTest(context, declaration);
  if (declaration.resend === "on-revision") {
    const same = mine.find(
      (record) =>
        record.platform === part.platform &&
        record.locale === part.locale &&
        (record.revision ?? 1) === (declaration.revision ?? 1) &&
        (record.test ?? false) === test,
    );
    if (same) return same;
  }
  if (declaration.announcement === undefined) return undefined;
  const unnamed = partsOf({ ...declaration, announcement: undefined, declaredAs: undefined }, test).find(
    ({ key }) => key === part.key,
  );
  return mine.find((record) => record.digest === unnamed?.digest && record.adoptedFrom === undefined);
}

/** Nothing is posted any more: `notAfter` has passed, or the schedule has. */
function isLate(declaration: Declaration, now: number): boolean {
  const due = dueAt(declaration);
  if (due !== undefined && due <= now) return true;
  return declaration.notAfter !== undefined && Date.parse(declaration.notAfter) < Math.max(now, due ?? 0);
}

export type Status = "sent" | "scheduled" | "canceled" | "not-sent" | "in-doubt" | "expired" | "off";

/** The status of a broadcast whose every post goes as planned. */
export function expectedStatus(declaration: Declaration, steps: readonly Step[]): Status {
  const posted = dueAt(declaration) === undefined ? "sent" : "scheduled";
  return worst(
    steps.map((step) => {
      switch (step.action) {
        case "keep":
        case "adopt":
          return step.record.state;
        case "post":
        case "move":
          return posted;
        case "doubt":
          return "in-doubt";
        case "record":
          return "sent";
        case "expired":
        case "off":
          return step.action;
      }
    }),
  );
}

const order: readonly Status[] = ["in-doubt", "not-sent", "off", "expired", "canceled", "scheduled", "sent"];

/** Of several platforms, the state that asks most for attention. */
export const worst = (states: readonly Status[]): Status => order.find((status) => states.includes(status)) ?? "sent";
