import { providerLine } from "../../provider/broadcast/line";
import { Announcement } from "../../sdk/announcementResource";
import { Delivery } from "../../sdk/deliveryResource";
import type { Held, Props } from "./checkpoint";
import { argsOf, type Declared } from "./declared";
import { broadcastOf, project, urnOf } from "./place";
import { placesOf } from "./program";
import type { Chain, Registration } from "./registration";
import { sourceOf } from "./source";
import type { StateView } from "./stateView";
import type { Subject, Surroundings } from "./subject";

const announcementType = Announcement.__pulumiType;
const deliveryType = Delivery.__pulumiType;

/** A Broadcast as it was before its lifecycle was rebuilt: registered as its class did it then, without a gate. */
export const earlierBroadcast: Subject = {
  chains(surroundings) {
    const { stack, remembered } = surroundings;
    const known = JSON.stringify({ scope: `${project}/${stack}`, resources: remembered.flatMap(memoryOf) });
    const common = { schema: 1, known, __provider: providerLine };
    return surroundings.program.broadcasts.map((declared) => chainOf(declared, surroundings, common));
  },

  source: sourceOf,

  resourcesOf: (stack, { place }, child) =>
    [announcementType, deliveryType]
      .filter((type) => !child || type.endsWith(child))
      .map((type) => urnOf(stack, place, type)),

  view(resources) {
    const view: StateView = { declared: [], records: [], doubts: [], arms: [] };
    for (const { urn: own, type, outputs, ...held } of resources) {
      if (held.delete) continue;
      const urn = broadcastOf(own);
      if (type === announcementType) {
        const { message, revision = 1, announcement, schedule, test = false, digests = {}, armed = {} } = outputs;
        view.declared.push({ urn, text: message.body, revision, announcement, schedule, test, digests });
        for (const [digest, run] of Object.entries<string>(armed)) view.arms.push({ urn, digest, run });
      }
      if (type !== deliveryType) continue;
      for (const record of [...(outputs.sends ?? []), ...(outputs.history ?? [])]) {
        const { digest, platform, state, hub = outputs.at, notificationId, run, adoptedFrom } = record;
        view.records.push({
          urn,
          digest,
          platform,
          state,
          hub,
          notificationId,
          run,
          foreign: adoptedFrom === "the ledger",
        });
      }
      for (const { digest, run } of outputs.doubts ?? []) view.doubts.push({ urn, digest, run });
    }
    return view;
  },

  namesEachPost: false,
  trustsOldClaims: true,
};

function chainOf(declared: Declared, { stack, hubs, policy, program }: Surroundings, common: Props): Chain {
  const { hub, ...args } = argsOf(declared, hubs);
  const { name } = declared.place;
  const to = hub && { to: `${/Endpoint=\w+:\/\/([^/;]+)/.exec(hub.connectionString)![1]}/${hub.hub}`.toLowerCase() };
  const registration = (type: string) => {
    const [urn, ...aliases] = placesOf(declared).map((place) => urnOf(stack, place, type));
    return { type, urn: urn!, aliases };
  };
  const announcement: Registration = {
    ...registration(announcementType),
    inputs: () => ({ ...common, ...args, ...to, name, handed: ["schema", "name", ...Object.keys(args)] }),
    remediate: (inputs) =>
      policy && inputs.posts?.length > 0 ? { ...inputs, message: { ...inputs.message, title: "The news" } } : inputs,
  };
  const delivery: Registration = {
    ...registration(deliveryType),
    derived: "announced",
    inputs: (outputsOf) => {
      const outputs = outputsOf(announcement.urn);
      if (!outputs) return undefined;
      const given = Object.fromEntries(Object.keys(args).map((key) => [key, outputs[key]]));
      const { also, declaredAs, armed } = outputs;
      return { ...common, ...(hub && { hub }), announced: { ...given, name, also, declaredAs, armed } };
    },
  };
  const after = program.broadcasts
    .filter(({ slot }) => declared.after.includes(slot))
    .map(({ place }) => urnOf(stack, place));
  return { urn: urnOf(stack, declared.place), after, registrations: [announcement, delivery] };
}

/** As a program read its own stack: by the name alone. */
function memoryOf({ urn, type, outputs }: Held): Props[] {
  const name = urn.slice(urn.lastIndexOf("::") + 2);
  const { armed, ledger, madeFrom, postedAs, at, sends, history, doubts } = outputs;
  const withHub = (records?: Props[]) =>
    records?.map((record) => (record.hub === undefined && at !== undefined ? { ...record, hub: at } : record));
  if (type === announcementType) return [{ name, armed, ledger, madeFrom, postedAs }];
  return type === deliveryType ? [{ name, sends: withHub(sends), history: withHub(history), doubts }] : [];
}
