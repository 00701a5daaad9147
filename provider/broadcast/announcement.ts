import { createHash } from "node:crypto";
import { PayloadError } from "../client/errors/payloadError";
import { sendRequest } from "../client/sendRequest";
import { canonicalJson } from "../journal/canonical";
import { isElsewhere } from "../journal/memory";
import { type Arm, type CancelArm, compact, isPending, schemaVersion } from "../journal/record";
import { checkPayload } from "../message/checkPayload";
import { type Declaration, declarationKeys, type Issue } from "../message/declaration";
import { audienceOf, notificationOf } from "../message/partRequest";
import { unknown } from "../message/unknown";
import { armedUntil } from "./armTime";
import { ledgerPlace } from "./claim";
import type { Context } from "./context";
import { type AnnouncementInputs, type Case, type Derived, isTest, lookAt, termsOf } from "./lookAt";
import { digestsOf } from "./order";
import { NotArmed } from "./partialFailure";
import type { BroadcastPart } from "./parts";
import { dueAt, type Plan, type PlannedOrder } from "./plan";
import { begin } from "./post";
import { noHub } from "./settings";

/** The terms that a policy may change. */
type Times = Pick<Declaration, "schedule" | "notAfter">;

/** State of an Announcement: the declaration, its digests, and what each run was about to do. Arms and cancels are append-only. */
export interface AnnouncementOutputs extends Declaration {
  schema: number;
  of: string;
  name: string;
  digests: Record<string, string>;
  countsAs: Record<string, string>;
  armed: Record<string, Arm>;
  cancels?: Record<string, CancelArm>;
  plain?: true;
}

/**
 * Derives the digests and the plan, and reports what is wrong with the requests still to be made. An unchanged broadcast keeps the plan of
 * its last post (`before`), so its stored inputs do not change.
 */
export async function derive(
  context: Context,
  inputs: AnnouncementInputs,
  before: Pick<AnnouncementInputs, "posts" | "plannedAt" | "said"> & Times,
): Promise<{ derived: Derived; issues: Issue[] }> {
  const { declaration, digests: _, countsAs: __, ...fresh } = inputs;
  const { schedule, notAfter } = declaration;
  const said = schedule === undefined && notAfter === undefined ? undefined : hashOf({ schedule, notAfter });
  // If the program declares the same times as before, the times that policies chose then still apply.
  const unchanged = said === before.said;
  const left = unchanged ? { schedule: before.schedule, notAfter: before.notAfter } : {};
  const judged = { ...fresh, declaration: { ...declaration, ...left } };
  const seen = await lookAt(context, judged);
  const { order, plan, parts } = seen;
  const twice = declaredTwice(context, inputs, parts) ?? saidElsewhere(context, inputs, parts);
  if (twice) return { derived: { digests: order.digests, countsAs: {}, posts: [] }, issues: [twice] };
  const held = plan.steps.flatMap((step) => ("record" in step ? step.record.digest : []));
  const declared = [...digestsOf(order), ...held];
  for (const digest of declared) context.run.declared.add(digest);
  if (!context.run.preview) context.siblings.declare(declared.filter((digest) => isScheduled(context, digest)));
  const posts = seen.posting.map(({ content }) => content.key);
  const planned = posts.length > 0 ? { posts, plannedAt: plannedAt(context) } : before;
  const derived: Derived = {
    digests: order.digests,
    countsAs: order.countsAs ?? {},
    posts: planned.posts ?? [],
    plannedAt: planned.plannedAt,
    said,
  };
  return { derived: compact(derived), issues: faultsOf(context, judged, seen) };
}

/** Whether the stack holds a scheduled send of it. */
const isScheduled = ({ run, now }: Context, digest: string): boolean =>
  run.memory?.about(digest).records.some(({ record }) => isPending(record, now())) ?? false;

const hashOf = (value: object): string => createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);

const plannedAt = ({ run, now }: Context): string => (run.preview ? unknown : new Date(now()).toISOString());

