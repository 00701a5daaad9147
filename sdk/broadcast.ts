import * as pulumi from "@pulumi/pulumi";
import { runsOf } from "../provider/broadcast/order";
import type { Status } from "../provider/broadcast/plan";
import { type Doubt, type SendRecord, schemaVersion } from "../provider/journal/record";
import { Announcement } from "./announcementResource";
import type { BroadcastArgs } from "./broadcastArgs";
import { type DeclaredBroadcast, declare } from "./declare";
import { Delivery } from "./deliveryResource";
import { hiddenParts } from "./hiddenParts";
import { sayPlan } from "./sayPlan";
import { settledValue } from "./settledValue";
import { type Memory, stackMemory } from "./stackMemory";
import { type Turn, waitForTurn } from "./turn";

/**
 * A push announcement that `pulumi up` posts through Azure Notification Hubs once: not on preview, not again after a crash,
 * a retry, a key rotation, a rename or a refresh.
 *
 * @example
 * new Broadcast("v2-4-0", {
 *   message: { title: "2.4.0 is here", body: "Dark mode", link: "https://contoso.com/2.4.0" },
 *   platforms: ["apple", "fcmv1", "windows"],
 *   audience: { tags: ["release"] },
 * }, { dependsOn: [app] });
 * @example
 * // On a Monday morning, and never after Tuesday.
 * new Broadcast("v2-4-0", {
 *   message: { title: "2.4.0 is here", body: "Dark mode" },
 *   platforms: ["apple", "fcmv1"],
 *   audience: { tagExpression: "release && !beta" },
 *   schedule: { local: "2027-03-01T09:00", zone: "Europe/Berlin" },
 *   notAfter: "2027-03-03T00:00:00Z",
 * });
 * @example
 * // Each device in its own language, from the hub of this program.
 * const hub = new BroadcastHub("releases", { resourceGroupName: group.name });
 * new Broadcast("v2-4-0", {
 *   hub: hub.connection,
 *   message: { title: "2.4.0 is here", body: "Dark mode", locales: { de: { title: "2.4.0 ist da", body: "Dunkles Design" } } },
 *   platforms: ["apple", "fcmv1"],
 *   audience: { everyone: true },
 * });
 * @example
 * // Typos can be fixed in the program without a second post; a higher revision posts again.
 * new Broadcast("maintenance", {
 *   announcement: "maintenance-2027-03",
 *   message: { title: "Maintenance tonight", body: "From 22:00 to 23:00 UTC" },
 *   platforms: ["apple", "fcmv1"],
 *   audience: { everyone: true },
 *   resend: "on-revision",
 *   revision: 2,
 * });
 * @example
 * // A payload of your own.
 * new Broadcast("refresh", {
 *   payloads: { apple: { aps: { "content-available": 1 } } },
 *   headers: { apple: { "apns-push-type": "background", "apns-priority": "5" } },
 *   audience: { tags: ["release"] },
 * });
 */
export class Broadcast extends pulumi.ComponentResource {
  /** The status of the broadcast; if its platforms differ, the one that most needs attention. */
  readonly status: pulumi.Output<Status>;
  /** One record per platform and locale: ids, time, state and counts. */
  readonly sends: pulumi.Output<SendRecord[]>;
  /** The identity of each post; a change that alters it posts again. */
  readonly digests: pulumi.Output<Record<string, string>>;
  /** Posts whose result is unknown until a person records it. */
  readonly doubts: pulumi.Output<Doubt[]>;
  /** The resources behind the broadcast. */
  readonly nodes: { readonly announcement: Announcement; readonly delivery: Delivery };

