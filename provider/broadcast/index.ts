import { randomBytes } from "node:crypto";
import type { HubClient } from "../client/hubClient";
import { StackMemory } from "../journal/memory";
import * as announcement from "./announcement";
import type { Context } from "./context";
import { type Issue, schemaVersion, validateDeclaration } from "./declaration";
import * as delivery from "./delivery";
import { partsOf } from "./parts";
import { isTest } from "./plan";
import { newRun } from "./run";
import { type Connection, SettingError, Settings } from "./settings";
import { hasUnknown, isUnknown, unknown } from "./unknown";

type Props = Record<string, any>;

/** The operations that Pulumi's dynamic-provider host calls. */
export interface Provider {
  configure(request: { config: { get(key: string): string | undefined } }): Promise<void>;
  check(olds: Props, news: Props): Promise<{ inputs?: Props; failures?: { property: string; reason: string }[] }>;
  diff(id: string, olds: Props, news: Props): Promise<{ changes: boolean; deleteBeforeReplace?: boolean }>;
  create(inputs: Props): Promise<{ id: string; outs: Props }>;
  read(id: string, outs: Props): Promise<{ id: string; props: Props }>;
  update(id: string, olds: Props, news: Props): Promise<{ outs: Props }>;
  delete(id: string, outs: Props): Promise<void>;
}

/** Makes a provider; the parts of the context that are given replace the real ones. */
export function createProvider(parts: Partial<Context> = {}): Provider {
  const clients = new Map<string, HubClient>();
  const context: Context = {
    run: newRun(),
    settings: new Settings(() => undefined),
    now: Date.now,
    generation: () => randomBytes(4).toString("hex"),
    client: async (connection) => {
      const key = `${connection.text}\n${connection.hub}`;
      const existing = clients.get(key);
      if (existing) return existing;
      const { HubClient: Client } = require("../client/hubClient") as typeof import("../client/hubClient");
      const client = new Client({ connectionString: connection.connection, hub: connection.hub });
      clients.set(key, client);
      return client;
    },
    ledger: async () => undefined,
    say: (line) => console.log(line),
    ...parts,
  };
  return {
    async configure({ config }) {
      context.settings = parts.settings ?? new Settings((key) => config.get(key));
    },
    async check(_olds, news) {
      const { known, ...inputs } = news;
      if (typeof known === "string") remember(context, known);
      const failures = issuesOf(context, inputs);
      if (failures.length > 0) {
        return {
          inputs,
          failures: failures.map(({ path, message }) => ({
            property: "",
            reason: path ? `${path}: ${message}` : message,
          })),
        };
      }
      return { inputs: { ...inputs, ...derived(context, inputs) } };
    },
    async diff(_id, olds, news) {
      if (olds.schema > schemaVersion) return { changes: true };
      if (hasUnknown(declarationOf(news))) return { changes: true };
      const changes =
        news.kind === "delivery"
          ? delivery.diff(context, olds as delivery.DeliveryOutputs, news as delivery.DeliveryInputs)
          : announcement.diff(
              context,
              olds as announcement.AnnouncementOutputs,
              news as announcement.AnnouncementInputs,
            );
      return { changes };
    },
    async create(inputs) {
      const id = `${inputs.announcement ?? inputs.name}#${context.generation()}`;
      return { id, outs: await apply(id, undefined, inputs) };
    },
    async update(id, olds, news) {
      refuseNewer(olds);
      return { outs: await apply(id, olds, news) };
    },
    async read(id, outs) {
      if (outs.kind !== "delivery" || outs.schema > schemaVersion) return { id, props: outs };
      return { id, props: await delivery.read(context, outs as delivery.DeliveryOutputs) };
    },
    async delete(id, outs) {
      if (outs.kind !== "delivery") return;
      refuseNewer(outs);
      await delivery.remove(context, id, outs as delivery.DeliveryOutputs);
    },
  };

  async function apply(id: string, olds: Props | undefined, news: Props): Promise<Props> {
    if (hasUnknown(declarationOf(news)))
      throw new Error(`${news.name}: holds a value that is still unknown; nothing was posted.`);
    if (news.kind === "delivery") {
      return await delivery.deliver(context, id, olds as delivery.DeliveryOutputs, news as delivery.DeliveryInputs);
    }
    return announcement.arm(context, olds as announcement.AnnouncementOutputs, news as announcement.AnnouncementInputs);
  }
}

/** The declaration among the inputs: without what the engine and check add. */
function declarationOf(inputs: Props): Props {
  const { __provider, armed, hub, to, digests, posts, status, ...declaration } = inputs;
  return declaration;
}

function remember(context: Context, known: string): void {
  if (known === context.run.memoryText) return;
  context.run.memory = StackMemory.parse(known);
  context.run.memoryText = known;
}

function refuseNewer(state: Props): void {
  if (state.schema > schemaVersion) {
    throw new Error(
      `this stack's state was written by a newer pulumi-broadcast (schema ${state.schema}); update the package with npm install pulumi-broadcast@latest.`,
    );
  }
}

function issuesOf(context: Context, inputs: Props): Issue[] {
  if (inputs.schema > schemaVersion)
    return [{ path: "schema", message: "is newer than this pulumi-broadcast; update the package" }];
  if (typeof inputs.to === "string" && inputs.to.startsWith("!")) return [{ path: "", message: inputs.to.slice(1) }];
  const issues = validateDeclaration(declarationOf(inputs));
  if (issues.length > 0) return issues;
  try {
    void context.settings.mode;
    void context.settings.resolutions;
    if (inputs.kind === "announcement" && !hasUnknown(declarationOf(inputs)))
      return declaredTwice(context, inputs as announcement.AnnouncementInputs);
    if (inputs.kind === "delivery") {
      if (!hasUnknown(inputs.hub)) context.settings.connection(inputs.hub);
    } else if (inputs.to === undefined) context.settings.connection(undefined);
  } catch (error) {
    if (error instanceof SettingError) return [{ path: "", message: error.message }];
    throw error;
  }
  return [];
}

/** Two broadcasts of one program that say the same to the same people would be sent once for both: the person has to say which is meant. */
function declaredTwice(context: Context, inputs: announcement.AnnouncementInputs): Issue[] {
  const { declaredBy } = context.run;
  for (const { digest } of partsOf(inputs, isTest(context, inputs))) {
    const other = declaredBy.get(digest);
    if (other !== undefined && other !== inputs.name) {
      return [
        {
          path: "announcement",
          message: `must be set, because broadcast "${other}" of this program says the same to the same audience and would be taken for the same announcement`,
        },
      ];
    }
    declaredBy.set(digest, inputs.name);
  }
  return [];
}

/** What check adds to the inputs: stable while the content is. */
function derived(context: Context, inputs: Props): Props {
  const open = hasUnknown(declarationOf(inputs));
  if (inputs.kind === "delivery") {
    return {
      status: open || hasUnknown(inputs.hub) ? unknown : delivery.expected(context, inputs as delivery.DeliveryInputs),
    };
  }
  const to = inputs.to ?? context.settings.connection(undefined)?.at;
  const where = to === undefined ? {} : { to };
  if (open) return { ...where, digests: unknown, posts: unknown };
  return {
    ...where,
    ...announcement.derive(context, {
      ...inputs,
      to: isUnknown(to) ? undefined : to,
    } as announcement.AnnouncementInputs),
  };
}

/** The provider that the line in the state loads: one per engine run. */
export const provider: Provider = createProvider();
export type { Connection };
