import { randomBytes } from "node:crypto";
import type { HubClient } from "../client/hubClient";
import type { Ledger } from "../journal/ledger/ledger";
import { StackMemory } from "../journal/memory";
import * as announcement from "./announcement";
import { consult } from "./claim";
import type { Context } from "./context";
import { type Issue, schemaVersion, validateDeclaration } from "./declaration";
import * as delivery from "./delivery";
import { dueAt, partsOf } from "./parts";
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
  let ledger: Promise<Ledger> | undefined;
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
      const client = new Client({
        connectionString: connection.connection,
        hub: connection.hub,
        timeoutMs: context.settings.timeoutSeconds * 1000,
      });
      clients.set(key, client);
      return client;
    },
    ledger: () => {
      const url = context.settings.ledger;
      if (url === undefined) return Promise.resolve(undefined);
      const { openLedger } = require("../journal/ledger/ledger") as typeof import("../journal/ledger/ledger");
      ledger ??= openLedger(url, { env: context.settings.env });
      return ledger;
    },
    say: (line) => console.log(line),
    ...parts,
  };
  return {
    async configure({ config }) {
      context.settings = parts.settings ?? new Settings((key) => config.get(key));
    },
    async check(_olds, news) {
      const { known, handed, ...inputs } = news;
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
      await consultLedger(context, inputs);
      const complete: Props = { ...inputs, ...derived(context, inputs) };
      if (!isDelivery(inputs) && !isUnknown(complete.digests))
        context.run.given.set(inputs.name, { keys: handed ?? Object.keys(inputs), digests: complete.digests });
      const late = tooFarAhead(context, complete);
      return late ? { inputs: complete, failures: [{ property: "", reason: late }] } : { inputs: complete };
    },
    async diff(_id, olds, news) {
      if (olds.schema > schemaVersion) return { changes: true };
      if (hasUnknown(declarationOf(news))) return { changes: true };
      const changes = isDelivery(news)
        ? delivery.diff(context, olds as delivery.DeliveryOutputs, flat(news) as delivery.DeliveryInputs)
        : announcement.diff(context, olds as announcement.AnnouncementOutputs, news as announcement.AnnouncementInputs);
      return { changes };
    },
    async create(inputs) {
      const { announcement: identity, name } = flat(inputs);
      const id = `${identity ?? name}#${context.generation()}`;
      return { id, outs: await apply(id, undefined, inputs) };
    },
    async update(id, olds, news) {
      refuseNewer(olds);
      return { outs: await apply(id, olds, news) };
    },
    async read(id, outs) {
      if (outs.sends === undefined || outs.schema > schemaVersion) return { id, props: outs };
      return { id, props: await delivery.read(context, outs as delivery.DeliveryOutputs) };
    },
    async delete(id, outs) {
      if (outs.sends === undefined) return;
      refuseNewer(outs);
      await delivery.remove(context, id, outs as delivery.DeliveryOutputs);
    },
  };

  async function apply(id: string, olds: Props | undefined, news: Props): Promise<Props> {
    if (hasUnknown(declarationOf(news)))
      throw new Error(`${flat(news).name}: holds a value that is still unknown; nothing was posted.`);
    if (isDelivery(news)) {
      return await delivery.deliver(
        context,
        id,
        olds as delivery.DeliveryOutputs,
        flat(news) as delivery.DeliveryInputs,
      );
    }
    return announcement.arm(context, olds as announcement.AnnouncementOutputs, news as announcement.AnnouncementInputs);
  }
}

/** The declaration among the inputs: without what the engine and check add. */
function declarationOf(inputs: Props): Props {
  const { __provider, armed, also, declaredAs, hub, to, digests, posts, status, ...declaration } = flat(inputs);
  return declaration;
}

/** A Delivery is given what its Announcement came to, in one property. */
const isDelivery = (inputs: Props): boolean => inputs.announced !== undefined;