  constructor(name: string, args: BroadcastArgs, opts: pulumi.ComponentResourceOptions = {}) {
    refuseImport(name, opts);
    super("broadcast:index:Broadcast", name, {}, opts);
    const declared = declare(name, args, settledValue(this.urn));
    const memory = stackMemory();
    const turn = waitForTurn(this, declared, memory);
    const children = { ...childOptions(opts), parent: this };
    const resumeTraces = pauseTraces();
    try {
      const announcement = announce(declared, turn, children);
      this.nodes = { announcement, delivery: deliver(declared, announcement, memory, children) };
    } finally {
      resumeTraces();
    }
    const { announcement, delivery } = this.nodes;
    void turn.then(({ leave }) => leave && whenEnded(delivery, leave)).catch(() => {});
    this.status = delivery.status;
    this.sends = delivery.sends;
    this.digests = announcement.digests;
    this.doubts = delivery.doubts.apply((doubts) => doubts ?? []);
    this.registerOutputs();
    if (pulumi.runtime.isDryRun()) void sayPlan(this, declared, announcement, memory);
  }
}

function refuseImport(name: string, opts: pulumi.ComponentResourceOptions): void {
  if (!("import" in opts) || !opts.import) return;
  throw new pulumi.RunError(
    `${name}: opts.import is not for broadcasts, which have nothing to import; record an earlier send with adopt: { notificationId }.`,
  );
}

/** The SDK takes four stack traces for each property of a resource, to report promises that never resolve; these would show this package. */
function pauseTraces(): () => void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
  };
}

/** The resource that says what is announced: armed when its turn has come. */
function announce(
  { name, of, to, content }: DeclaredBroadcast,
  turn: Promise<Turn>,
  opts: pulumi.CustomResourceOptions,
): Announcement {
  const memory = turn.then(({ text }) => text);
  const plain = hiddenParts(content).then(
    (hidden) => !Object.values(hidden).includes(true) || undefined,
    // What fails in the content fails there.
    () => undefined,
  );
  return new Announcement(name, { ...content, schema: schemaVersion, of, name, to, plain, memory }, opts);
}

/** The resource that posts what the Announcement armed. */
function deliver(
  { name, of, content, connection }: DeclaredBroadcast,
  announcement: Announcement,
  memory: Promise<Memory>,
  opts: pulumi.CustomResourceOptions,
): Delivery {
  const order = {
    of,
    name,
    announcement: given(content.announcement, announcement.announcement),
    digests: announcement.digests,
    countsAs: announcement.countsAs,
    runs: pulumi.all([announcement.armed, announcement.cancels]).apply((arms) => runsOf(...arms)),
    terms: {
      schedule: given(content.schedule, announcement.schedule),
      notAfter: given(content.notAfter, announcement.notAfter),
      onInDoubt: given(content.onInDoubt, announcement.onInDoubt),
      adopt: given(content.adopt, announcement.adopt),
      revision: given(content.revision, announcement.revision),
      test: given(content.test, announcement.test),
    },
  };
  const connections = Promise.all([of, memory]).then(([urn, { connections }]) => connections.get(urn));
  return new Delivery(
    name,
    {
      schema: schemaVersion,
      order: pulumi.Output.isInstance(content.schedule) ? secretLike(content.schedule, order) : order,
      hub: connection,
      connections: pulumi.secret(connections),
    },
    { ...opts, ignoreChanges: undefined },
  );
}

/** The engine answers for a resource when its step has ended. */
function whenEnded(resource: pulumi.Resource, leave: NonNullable<Turn["leave"]>): void {
  settledValue(resource.urn).then(
    () => leave("posted"),
    () => leave("failed"),
  );
}

/** The value as a secret where the argument is one: a mark inside it does not survive the provider. */
const secretLike = <T>(argument: pulumi.Output<unknown>, value: T): pulumi.Output<unknown> =>
  pulumi.output(pulumi.isSecret(argument)).apply((secret) => (secret ? pulumi.secret(value) : pulumi.output(value)));

/** The announcement's own value: what policies and check made of the argument. Absent arguments stay absent. */
const given = <T>(argument: unknown, output: T): T | undefined => (argument === undefined ? undefined : output);

/** Options of the component that mean its children. */
function childOptions(opts: pulumi.ComponentResourceOptions): pulumi.CustomResourceOptions {
  const { ignoreChanges, replaceOnChanges, hooks, customTimeouts, deletedWith } = opts;
  return { ignoreChanges, replaceOnChanges, hooks, customTimeouts, deletedWith };
}
