import * as pulumi from "@pulumi/pulumi";
import { isPosting, knowledgeOf, type PlannedOrder, planOf, type Status, type Step } from "../provider/broadcast/plan";
import { type HubArgument, Settings } from "../provider/broadcast/settings";
import { type Doubt, type SendRecord, schemaVersion } from "../provider/journal/record";
import type { Declaration } from "../provider/message/declaration";
import { mentionsUnknown, unknown } from "../provider/message/unknown";
import { Announcement } from "./announcement";
import type { BroadcastArgs } from "./broadcastArgs";
import type { CardDeclaration } from "./card/planCard";
import { Delivery } from "./delivery";
import { type Ending, gateOfRun } from "./gate";
import type { Line } from "./planWords";
import { type Memory, stackMemory } from "./stackMemory";

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
    const memory = stackMemory();
    const { hub, audience, ...rest } = args;
    const declared = { ...rest, audience: withSecretDevices(audience) };
    const connection = hub === undefined ? undefined : pulumi.secret(pulumi.output(hub as pulumi.Input<HubArgument>));
    // A plain promise: an output would make the children depend on the component, which waits for them.
    const of = settledValue(this.urn);
    const to = hubNamed(args, connection);
    const admission = this.admit(name, declared, connection, memory);
    const announcement = new Announcement(
      name,
      { ...declared, schema: schemaVersion, of, name, to, memory: admission.then(({ text }) => text) },
      { ...childOptions(opts), parent: this },
    );
    const order = {
      of,
      name,
      announcement: given(args.announcement, announcement.announcement),
      digests: announcement.digests,
      same: announcement.same,
      armed: announcement.armed,
      cancels: announcement.cancels,
      terms: {
        schedule: given(args.schedule, announcement.schedule),
        notAfter: given(args.notAfter, announcement.notAfter),
        onInDoubt: given(args.onInDoubt, announcement.onInDoubt),
        adopt: given(args.adopt, announcement.adopt),
        revision: given(args.revision, announcement.revision),
        test: given(args.test, announcement.test),
      },
    };
    const delivery = new Delivery(
      name,
      {
        schema: schemaVersion,
        order: pulumi.Output.isInstance(args.schedule) ? secretLike(args.schedule, order) : order,
        hub: connection,
        connections: pulumi.secret(Promise.all([of, memory]).then(([urn, { connections }]) => connections.get(urn))),
      },
      { ...childOptions(opts), ignoreChanges: undefined, parent: this },
    );
    void admission.then(({ leave }) => leave && whenEnded(delivery, leave)).catch(() => {});
    this.nodes = { announcement, delivery };
    this.status = delivery.status;
    this.sends = delivery.sends;
    this.digests = announcement.digests;
    this.doubts = delivery.doubts.apply((doubts) => doubts ?? []);
    this.registerOutputs();
    if (pulumi.runtime.isDryRun()) void this.tell(name, connection, memory);
  }

  /**
   * What the Announcement is handed of the stack's memory, once it may be armed: a broadcast that may post waits in an update for
   * everything that it depends on, and then for its turn.
   */
  private async admit(
    name: string,
    declared: object,
    connection: pulumi.Output<HubArgument> | undefined,
    reading: Promise<Memory>,
  ): Promise<{ text: string; leave?: (ending: Ending) => void }> {
    const memory = await reading;
    const gate = gateOfRun();
    const handed = () => `${gate.failures} ${memory.text}`;
    if (pulumi.runtime.isDryRun()) return { text: handed() };
    const [of, declaration, hub] = await settledValue(pulumi.all([this.urn, pulumi.output(declared), connection]));
    const { lookAt } =
      require("../provider/broadcast/announcement") as typeof import("../provider/broadcast/announcement");
    const context = memory.planning;
    let last = false;
    try {
      const at = context.settings.connection(hub)?.at;
      const inputs = { of, name, declaration: declaration as Declaration, ...(at === undefined ? {} : { to: at }) };
      const { order, plan } = await lookAt(context, inputs);
      for (const line of this.lines(order, plan.steps, at, memory)) if (line.level === "warn") this.say(line);
      last = plan.steps.some((step) => step.action === "hold" && !step.recorded);
      if (!last && plan.cancels.length === 0 && !plan.steps.some(isPosting)) return { text: handed() };
    } catch {
      // What is wrong with it check says.
    }
    // A new doubt fails the run, which would stop the others.
    const leave = await gate.enter({ last });
    return { text: handed(), leave };
  }

  /** Says in a preview what will be posted, and why something that one might expect will not. */
  private async tell(
    name: string,
    connection: pulumi.Output<HubArgument> | undefined,
    reading: Promise<Memory>,
  ): Promise<void> {
    const memory = await reading;
    const context = memory.planning;
    const { digests, same, message, payloads, template, platforms, audience, announcement, ...node } =
      this.nodes.announcement;
    const { schedule, notAfter, onInDoubt, adopt, revision, test } = node;
    const said = [message, payloads, template, audience, schedule];
    // The hub of the same program is not known before it is there; the plan does without it.
    const isKnown =
      connection === undefined || (await (connection as unknown as { isKnown: Promise<boolean> }).isKnown);
    const secret = await Promise.all(said.map((each) => each !== undefined && pulumi.isSecret(each)));
    const terms = pulumi.output({ schedule, notAfter, onInDoubt, adopt, revision, test });
    const content = pulumi.output({ message, payloads, template, platforms, audience });
    pulumi
      .all([this.urn, digests, same, announcement, terms, content, isKnown ? connection : undefined])
      .apply(([of, digests, same, announcement, terms, content, hub]) => {
        const at = isKnown ? context.settings.connection(hub)?.at : undefined;
        const order = { of, name, announcement, digests, same, terms } as PlannedOrder;
        const known = knowledgeOf(context, order, {});
        const { steps } = planOf(context, order, known, at);
        for (const line of this.lines(order, steps, at, memory)) this.say(line);
        const posting = steps.filter(isPosting);
        if (posting.length === 0) return;
        const hidden = secret.includes(true) || pulumi.containsUnknowns(content);
        const { planCard } = require("./card/planCard") as typeof import("./card/planCard");
        const records = [...(known.own.sends ?? []), ...(known.own.history ?? [])];
        const card = { name, announcement, schedule: terms.schedule, ...content } as CardDeclaration;
        const parts = posting.map(({ part }) => part.key).join(", ");
        this.say({ level: "info", text: hidden ? `${name}: posts to ${parts}` : planCard(card, posting, records) });
      });
  }

  private lines(order: PlannedOrder, steps: readonly Step[], at: string | undefined, memory: Memory): Line[] {
    const { planLines, doubtLines } = require("./planWords") as typeof import("./planWords");
    const present = new Set(Object.values(order.digests));
    const open = memory.doubts.filter(
      ({ of, recorded, doubt }) => of === order.of && (recorded || !present.has(doubt.digest)),
    );
    const was = memory.schedules.has(order.of) ? { schedule: memory.schedules.get(order.of) } : undefined;
    const before = memory.memory?.of(new Set([order.of]))[0]?.at;
    const moved = before !== undefined && at !== undefined && before !== at;
    return [
      ...doubtLines(
        order.name,
        open.map(({ doubt }) => doubt),
      ),
      ...planLines(order, steps, { was, moved }),
    ];
  }

  private say({ level, text }: Line): void {
    void pulumi.log[level](text, this);
  }
}