/** Two broadcasts with the same content and audience would share one identity and be sent once: the author has to tell them apart. */
function declaredTwice(
  { run }: Context,
  { of, name }: AnnouncementInputs,
  parts: readonly BroadcastPart[],
): Issue | undefined {
  for (const { digest } of parts) {
    const other = run.declaredBy.get(digest);
    if (other !== undefined && other.of !== of) {
      const which = other.name === name ? `another broadcast "${other.name}"` : `broadcast "${other.name}"`;
      return {
        path: "announcement",
        message: `must be set, because ${which} of this program says the same to the same audience and would count as the same announcement`,
      };
    }
    run.declaredBy.set(digest, { of, name });
  }
  return undefined;
}

/** The program hands over what it declares has in common with others; a transform may have made it say what another one said. */
function saidElsewhere(
  { run }: Context,
  { of }: AnnouncementInputs,
  parts: readonly BroadcastPart[],
): Issue | undefined {
  const elsewhere = run.elsewhere.get(of) ?? "";
  const isKnown = (digest: string) => run.memory?.about(digest).records.length;
  if (!parts.some(({ digest }) => !isKnown(digest) && isElsewhere(digest, elsewhere))) return undefined;
  return {
    path: "announcement",
    message: "must be set, because a transform made this broadcast say what another one of the stack has already said",
  };
}

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

/** What the hub would refuse about the requests still to be made, found before anything is armed. */
function faultsOf(context: Context, inputs: AnnouncementInputs, { order, posting }: Case): Issue[] {
  const due = dueAt(order.terms);
  if (posting.length > 0 && due !== undefined) {
    const ahead = due - context.now();
    const fault = (message: string): Issue[] => [{ path: "schedule", message }];
    if (order.terms.test) {
      const by = inputs.declaration.test ? "test: true" : "the configuration broadcast:send test";
      return fault(`cannot be combined with ${by}, because a test send is immediate; leave out one of them`);
    }
    // The minimum of 5 minutes is from the .NET SDK's documentation, the maximum of 7 days from the REST API's.
    if (ahead < 5 * minute)
      return fault("must be at least 5 minutes ahead; choose a later time, or leave it out to post at once");
    if (ahead > week) {
      const from = new Date(due - week).toISOString().slice(0, 16);
      return fault(
        `is more than 7 days ahead, which the service does not accept; run \`pulumi up\` again after ${from}Z`,
      );
    }
  }
  const seen = new Set<string>();
  return posting
    .flatMap(({ content }) => requestFaults(context, inputs, content))
    .filter(({ path, message }) => !seen.has(`${path} ${message}`) && seen.add(`${path} ${message}`));
}

/** Builds the request exactly as the post would, to find out whether it can be sent. */
function requestFaults(context: Context, inputs: AnnouncementInputs, content: BroadcastPart): Issue[] {
  const { declaration } = inputs;
  const schedule = dueAt(declaration);
  const options = {
    test: isTest(context, declaration),
    ...(schedule === undefined ? {} : { schedule: new Date(schedule) }),
  };
  let within = "message.";
  try {
    const notification = notificationOf(declaration, inputs, content, context.now());
    within = "";
    const rules = checkPayload(notification).filter(
      ({ severity, path }) => severity === "error" && path.startsWith("headers"),
    );
    if (rules.length > 0) throw new PayloadError(rules);
    sendRequest("hub", notification, audienceOf(declaration, content), options, context.now());
    return [];
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return error.issues.map(({ path, message }) => ({ path: located(declaration, content, within + path), message }));
  }
}

/** The argument that a part of a request was made from. */
function located({ message, template }: Declaration, { platform }: BroadcastPart, path: string): string {
  const content = message ? "message" : template ? "template" : `payloads.${platform}`;
  return path.replace(/^headers\b/, () => `headers.${platform}`).replace(/^body\b/, () => content);
}

/** The parts of a declaration that its digests do not cover. Everything else may differ only because a policy changed it. */
const beside = ({ schedule, notAfter, resend, onInDoubt, adopt }: Declaration): string =>
  canonicalJson({ schedule, notAfter, resend, onInDoubt, adopt });

export async function diff(context: Context, olds: AnnouncementOutputs, news: AnnouncementInputs): Promise<boolean> {
  context.run.terms.set(news.of, termsOf(context, news.declaration));
  if (olds.of !== news.of || beside(olds) !== beside(news.declaration)) return true;
  if (canonicalJson(olds.digests) !== canonicalJson(news.digests)) return true;
  // During a refresh no program runs to hand over the stack's memory; a refresh posts nothing.
  if (context.run.memory === undefined) return false;
  const { order, plan, posting } = await lookAt(context, news, olds);
  const changed = canonicalJson([olds.digests, olds.countsAs]) !== canonicalJson([order.digests, order.countsAs]);
  return changed || plan.cancels.length > 0 || posting.length > 0;
}

