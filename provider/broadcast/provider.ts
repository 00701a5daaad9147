import { randomBytes } from "node:crypto";
import type { HubClient } from "../client/hubClient";
import type { Ledger } from "../journal/ledger/ledger";
import { StackMemory } from "../journal/memory";
import { schemaVersion } from "../journal/record";
import { type Issue, validateDeclaration } from "../message/declaration";
import { isUnknown, unknown } from "../message/unknown";
import * as announcement from "./announcement";
import type { Context } from "./context";
import * as delivery from "./delivery";
import { type Announced, type Inputs, type Ordered, type Properties, readInputs } from "./inputs";
import { NotArmed, PartialFailure } from "./partialFailure";
import { newRun, type ProviderRun } from "./run";
import { SettingError, Settings } from "./settings";
import { engineOf, siblingsOf } from "./siblings";
import { read } from "./telemetry";

/** The operations that Pulumi's dynamic-provider host calls. */
export interface Provider {
  configure(request: { config: { get(key: string): string | undefined } }): Promise<void>;
  check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs?: Properties; failures?: { property: string; reason: string }[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean; deleteBeforeReplace?: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, outs: Properties): Promise<{ id: string; props: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, outs: Properties): Promise<void>;
}

/** Makes a provider; `parts` replace the real parts of its context. */
export function createProvider(parts: Partial<Context> = {}): Provider {
  const clients = new Map<string, HubClient>();
  let ledger: Promise<Ledger> | undefined;
  const context: Context = {
    run: newRun(),
    siblings: siblingsOf(engineOf(process.argv.slice(2))),
    settings: new Settings(() => undefined),
    now: Date.now,
    generation: () => randomBytes(4).toString("hex"),
    client: async (connection) => {
      const key = `${connection.text}\n${connection.hub}`;
      const existing = clients.get(key);
      if (existing) return existing;
      const { HubClient: Client } = require("../client/hubClient") as typeof import("../client/hubClient");
      const client = new Client({
        ...connection.reach,
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
    async check(olds, news) {
      const given = readInputs(news);
      const { memory: _, connections: __, ...inputs } = news;
      noteFormer(context, olds, given);
      if (given.kind === "announcement" && given.memory !== undefined) remember(context, given.inputs.of, given.memory);
      if (given.kind === "delivery" && given.inputs.connections !== undefined)
        context.run.connections.set(given.inputs.order.of, given.inputs.connections);
      const issues = issuesOf(context, given);
      if (issues.length > 0) return failed(inputs, issues);
      if (given.kind === "delivery") {
        if (given.open) return { inputs: { ...inputs, status: unknown } };
        return { inputs: { ...inputs, status: delivery.expected(context, given.inputs) } };
      }
      return await checkAnnouncement(context, olds, inputs, given);
    },
    async diff(_id, olds, news) {
      const given = readInputs(news);
      // State written by the plugin has no provider code, without which the dynamic host can neither refresh nor delete it.
      const nameless = news.__provider !== undefined && olds.__provider === undefined;
      if (Number(olds.schema) > schemaVersion || given.open || nameless) return { changes: true };
      const changes =
        given.kind === "delivery"
          ? await delivery.diff(context, delivered(olds), given.inputs)
          : await announcement.diff(context, announced(olds), given.inputs);
      return { changes };
    },
    async create(news) {
      const given = readInputs(news);
      const { name, announcement: identity } =
        given.kind === "delivery" ? given.inputs.order : { ...given.inputs.declaration, name: given.inputs.name };
      const id = `${identity ?? name}#${context.generation()}`;
      return { id, outs: await apply(id, undefined, given) };
    },
    async update(id, olds, news) {
      refuseNewer(olds);
      return { outs: await apply(id, olds, readInputs(news)) };
    },
    async read(id, outs) {
      if (outs.sends === undefined || Number(outs.schema) > schemaVersion) return { id, props: outs };
      return { id, props: { ...(await read(context, delivered(outs))) } };
    },
    async delete(id, outs) {
      if (outs.sends === undefined) return;
      refuseNewer(outs);
      await delivery.remove(context, id, delivered(outs));
    },
  };

  async function apply(id: string, olds: Properties | undefined, given: Inputs): Promise<Properties> {
    if (given.open) throw new Error(`${id}: holds a value that is still unknown; nothing was posted.`);
    const { run } = context;
    run.lastCall = performance.now();
    try {
      if (given.kind === "announcement")
        return { ...(await announcement.arm(context, olds && announced(olds), given.inputs)) };
      run.armedOnly.delete(given.inputs.order.of);
      return { ...(await delivery.deliver(context, id, olds && delivered(olds), given.inputs)) };
    } catch (error) {
      await letOthersBegin(run, error instanceof PartialFailure && error.discovers);
      if (!(error instanceof NotArmed)) run.failures++;
      throw error;
    }
  }
}

/** How long a failure is held back at most, and how long the engine must have been quiet, in milliseconds. */
const [longestHold, quiet] = [3_000, 100];

/**
 * Holds a failure back until everything armed has begun to post: after a failure the engine starts nothing more, which would leave those
 * posts in doubt. A failure that only reports a doubt also waits for a moment in which the engine asks for nothing.
 */
async function letOthersBegin(run: ProviderRun, discovers: boolean): Promise<void> {
  const began = performance.now();
  const busy = () => run.armedOnly.size > 0 || (discovers && performance.now() - run.lastCall < quiet);
  while (busy() && performance.now() - began < longestHold) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The engine stores only what `deliver` and `arm` returned. */
const delivered = (outs: Properties) => outs as unknown as delivery.DeliveryOutputs;
const announced = (outs: Properties) => outs as unknown as announcement.AnnouncementOutputs;

async function checkAnnouncement(
  context: Context,
  olds: Properties,
  inputs: Properties,
  given: Announced,
): Promise<{ inputs: Properties; failures?: { property: string; reason: string }[] }> {
  const to = isUnknown(inputs.to) ? unknown : (given.inputs.to ?? context.settings.connection(undefined)?.at);
  const where = to === undefined ? {} : { to };
  if (given.open) return { inputs: { ...inputs, ...where, digests: unknown, countsAs: unknown, posts: unknown } };
  const { derived, issues } = await announcement.derive(
    context,
    { ...given.inputs, to: isUnknown(to) ? undefined : to },
    announced(olds) as Parameters<typeof announcement.derive>[2],
  );
  const complete = { ...inputs, ...where, ...derived };
  return issues.length > 0 ? failed(complete, issues) : { inputs: complete };
}

/** The engine prints the value of a failing property, secrets included, so the path goes into the reason instead. */
const failed = (inputs: Properties, issues: Issue[]) => ({
  inputs,
  failures: issues.map(({ path, message }) => ({ property: "", reason: path ? `${path}: ${message}` : message })),
});

/** Notes a former URN: the engine resolves aliases, so old inputs that name another URN belong to the same resource. */
function noteFormer({ run }: Context, olds: Properties, given: Inputs): void {
  const of = given.kind === "delivery" ? given.inputs.order.of : given.inputs.of;
  const before = (olds.order as { of?: string } | undefined)?.of ?? olds.of;
  if (typeof before !== "string" || before === of) return;
  run.formerly.set(of, (run.formerly.get(of) ?? new Set()).add(before));
}

function remember({ run, now }: Context, of: string, memory: string): void {
  // The text begins with the number of failures that the program has seen.
  const cut = memory.indexOf(" ");
  run.failuresKnown.set(of, Number(memory.slice(0, cut)));
  const { scope, preview, resources, elsewhere } = JSON.parse(memory.slice(cut + 1));
  Object.assign(run, { scope, preview });
  if (resources === undefined) return;
  run.elsewhere.set(of, elsewhere ?? "");
  run.memory ??= new StackMemory([], now());
  run.memory.add(resources);
}

function refuseNewer(state: Properties): void {
  if (Number(state.schema) > schemaVersion) {
    throw new Error(
      `this stack's state was written by a newer pulumi-broadcast (schema ${state.schema}); update the package with \`npm install pulumi-broadcast@latest\`, or the plugin with \`pulumi plugin install resource broadcast\`.`,
    );
  }
}

/** The HTTP client needs this version; an older Node would fail in the middle of a post. */
const oldestNode = [22, 19];

function issuesOf({ settings }: Context, given: Inputs): Issue[] {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split(".").map(Number);
  if (major < oldestNode[0]! || (major === oldestNode[0] && minor < oldestNode[1]!))
    return [
      { path: "", message: `pulumi-broadcast needs Node ${oldestNode.join(".")} or later on PATH; this is ${node}` },
    ];
  if (given.schema > schemaVersion)
    return [{ path: "schema", message: "is newer than this pulumi-broadcast; update the package" }];
  const issues = given.kind === "announcement" ? announcementIssues(given) : [];
  if (issues.length > 0) return issues;
  try {
    settings.validate();
    connect(settings, given);
    return [];
  } catch (error) {
    if (error instanceof SettingError) return [{ path: "", message: error.message }];
    throw error;
  }
}

/** The program passes a fault in its hub argument as `!` and a sentence. */
function announcementIssues({ inputs: { to, declaration } }: Announced): Issue[] {
  if (to?.startsWith("!")) return [{ path: "", message: to.slice(1) }];
  return validateDeclaration(declaration);
}

/** @throws SettingError when the connection cannot be used. */
function connect(settings: Settings, given: Announced | Ordered): void {
  if (given.kind === "announcement" ? given.inputs.to === undefined : !given.open)
    settings.connection(given.kind === "delivery" ? given.inputs.hub : undefined);
}

/** The provider that the code in the state loads, one per engine run. */
export const provider: Provider = createProvider();
