import * as pulumi from "@pulumi/pulumi";
import { schemaVersion } from "../provider/broadcast/declaration";
import type { Status } from "../provider/broadcast/plan";
import { type HubArgument, Settings } from "../provider/broadcast/settings";
import { type Remembered, StackMemory } from "../provider/journal/memory";
import type { Doubt, SendRecord } from "../provider/journal/record";
import { Announcement } from "./announcement";
import type { BroadcastArgs } from "./broadcastArgs";
import { Delivery } from "./delivery";
import { planCard } from "./planCard";
import { rememberedByStack } from "./stackMemory";

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
 */
export class Broadcast extends pulumi.ComponentResource {
  /** What became of it: of several platforms, the state that asks most for attention. */
  readonly status: pulumi.Output<Status>;
  /** One record per platform and locale: ids, time, state and counts. */
  readonly sends: pulumi.Output<SendRecord[]>;
  /** Identity of each post: what changes it posts again. */
  readonly digests: pulumi.Output<Record<string, string>>;
  /** Posts that nobody knows the fate of, until a person says so. */
  readonly doubts: pulumi.Output<Doubt[]>;
  /** The resources behind the broadcast. */
  readonly nodes: { readonly announcement: Announcement; readonly delivery: Delivery };

  constructor(name: string, args: BroadcastArgs, opts: pulumi.ComponentResourceOptions = {}) {
    if ((opts as pulumi.CustomResourceOptions).import) {
      throw new pulumi.RunError(
        `${name}: opts.import is not for broadcasts, which have nothing to import; record an earlier send with adopt: { notificationId }.`,
      );
    }
    super("broadcast:index:Broadcast", name, {}, opts);
    const memory = rememberedByStack();
    const scope = `${pulumi.getProject()}/${pulumi.getStack()}`;
    const known = pulumi.output(memory.then((resources) => JSON.stringify({ scope, resources })));
    const { hub, audience, ...declared } = args;
    const connection = hub === undefined ? undefined : pulumi.secret(pulumi.output(hub as pulumi.Input<HubArgument>));
    const announcement = new Announcement(
      name,
      {
        ...declared,
        audience: withSecretDevices(audience),
        schema: schemaVersion,
        name,
        known,
        handed: [
          "schema",
          "name",
          ...Object.keys(args).filter((key) => args[key as keyof BroadcastArgs] !== undefined),
        ],
        to: connection === undefined ? undefined : pulumi.unsecret(connection).apply(hubNameOf),
      },
      { ...childOptions(opts), parent: this },
    );
    const delivery = new Delivery(
      name,
      {
        schema: schemaVersion,
        known,
        hub: connection,
        announced: {
          name,
          message: given(args.message, announcement.message),
          payloads: given(args.payloads, announcement.payloads),
          template: given(args.template, announcement.template),
          headers: given(args.headers, announcement.headers),
          platforms: given(args.platforms, announcement.platforms),
          audience: announcement.audience,
          announcement: given(args.announcement, announcement.announcement),
          schedule: given(args.schedule, announcement.schedule),
          notAfter: given(args.notAfter, announcement.notAfter),
          revision: given(args.revision, announcement.revision),
          resend: given(args.resend, announcement.resend),
          onInDoubt: given(args.onInDoubt, announcement.onInDoubt),
          test: given(args.test, announcement.test),
          adopt: given(args.adopt, announcement.adopt),
          also: announcement.also,
          declaredAs: announcement.declaredAs,
          armed: announcement.armed,
        },
      },
      { ...childOptions(opts), ignoreChanges: undefined, parent: this },
    );
    this.nodes = { announcement, delivery };
    this.status = delivery.status;
    this.sends = delivery.sends;
    this.digests = announcement.digests;
    this.doubts = delivery.doubts.apply((doubts) => doubts ?? []);
    this.registerOutputs();
    void this.tell(name, memory);
  }