/** Arms what is to be posted: the engine stores the result before the Delivery starts. Posts nothing itself. */
export async function arm(
  context: Context,
  olds: AnnouncementOutputs | undefined,
  news: AnnouncementInputs,
): Promise<AnnouncementOutputs> {
  const { run } = context;
  const { declaration, of, name } = news;
  run.terms.set(of, termsOf(context, declaration));
  const seen = await lookAt(context, news, olds);
  const { order, known, plan, posting } = seen;
  if (posting.length > 0) {
    refuseToArm(context, news);
    const [fault] = faultsOf(context, news, seen);
    // A policy may have changed the declaration after check.
    if (fault) throw new Error(`${name}: nothing was posted, because ${fault.path} ${fault.message}.`);
  }
  const armed = { ...known.own.armed };
  const stamp = posting.length > 0 ? await stampOf(context, order, news.to!) : undefined;
  for (const { step, content } of posting) {
    const { part } = step;
    const { revision, test } = begin(context, order, part);
    armed[part.digest] = compact({ ...stamp!, part: part.key, revision, test });
    const postedDigest = content.digest === part.digest ? {} : { postedDigest: content.digest };
    run.toPost.set(part.digest, { declaration, part: content, step, ...postedDigest });
  }
  if (posting.length > 0) run.armedOnly.add(of);
  const cancels = { ...known.own.cancels };
  const at = new Date(context.now()).toISOString();
  for (const id of cancelsOf(plan)) cancels[id] = { run: run.id, at };
  run.journals.set(of, { armed, cancels });
  return compact({
    schema: schemaVersion,
    of,
    name,
    ...Object.fromEntries(declarationKeys.map((key) => [key, declaration[key]])),
    audience: declaration.audience,
    plain: news.plain,
    digests: order.digests,
    countsAs: order.countsAs ?? {},
    armed,
    cancels: Object.keys(cancels).length === 0 ? undefined : cancels,
  });
}

/** Notifications the Delivery may cancel: no longer declared, rescheduled, or declared as not sent by a person. */
const cancelsOf = ({ steps, cancels }: Plan): string[] =>
  [
    ...cancels,
    ...steps.flatMap((step) => (step.action === "reschedule" ? step.record : [])),
    ...steps.flatMap((step) => (step.action === "post" ? step.cleared.flatMap(({ pending }) => pending ?? []) : [])),
  ].flatMap(({ notificationId }) => notificationId ?? []);

async function stampOf(context: Context, order: PlannedOrder, to: string): Promise<Omit<Arm, "part">> {
  const { settings, run } = context;
  const now = context.now();
  const id = await (await context.ledger())?.id({ make: true });
  const due = dueAt(order.terms);
  return {
    run: run.id,
    at: new Date(now).toISOString(),
    ...(due === undefined ? {} : { scheduledFor: new Date(due).toISOString() }),
    until: new Date(armedUntil(settings, now)).toISOString(),
    ...(id === undefined ? {} : { ledger: { id, ...ledgerPlace(context, order, to) } }),
  };
}

/** Refuses to arm when this run cannot post safely. */
function refuseToArm({ settings, run }: Context, { of, name, to }: AnnouncementInputs): void {
  const refusal = (why: string) => new Error(`${name}: nothing was posted, because ${why}.`);
  const skips = settings.env.PULUMI_SKIP_CHECKPOINTS;
  if (skips && skips !== "false")
    throw refusal("PULUMI_SKIP_CHECKPOINTS keeps the engine from storing that the post began; unset it and run again");
  if (run.failures > (run.failuresKnown.get(of) ?? 0)) {
    throw new NotArmed(
      `${name}: nothing was posted, because another broadcast of this run failed; the next \`pulumi up\` posts it.`,
    );
  }
  if (run.memory === undefined)
    throw refusal(
      "the stack's state could not be read, so what was announced before is unknown; run again, and do not ignore changes to every property",
    );
  if (to === undefined) throw refusal(noHub);
}
