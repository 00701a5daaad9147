import { canonicalJson } from "../journal/canonical";
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
  /** The digest of what a policy made of a declaration, by the digest of the declaration. */
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

/** What a digest says of a declaration. */
const digested: readonly (keyof Declaration)[] = ["message", "payloads", "template", "audience", "headers"];

/** Whether two declarations are told apart only by what is no other announcement: white space, or what a policy made of one of them. */
function sameAnnouncement(context: Context, olds: AnnouncementOutputs, news: AnnouncementInputs): boolean {
  const rest = (value: AnnouncementInputs) =>
    canonicalJson(
      Object.fromEntries(declarationKeys.flatMap((key) => (digested.includes(key) ? [] : [[key, value[key]]]))),
    );
  if (rest(olds) !== rest(news)) return false;
  const parts = partsOf(news, isTest(context, news));
  return (
    parts.length === Object.keys(olds.digests).length &&
    parts.every(({ key, digest }) => olds.digests[key] === digest || olds.digests[key] === olds.postedAs?.[digest])
  );
}

export function diff(context: Context, olds: AnnouncementOutputs, inputs: AnnouncementInputs): boolean {
  const news = withAdded(context, olds, inputs);
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
  const news = withAdded(context, olds, inputs);
  const steps = planOf(context, news, {}, news.to);
  const due = steps.filter(posting);
  if (due.length > 0) refuseToArm(context, news);
  const armed = olds ? { ...olds.armed } : armedBefore(context, news);
  for (const { part } of due) armed[part.digest] = context.run.id;
  const postedAs = remediated(context, olds, news, steps);
  const own = Object.fromEntries(declarationKeys.flatMap((key) => (news[key] === undefined ? [] : [[key, news[key]]])));
  return {
    ...(own as unknown as Declaration),
    schema: schemaVersion,
    digests: Object.fromEntries(steps.map(({ part }) => [part.key, part.digest])),
    armed,
    ...ledgerOf(context, olds, due.length > 0),
    ...(news.also === undefined ? {} : { also: news.also }),
    ...(postedAs === undefined ? {} : { postedAs }),
  };
}

/** The inputs, with a note of what the program does not give and a policy or a transform does. A refresh has no program: it keeps what is known. */
function withAdded(
  context: Context,
  olds: AnnouncementOutputs | undefined,
  news: AnnouncementInputs,
): AnnouncementInputs {
  const given = context.run.given.get(news.name);
  if (given === undefined) return olds?.also === undefined ? news : { ...news, also: olds.also };
  const keys = declarationKeys.filter((key) => news[key] !== undefined && !given.keys.includes(key));
  return keys.length === 0 ? news : { ...news, also: Object.fromEntries(keys.map((key) => [key, news[key]])) };
}

/** What policies made of the program's words, so that the same words are known again without the policy. */
function remediated(
  context: Context,
  olds: AnnouncementOutputs | undefined,
  news: AnnouncementInputs,
  steps: readonly Step[],
): Record<string, string> | undefined {
  const digests = context.run.given.get(news.name)?.digests ?? {};
  const postedAs = { ...olds?.postedAs };
  for (const { part } of steps) {
    const given = digests[part.key];
    if (given === undefined || given === part.digest) continue;
    if (context.run.memory?.lookup(given)?.kind !== "sent") postedAs[given] = part.digest;
  }
  return Object.keys(postedAs).length === 0 ? undefined : postedAs;
}

/** What an earlier life armed: made anew, an Announcement still knows which posts were begun. */
function armedBefore(context: Context, news: AnnouncementInputs): Record<string, string> {
  const { memory } = context.run;
  return Object.assign({}, ...[...namesOf(context, news)].map((name) => memory?.armedBy(name)));
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
