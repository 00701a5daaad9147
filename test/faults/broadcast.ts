import type { Context } from "../../provider/broadcast/context";
import { providerLine } from "../../provider/broadcast/line";
import { digestsIn, lookAt } from "../../provider/broadcast/lookAt";
import { runsOf } from "../../provider/broadcast/order";
import { isPosting } from "../../provider/broadcast/plan";
import { quietly, Settings } from "../../provider/broadcast/settings";
import { type Remembered, StackMemory } from "../../provider/journal/memory";
import { type SendRecord, schemaVersion } from "../../provider/journal/record";
import type { Declaration } from "../../provider/message/declaration";
import { unknown } from "../../provider/message/unknown";
import { widestGate } from "../../sdk/gate";
import { planningContext } from "../../sdk/planningContext";
import { dynamicTypes, pluginTypes } from "../../sdk/resourceTypes";
import type { Held, Props } from "./checkpoint";
import { argsOf, type Declared } from "./declared";
import { broadcastOf, project, urnOf } from "./place";
import { placesOf } from "./program";
import type { Chain, Registration } from "./registration";
import { sourceOf } from "./source";
import type { ArmView, DoubtView, RecordView, StateView } from "./stateView";
import type { Subject, Surroundings } from "./subject";

const { announcement: announcementType, delivery: deliveryType } = dynamicTypes;
const common = { schema: schemaVersion, __provider: providerLine };

/** A Broadcast, registered as its class does it. */
export const broadcast: Subject = {
  chains(surroundings) {
    const context = planningIn(surroundings);
    return surroundings.program.broadcasts.map((declared) => chainOf(declared, surroundings, context));
  },

  source: sourceOf,

  ...inState(dynamicTypes),

  gateWidth: widestGate,
  namesEachPost: true,
};

/** The same with the resources that the plugin serves. The plugin makes them itself: only the whole CLI goes that way. */
export const pluginBroadcast: Subject = { ...broadcast, ...inState(pluginTypes) };

/** Where its resources are in the state. */
function inState({ announcement, delivery }: typeof dynamicTypes): Pick<Subject, "resourcesOf" | "view"> {
  return {
    resourcesOf: (stack, { place }, child) =>
      [announcement, delivery]
        .filter((type) => !child || type.endsWith(child))
        .map((type) => urnOf(stack, place, type)),

    view(resources) {
      const view: StateView = { declared: [], records: [], doubts: [], arms: [] };
      for (const held of resources) {
        if (held.delete) continue;
        if (held.type === announcement) addAnnouncement(view, held);
        if (held.type === delivery) addDelivery(view, held);
      }
      return view;
    },
  };
}

const scopeOf = ({ stack }: Surroundings): string => `${project}/${stack}`;

/** As a program plans: with what it reads of its own stack, and without the ledger. */
function planningIn(surroundings: Surroundings): Context {
  const { remembered, config, clock, env } = surroundings;
  const { BROADCAST_LEDGER: _, ...without } = env;
  const memory = new StackMemory(rememberedIn(remembered), clock.now());
  const planning = planningContext(memory, scopeOf(surroundings), (key) => config[key]);
  return { ...planning, settings: new Settings((key) => config[key], without), now: clock.now };
}

/** What the program hands an Announcement of the stack, behind the failures of this run, after which it registers nothing more. */
function handed(context: Context, of: string, declaration: Declaration, preview: boolean): string {
  const { scope, memory } = context.run;
  const digests = quietly(() => digestsIn(context, declaration));
  return `0 ${JSON.stringify({ scope, preview, ...memory!.handTo(of, digests) })}`;
}