  /** Says in the plan what will be posted, and on every run what is in doubt. */
  private async tell(name: string, memory: ReturnType<typeof rememberedByStack>): Promise<void> {
    for (const resource of (await memory) ?? []) {
      if (resource.name !== name) continue;
      for (const { platform, locale, digest, run, at } of resource.doubts ?? []) {
        const part = locale ? `${platform}/${locale}` : platform;
        pulumi.log.warn(
          `${name} (${part}) is in doubt since ${at}: it is not posted until you say "sent" or "not-sent" with \`pulumi-broadcast resolve ${digest}@${run} sent\`.`,
          this,
        );
      }
    }
    if (pulumi.runtime.isDryRun()) await this.showPlan(name, (await memory) ?? []);
  }

  /** Shows in a preview what will ring, on which screens and why: once for each broadcast that posts. */
  private async showPlan(name: string, memory: Remembered[]): Promise<void> {
    const { posts, digests, message, payloads, template, platforms, audience, announcement, schedule } =
      this.nodes.announcement;
    const secret = await Promise.all(
      [message, payloads, template].map((said) => said !== undefined && pulumi.isSecret(said)),
    );
    pulumi
      .all([posts, digests, message, payloads, template, platforms, audience, announcement, schedule])
      .apply(([planned, digests, message, payloads, template, platforms, audience, announcement, schedule]) => {
        const known = new StackMemory(memory);
        // An unchanged announcement has no plan.
        const posts = planned ?? [];
        for (const [part, digest] of Object.entries(digests as Record<string, string>)) {
          const other = known.lookup(digest);
          if (other?.kind !== "sent" || other.name === name || posts.includes(part)) continue;
          const { sentAt, state, scheduledFor } = other.record;
          const when = state === "scheduled" ? `scheduled for ${scheduledFor}` : `sent ${sentAt.slice(0, 10)}`;
          pulumi.log.info(
            `${name} (${part}): same content as ${other.name}, ${when}: posts nothing; set announcement or raise revision to announce it again`,
            this,
          );
        }
        if (posts.length === 0) return;
        const hidden = secret.includes(true) || pulumi.containsUnknowns([message, payloads, template]);
        const text = hidden
          ? `${name}: posts to ${posts.join(", ")}`
          : planCard(
              { name, message, payloads, template, platforms, audience, announcement, schedule },
              posts,
              digests,
              known.recordsOf(name),
            );
        pulumi.log.info(text, this);
      });
  }
}

/** The announcement's own value: what policies and check made of the argument. Absent arguments stay absent. */
const given = (argument: unknown, output: pulumi.Output<any>) => (argument === undefined ? undefined : output);

/** Options of the component that mean its children. */
function childOptions(opts: pulumi.ComponentResourceOptions): pulumi.CustomResourceOptions {
  const { ignoreChanges, replaceOnChanges, retainOnDelete, hooks, customTimeouts, deletedWith } = opts;
  return { ignoreChanges, replaceOnChanges, retainOnDelete, hooks, customTimeouts, deletedWith };
}

/** Device handles are secrets; a set of tags becomes a list. */
function withSecretDevices(audience: BroadcastArgs["audience"]): pulumi.Input<unknown> {
  const plain = audience as { tags?: unknown; devices?: unknown } | undefined;
  if (plain === undefined || pulumi.Output.isInstance(plain) || plain instanceof Promise) {
    return pulumi.output(plain as any).apply((value: any) => (value?.devices ? pulumi.secret(value) : value));
  }
  if (plain.tags instanceof Set) return { ...plain, tags: [...plain.tags] };
  return plain.devices === undefined ? plain : { ...plain, devices: pulumi.secret(plain.devices) };
}

/** Host and name of the hub that a connection names, without its key; a fault in it goes to check as `!` and a sentence. */
function hubNameOf(argument: HubArgument): string | undefined {
  try {
    return new Settings((key) => pulumi.runtime.getConfig(key)).connection(argument)?.at;
  } catch (error) {
    return `!${(error as Error).message}`;
  }
}
