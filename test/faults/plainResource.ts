import type { Props } from "./checkpoint";
import { argsOf, type Declared, type HubArgument } from "./declared";
import { type Place, urnOf } from "./place";
import type { Platform } from "./platform";
import { placesOf } from "./program";
import { sourceOf } from "./source";
import type { StateView } from "./stateView";
import type { Subject } from "./subject";

const type = "pulumi-nodejs:dynamic:Resource";
/** The provider's text in the state, as short as the Broadcast's own. */
const line = `exports.handler = () => require(${JSON.stringify(require.resolve("./plain"))}).provider`;

/** The control: one plain dynamic resource for each post. A harness that finds nothing here proves nothing. */
export const plainResource: Subject = {
  chains: ({ stack, program, hubs }) =>
    program.broadcasts.flatMap((declared) =>
      declared.platforms.map((platform) => {
        const [urn, ...aliases] = placesOf(declared).map((place) => postUrn(stack, place, platform));
        const inputs = { ...propsOf(declared, platform, hubs), __provider: line };
        return { urn: urn!, after: [], registrations: [{ type, urn: urn!, aliases, inputs: () => inputs }] };
      }),
    ),

  resourcesOf: (stack, { place, platforms }) => platforms.map((platform) => postUrn(stack, place, platform)),

  /** A class of the same shape around one plain resource for each platform. */
  source: (program, hubs) =>
    sourceOf(program, hubs).replace(
      /^const { Broadcast }.*$/m,
      `class Broadcast extends pulumi.ComponentResource {
  constructor(name, { message, platforms, audience, announcement, revision = 1, schedule, test = false, hub }, opts) {
    super("broadcast:index:Broadcast", name, {}, opts);
    for (const platform of platforms) {
      const props = { platform, text: message.body, tag: audience.tags[0], revision, announcement, schedule, test, hub };
      new pulumi.CustomResource(${JSON.stringify(type)}, \`\${name}-\${platform}\`, { ...props, __provider: ${JSON.stringify(line)} }, { parent: this });
    }
  }
}`,
    ),

  view(resources) {
    const view: StateView = { declared: [], records: [], doubts: [], arms: [] };
    for (const { urn, id, outputs, ...held } of resources) {
      if (held.delete) continue;
      const { platform, text, revision, announcement, schedule, test, tag } = outputs;
      const of = urn.slice(0, -platform.length - 1).replace(`$${type}`, "");
      const digest = `${tag} ${platform} ${text} ${revision} ${announcement} ${test}`;
      view.declared.push({ urn: of, text, revision, announcement, schedule, test, digests: { [platform]: digest } });
      const state = schedule === undefined ? "sent" : "scheduled";
      view.records.push({ urn: of, digest, platform, state, notificationId: id, foreign: false });
    }
    return view;
  },

  namesEachPost: false,
};

const postUrn = (stack: Parameters<typeof urnOf>[0], { parent, name }: Place, platform: Platform): string =>
  urnOf(stack, { parent, name: `${name}-${platform}` }, type);

function propsOf(declared: Declared, platform: Platform, hubs: readonly HubArgument[]): Props {
  const { text, tag, revision, test } = declared;
  const { announcement, schedule, hub } = argsOf(declared, hubs);
  return { platform, text, tag, revision, announcement, schedule, test, hub };
}