function chainOf(declared: Declared, surroundings: Surroundings, context: Context): Chain {
  const { stack, hubs, policy, preview, program } = surroundings;
  const { hub, ...args } = argsOf(declared, hubs);
  const of = urnOf(stack, declared.place);
  const { name } = declared.place;
  const to = hub === undefined ? undefined : new Settings(() => undefined, {}).connection(hub)!.at;
  const [announcement, delivery] = [announcementType, deliveryType].map((type) => {
    const [urn, ...aliases] = placesOf(declared).map((place) => urnOf(stack, place, type));
    return { type, urn: urn!, aliases };
  });
  const memory = handed(context, of, args as Declaration, preview);
  const first: Registration = {
    ...announcement!,
    inputs: () => ({ ...common, ...args, of, name, ...(to === undefined ? {} : { to }), memory }),
    remediate: (inputs) =>
      policy && inputs.posts?.length > 0 ? { ...inputs, message: { ...inputs.message, title: "The news" } } : inputs,
  };
  const second: Registration = {
    ...delivery!,
    derived: "order",
    inputs: (outputsOf) => {
      const outputs = outputsOf(first.urn);
      return (
        outputs && { ...common, order: orderOf(of, declared, args, outputs), ...(hub === undefined ? {} : { hub }) }
      );
    },
  };
  const after = program.broadcasts
    .filter(({ slot }) => declared.after.includes(slot))
    .map(({ place }) => urnOf(stack, place));
  const chain = { urn: of, after, registrations: [first, second] };
  return preview ? chain : { ...chain, entry: () => entryOf(context, { of, name, hub, args }) };
}

/** What the Delivery is asked to do: the Announcement's own values, of the arguments that were given. */
function orderOf(of: string, { place }: Declared, args: Props, outputs: Props): Props {
  const given = (key: string) => (args[key] === undefined ? {} : { [key]: outputs[key] });
  const terms = Object.assign({}, ...["schedule", "notAfter", "onInDoubt", "adopt", "revision", "test"].map(given));
  const { digests, countsAs, armed, cancels } = outputs;
  const runs = armed === unknown ? unknown : runsOf(armed, cancels);
  return { of, name: place.name, ...given("announcement"), digests, countsAs, runs, terms };
}

/** As the program decides whether a broadcast waits for its turn. */
async function entryOf(
  context: Context,
  { of, name, hub, args }: { of: string; name: string; hub: Props | undefined; args: Props },
): Promise<{ last: boolean } | undefined> {
  try {
    const to = context.settings.connection(hub as Parameters<Settings["connection"]>[0])?.at;
    const inputs = { of, name, declaration: args as Declaration, ...(to === undefined ? {} : { to }) };
    const { steps, cancels } = (await lookAt(context, inputs)).plan;
    const begun = steps.some((step) => step.action === "hold" && !step.recorded);
    return begun || cancels.length > 0 || steps.some(isPosting) ? { last: begun } : undefined;
  } catch {
    // What is wrong with it check says.
    return { last: false };
  }
}

/** As a program reads its own stack. */
function rememberedIn(resources: Held[]): Remembered[] {
  const brief = (records?: SendRecord[]) =>
    records?.map(({ counts: _, delivery: __, reason: ___, ...record }) => record);
  const rows = new Map<string, Remembered>();
  for (const { urn, type, outputs } of resources) {
    const of = broadcastOf(urn);
    const { armed, cancels, countsAs, at, generation, sends, history, doubts } = outputs;
    if (type === announcementType) rows.set(of, { ...rows.get(of), of, armed, cancels, countsAs });
    if (type === deliveryType)
      rows.set(of, { ...rows.get(of), of, at, generation, sends: brief(sends), history: brief(history), doubts });
  }
  return [...rows.values()];
}

function addAnnouncement(view: StateView, { urn: own, outputs }: Held): void {
  const urn = broadcastOf(own);
  const { message, revision = 1, announcement, schedule, test = false, digests, countsAs } = outputs;
  view.declared.push({ urn, text: message.body, revision, announcement, schedule, test, digests, countsAs });
  for (const [digest, { run, until }] of Object.entries<{ run: string; until: string }>(outputs.armed ?? {})) {
    view.arms.push({ urn, digest, run, until } satisfies ArmView);
  }
}

function addDelivery(view: StateView, { urn: own, outputs }: Held): void {
  const urn = broadcastOf(own);
  for (const record of [...(outputs.sends ?? []), ...(outputs.history ?? [])] as SendRecord[]) {
    const { digest, platform, state, hub = outputs.at, notificationId, run, foreign = false } = record;
    view.records.push({ urn, digest, platform, state, hub, notificationId, run, foreign } satisfies RecordView);
  }
  for (const { digest, run, until, pending } of outputs.doubts ?? []) {
    view.doubts.push({ urn, digest, run, until, pending: pending?.notificationId } satisfies DoubtView);
  }
}
