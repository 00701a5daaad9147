import type { Provider as PluginServer } from "@pulumi/pulumi/provider";
import { PartialFailure } from "../provider/broadcast/partialFailure";
import type { Provider } from "../provider/broadcast/provider";
import type { BroadcastArgs } from "../sdk/broadcastArgs";
import { unwrap, wrap } from "./secrets";

/** The secret ones of a Delivery, whatever the program marked. */
const always = ["hub", "connections"];

/** What the engine calls of a plugin, over the functions that also serve the dynamic host. */
export function pluginServer(load: () => Promise<Provider>, version: string): PluginServer {
  return {
    version,
    // From dist/plugin as from the bundle, which holds it.
    getSchema: async () => JSON.stringify(require("../../plugin/schema.json")),
    async construct(name, type, inputs, options) {
      if (type !== "broadcast:index:Broadcast")
        throw new Error(`${type} is not a resource of this plugin; use broadcast:index:Broadcast.`);
      // check reads the arguments of every language by the same rules.
      const { Broadcast } = require("../sdk/broadcast") as typeof import("../sdk/broadcast");
      const broadcast = new Broadcast(name, inputs as unknown as BroadcastArgs, options);
      const { urn, status, sends, digests, doubts } = broadcast;
      return { urn, state: { status, sends, digests, doubts } };
    },
    async check(_urn, olds, news) {
      const provider = await load();
      const { plain, secretKeys } = secretly(news);
      const { inputs, failures } = await provider.check(unwrap(olds).plain, plain);
      return { inputs: inputs && wrap(inputs, secretKeys), failures };
    },
    diff: async (id, _urn, olds, news) => (await load()).diff(id, unwrap(olds).plain, unwrap(news).plain),
    async create(_urn, news) {
      const provider = await load();
      const { plain, secretKeys } = secretly(news);
      const { id, outs } = await keepingSecrets(provider.create(plain), secretKeys);
      return { id, outs: wrap(outs, secretKeys) };
    },
    async read(id, _urn, props) {
      const provider = await load();
      const { plain, secretKeys } = secretly(props ?? {});
      const { props: outs } = await provider.read(id, plain);
      return { id, props: wrap(outs, secretKeys) };
    },
    async update(id, _urn, olds, news) {
      const provider = await load();
      const { plain, secretKeys } = secretly(news);
      const { outs } = await keepingSecrets(provider.update(id, unwrap(olds).plain, plain), secretKeys);
      return { outs: wrap(outs, secretKeys) };
    },
    delete: async (id, _urn, outs) => (await load()).delete(id, unwrap(outs).plain),
  };
}

function secretly(properties: Record<string, unknown>): ReturnType<typeof unwrap> {
  const { plain, secretKeys } = unwrap(properties);
  for (const key of always) secretKeys.add(key);
  return { plain, secretKeys };
}

/** The properties that a failed step saves are marked like those of one that succeeded. */
async function keepingSecrets<T>(step: Promise<T>, secretKeys: ReadonlySet<string>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    throw new PartialFailure(error.id, wrap(error.properties, secretKeys), error.reasons, error.discovers);
  }
}
