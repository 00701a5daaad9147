import { canonicalJson } from "../journal/canonical";
import type { StackMemory } from "../journal/memory";
import type { Context } from "./context";
import { type Declaration, declarationKeys, schemaVersion } from "./declaration";
import { partsOf } from "./parts";
import { isTest, namesOf, planOf, type Step } from "./plan";

/** What the Announcement is given: the declaration, and `to`, the host and name of the hub where that is known. */
export interface AnnouncementInputs extends Declaration {
  to?: string;
}

/** What it remembers: the digests of what was declared and the run in which each was armed. */
export interface AnnouncementOutputs extends AnnouncementInputs {
  digests: Record<string, string>;
  armed: Record<string, string>;
  /** The ledger in use when something was last armed. */
  ledger?: string;
  /** The digest of what was declared, by the digest of what a policy made of it. */
  madeFrom?: Record<string, string>;
  /** As the first states had it; handed on as it was. */
  postedAs?: Record<string, string>;
}

const posting = (step: Step): boolean => step.action === "post" || step.action === "move";

/** Digests and posts, as people and policies see them. */
export function derive(
  context: Context,
  news: AnnouncementInputs,
): { digests: Record<string, string>; posts: string[] } {
  const steps = planOf(context, news, {}, news.to);
  return {
    digests: Object.fromEntries(steps.map(({ part }) => [part.key, part.digest])),
    posts: steps.filter(posting).map(({ part }) => part.key),
  };
}

const declared = (value: AnnouncementInputs): string =>
  canonicalJson(Object.fromEntries(declarationKeys.map((key) => [key, value[key]])));

/** What may be written in several ways while the digests stay the same. */
const digested: readonly (keyof Declaration)[] = ["message", "payloads", "template", "audience", "headers"];

/** Whether two declarations differ only in what is no other announcement: white space, or what a policy made of one of them. */
function sameAnnouncement(context: Context, olds: AnnouncementOutputs, news: AnnouncementInputs): boolean {
  const rest = (value: AnnouncementInputs) =>
    canonicalJson(
      Object.fromEntries(declarationKeys.flatMap((key) => (digested.includes(key) ? [] : [[key, value[key]]]))),
    );
  if (rest(olds) !== rest(news)) return false;
  const parts = partsOf(news, isTest(context, news));
  return (
    parts.length === Object.keys(olds.digests).length && parts.every(({ key, digest }) => olds.digests[key] === digest)
  );
}

export function diff(context: Context, olds: AnnouncementOutputs, inputs: AnnouncementInputs): boolean {
  const news = withPolicies(context, olds, inputs);
  if (declared(olds) !== declared(news) && !sameAnnouncement(context, olds, news)) return true;
  // A refresh asks too, without a program that could say what the stack remembers: it posts nothing.
  return context.run.memory !== undefined && derive(context, news).posts.length > 0;
}

/** Arms what is to be posted: the engine stores this before the Delivery starts. Nothing is posted here. */
export function arm(
  context: Context,
  olds: AnnouncementOutputs | undefined,
  inputs: AnnouncementInputs,
): AnnouncementOutputs {
  const news = withPolicies(context, olds, inputs);
  const steps = planOf(context, news, {}, news.to);
  const due = steps.filter(posting);
  if (due.length > 0) refuseToArm(context, news);
  const armed = olds ? { ...olds.armed } : before(context, news, (memory, name) => memory.armedBy(name));
  for (const { part } of due) armed[part.digest] = context.run.id;
  const postedAs = olds ? olds.postedAs : before(context, news, (memory, name) => memory.postedBy(name));
  const own = Object.fromEntries(declarationKeys.flatMap((key) => (news[key] === undefined ? [] : [[key, news[key]]])));
  return {
    ...(own as unknown as Declaration),
    schema: schemaVersion,
    digests: Object.fromEntries(steps.map(({ part }) => [part.key, part.digest])),
    armed,
    ...ledgerOf(context, olds, due.length > 0),
    ...(news.also === undefined ? {} : { also: news.also }),
    ...(news.declaredAs === undefined ? {} : { declaredAs: news.declaredAs }),
    ...madeFrom(context, olds, news),
    ...(Object.keys(postedAs ?? {}).length === 0 ? {} : { postedAs }),
  };
}

/**
 * The inputs, with a note of what a policy or a transform made of the program's words: what it added, and the digests of what was
 * declared where they are others now. A refresh has no program: it keeps what is known.
 */
function withPolicies(
  context: Context,
  olds: AnnouncementOutputs | undefined,
  news: AnnouncementInputs,
): AnnouncementInputs {
  const given = context.run.given.get(news.name);
  if (given === undefined) return { ...news, also: olds?.also, declaredAs: olds?.declaredAs };
  const added = declarationKeys.filter((key) => news[key] !== undefined && !given.keys.includes(key));
  const changed = partsOf(news, isTest(context, news)).flatMap(({ key, digest }): [string, string][] => {
    const declared = given.digests[key];
    return declared === undefined || declared === digest ? [] : [[key, declared]];
  });
  return {
    ...news,
    also: added.length === 0 ? undefined : Object.fromEntries(added.map((key) => [key, news[key]])),
    declaredAs: changed.length === 0 ? undefined : Object.fromEntries(changed),
  };
}

/** Every text that a policy made, so that a program which says it by itself one day says nothing new. */
function madeFrom(
  context: Context,
  olds: AnnouncementOutputs | undefined,
  news: AnnouncementInputs,
): { madeFrom?: Record<string, string> } {
  const made = { ...(olds ? olds.madeFrom : before(context, news, (memory, name) => memory.madeBy(name))) };
  if (news.declaredAs) {
    for (const { key, digest } of partsOf({ ...news, declaredAs: undefined }, isTest(context, news))) {
      const declared = news.declaredAs[key];
      if (declared !== undefined) made[digest] = declared;
    }
  }
  return Object.keys(made).length === 0 ? {} : { madeFrom: made };
}

/** What an earlier life noted of digests: made anew, an Announcement still knows which posts were begun and what policies made. */
function before(
  context: Context,
  news: AnnouncementInputs,
  of: (memory: StackMemory, name: string) => Record<string, string>,
): Record<string, string> {
  const { memory } = context.run;
  return memory ? Object.assign({}, ...[...namesOf(context, news)].map((name) => of(memory, name))) : {};
}

/** A change of ledger counts from the next arm on: what was armed before was claimed in the one before. */
function ledgerOf(context: Context, olds: AnnouncementOutputs | undefined, arms: boolean): { ledger?: string } {
  const ledger = arms ? context.settings.ledger : olds?.ledger;
  return ledger === undefined ? {} : { ledger };
}

/** Reasons for which nothing may be posted at all, said while nothing is armed yet. */
function refuseToArm(context: Context, news: AnnouncementInputs): void {
  if (context.settings.env.PULUMI_SKIP_CHECKPOINTS && context.settings.env.PULUMI_SKIP_CHECKPOINTS !== "false") {
    throw new Error(
      `${news.name}: nothing was posted, because PULUMI_SKIP_CHECKPOINTS keeps the engine from storing that the post began; unset it and run again.`,
    );
  }
  if (context.run.memory === undefined) {
    throw new Error(
      `${news.name}: nothing was posted, because the stack's own state could not be read to see what was announced before; run again, and do not ignore changes of every property.`,
    );
  }
  if (news.to === undefined) {
    throw new Error(
      `${news.name}: nothing was posted, because no hub is known; give hub, run \`pulumi config set --secret broadcast:connectionString\`, or set NOTIFICATIONHUBS_CONNECTION_STRING.`,
    );
  }
}