/** The inputs of either resource on one level. */
function flat(inputs: Props): Props {
  const { announced = {}, ...own } = inputs;
  const { also, declaredAs, ...said } = announced;
  return { ...unlessUnknown(also), declaredAs: unlessUnknown(declaredAs), ...said, ...own };
}

const unlessUnknown = (value: unknown) => (isUnknown(value) ? undefined : (value as Props | undefined));

function remember(context: Context, known: string): void {
  if (known === context.run.memoryText) return;
  const { scope, resources } = JSON.parse(known);
  context.run.scope = scope;
  if (resources) context.run.memory = new StackMemory(resources);
  context.run.memoryText = known;
}

function refuseNewer(state: Props): void {
  if (state.schema > schemaVersion) {
    throw new Error(
      `this stack's state was written by a newer pulumi-broadcast (schema ${state.schema}); update the package with npm install pulumi-broadcast@latest.`,
    );
  }
}

/** The HTTP client needs it; without this check an older Node would fail in the middle of a post. */
const oldestNode = [22, 19];

function issuesOf(context: Context, inputs: Props): Issue[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < oldestNode[0]! || (major === oldestNode[0] && minor < oldestNode[1]!)) {
    return [
      {
        path: "",
        message: `pulumi-broadcast needs Node ${oldestNode.join(".")} or later on PATH; this is ${process.versions.node}`,
      },
    ];
  }
  if (inputs.schema > schemaVersion)
    return [{ path: "schema", message: "is newer than this pulumi-broadcast; update the package" }];
  if (typeof inputs.to === "string" && inputs.to.startsWith("!")) return [{ path: "", message: inputs.to.slice(1) }];
  const issues = validateDeclaration(declarationOf(inputs));
  if (issues.length > 0) return issues;
  try {
    void context.settings.mode;
    void context.settings.timeoutSeconds;
    void context.settings.resolutions;
    if (isDelivery(inputs)) {
      if (!hasUnknown(inputs.hub)) context.settings.connection(inputs.hub);
      return [];
    }
    if (inputs.to === undefined) context.settings.connection(undefined);
    return hasUnknown(declarationOf(inputs)) ? [] : declaredTwice(context, inputs as announcement.AnnouncementInputs);
  } catch (error) {
    if (error instanceof SettingError) return [{ path: "", message: error.message }];
    throw error;
  }
}

async function consultLedger(context: Context, inputs: Props): Promise<void> {
  if (
    context.settings.ledger === undefined ||
    hasUnknown(declarationOf(inputs)) ||
    isUnknown(inputs.to) ||
    hasUnknown(inputs.hub)
  )
    return;
  const at = inputs.to ?? context.settings.connection(inputs.hub)?.at;
  await consult(
    context,
    inputs as announcement.AnnouncementInputs,
    isTest(context, inputs as announcement.AnnouncementInputs),
    at,
  );
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

const week = 7 * 86_400_000;

/** The service takes a schedule at most 7 days ahead; what is scheduled already is not judged. */
function tooFarAhead(context: Context, inputs: Props): string | undefined {
  if (isDelivery(inputs) || !Array.isArray(inputs.posts) || inputs.posts.length === 0) return undefined;
  const due = dueAt(inputs as announcement.AnnouncementInputs);
  if (due === undefined || due - context.now() <= week) return undefined;
  const from = new Date(due - week).toISOString().slice(0, 16);
  return `schedule: is more than 7 days ahead, which the service does not take; run \`pulumi up\` again after ${from}Z.`;
}

/** What check adds to the inputs: stable while the content is. */
function derived(context: Context, inputs: Props): Props {
  const open = hasUnknown(declarationOf(inputs));
  if (isDelivery(inputs)) {
    return {
      status:
        open || hasUnknown(inputs.hub) ? unknown : delivery.expected(context, flat(inputs) as delivery.DeliveryInputs),
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
