import type { Knowledge, Remembered } from "../journal/memory";
import { isOut, type SendRecord } from "../journal/record";
import type { Declaration } from "../message/declaration";
import { consult } from "./claim";
import type { Context } from "./context";
import type { Terms } from "./order";
import { type BroadcastPart, partsOf } from "./parts";
import { isPosting, knowledgeOf, type Plan, type PlannedOrder, planOf } from "./plan";
import type { Step } from "./step";

/** What check derives: the digests, and what this run would post, which people and policies read. */
export interface Derived {
  digests: Record<string, string>;
  countsAs: Record<string, string>;
  posts: string[];
  /** When `posts` was planned, which tells policies whether this run would post it. Unknown in a preview. */
  plannedAt?: string;
  /** Hash of the times that the program declares, which a policy may have changed. Hashed because they may be secret. */
  said?: string;
}

/** Inputs of an Announcement: the declaration, the broadcast it belongs to, and what check derived. */
export interface AnnouncementInputs extends Partial<Derived> {
  /** URN of the broadcast. */
  of: string;
  /** Name of the broadcast, for people. */
  name: string;
  /** Host and name of the hub, where that is known. */
  to?: string;
  declaration: Declaration;
  /** Nothing in it is a secret, so that a later plan may show it beside an edit. */
  plain?: true;
}

/** Whether sends are test sends: set by the argument, or by configuration for the whole stack. */
export const isTest = ({ settings }: Context, { test }: Declaration): boolean =>
  test === true || settings.mode === "test";

/** The digests of a declaration, and those its posts had before its `announcement` was set. */
export const digestsIn = (context: Context, declaration: Declaration): string[] =>
  partsOf(declaration, isTest(context, declaration)).flatMap(({ digest, unnamed }) => [digest, unnamed ?? digest]);

export function termsOf(context: Context, declaration: Declaration): Terms {
  const { schedule, notAfter, onInDoubt, adopt, revision } = declaration;
  return { schedule, notAfter, onInDoubt, adopt, revision, test: isTest(context, declaration) || undefined };
}

/** A declaration and everything the plan for it is based on. */
export interface Case {
  order: PlannedOrder;
  known: Knowledge;
  plan: Plan;
  parts: BroadcastPart[];
  /** The requests still to be made, each with its content. */
  posting: { step: Step; content: BroadcastPart }[];
}

/** Plans a declaration, which policies may have changed; the digests are those of the declaration as the program wrote it. */
export async function lookAt(
  context: Context,
  inputs: AnnouncementInputs,
  olds?: Pick<Remembered, "of" | "armed" | "cancels">,
): Promise<Case> {
  const { of, name, declaration, to } = inputs;
  const parts = partsOf(declaration, isTest(context, declaration));
  const digests = Object.fromEntries(parts.map(({ key, digest }) => [key, inputs.digests?.[key] ?? digest]));
  const known = knowledgeOf(context, { of, digests }, { armed: olds?.armed, cancels: olds?.cancels }, olds?.of);
  const order: PlannedOrder = {
    of,
    name,
    announcement: declaration.announcement,
    digests,
    countsAs: inputs.countsAs ?? countsAsOf(context, inputs, parts, known),
    terms: termsOf(context, declaration),
  };
  await consult(context, order, known, to);
  const plan = planOf(context, order, known, to);
  const posting = plan.steps
    .filter(isPosting)
    .map((step) => ({ step, content: parts.find(({ key }) => key === step.part.key)! }));
  return { order, known, plan, parts, posting };
}

/**
 * Finds the sends that count for a digest although they were declared with other content: under `resend: "on-revision"`, any send of the
 * same platform, locale and revision; and what this broadcast sent before its `announcement` was set.
 */
function countsAsOf(
  context: Context,
  { declaration }: AnnouncementInputs,
  parts: readonly BroadcastPart[],
  known: Knowledge,
): Record<string, string> {
  const { announcement, resend, revision } = declaration;
  const test = isTest(context, declaration);
  const { sends = [], history = [] } = known.own;
  const mine = [
    ...sends.map((record) => ({ record, current: true })),
    ...history.map((record) => ({ record, current: false })),
  ].filter(({ record }) => isOut(record));
  const open = new Set(known.openDoubts().map(({ doubt }) => doubt.digest));
  // Only the latest send may be named afterwards: a different name is a different announcement.
  const named = ({ record, current }: { record: SendRecord; current: boolean }) =>
    record.announcement === announcement || (current && record.announcement === undefined);
  return Object.fromEntries(
    parts.flatMap(({ key, digest, unnamed, platform, locale }): [string, string][] => {
      const before = known.countsAs(digest);
      const counts = known.about(digest, before).records.find(({ record }) => isOut(record));
      if (counts) return counts.record.digest === before ? [[digest, before]] : [];
      // Naming an announcement does not settle a doubt about it.
      if (unnamed !== undefined && open.has(unnamed)) return [[digest, unnamed]];
      if (resend === "on-revision") {
        const begun = Object.entries(known.own.armed ?? {}).find(([other, arm]) => {
          if (!open.has(other) || arm.part !== key) return false;
          return (arm.revision ?? 1) === (revision ?? 1) && (arm.test ?? false) === test;
        });
        if (begun && begun[0] !== digest) return [[digest, begun[0]]];
      }
      const found = mine.find((each) => {
        const { record } = each;
        if (!named(each)) return false;
        if (unnamed !== undefined && record.digest === unnamed) return true;
        const alike = record.platform === platform && record.locale === locale && (record.test ?? false) === test;
        return resend === "on-revision" && alike && (record.revision ?? 1) === (revision ?? 1);
      });
      return found === undefined ? [] : [[digest, found.record.digest]];
    }),
  );
}