/** The value of an output, in an update. */
const settledValue = <T>(output: pulumi.Output<T>): Promise<T> =>
  (output as unknown as { promise(): Promise<T> }).promise();

/** The engine answers for a resource when its step has ended. */
function whenEnded(resource: pulumi.Resource, leave: (ending: Ending) => void): void {
  settledValue(resource.urn).then(
    () => leave("posted"),
    () => leave("failed"),
  );
}

/** The value as a secret where the argument is one: a mark inside it does not survive the provider. */
const secretLike = <T>(argument: pulumi.Output<unknown>, value: T): pulumi.Output<unknown> =>
  pulumi.output(pulumi.isSecret(argument)).apply((secret) => (secret ? pulumi.secret(value) : pulumi.output(value)));

/** The announcement's own value: what policies and check made of the argument. Absent arguments stay absent. */
const given = (argument: unknown, output: pulumi.Output<any>) => (argument === undefined ? undefined : output);

/** Options of the component that mean its children. */
function childOptions(opts: pulumi.ComponentResourceOptions): pulumi.CustomResourceOptions {
  const { ignoreChanges, replaceOnChanges, hooks, customTimeouts, deletedWith } = opts;
  return { ignoreChanges, replaceOnChanges, hooks, customTimeouts, deletedWith };
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

/**
 * Host and name of the hub that the program names, without its key; nothing where configuration names it. A fault goes to check as `!`
 * and a sentence.
 */
function hubNamed(
  { announcement }: Pick<BroadcastArgs, "announcement">,
  connection: pulumi.Output<HubArgument> | undefined,
): pulumi.Input<string | undefined> {
  const named = connection === undefined ? undefined : pulumi.unsecret(connection).apply(hubNameOf);
  if (!pulumi.Output.isInstance<string>(announcement)) return named;
  // It is in ids, in a ledger's keys, and on the card.
  const refused =
    "!announcement: must not be a secret, because it names the announcement in the state; give a plain name";
  return pulumi.all([pulumi.isSecret(announcement), named]).apply(([secret, at]) => (secret ? refused : at));
}

function hubNameOf(argument: HubArgument): string | undefined {
  if (mentionsUnknown(argument)) return unknown;
  try {
    return new Settings((key) => pulumi.runtime.getConfig(key)).connection(argument)?.at;
  } catch (error) {
    return `!${(error as Error).message}`;
  }
}
