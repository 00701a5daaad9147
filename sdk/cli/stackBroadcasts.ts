import { doubtOfCancel, type Status } from "../../provider/broadcast/plan";
import { doubtKey, nameOfUrn, type Remembered, type Resolutions, StackMemory } from "../../provider/journal/memory";
import { asOf, type Doubt, type SendRecord } from "../../provider/journal/record";
import { announcementTypes, broadcastOf, deliveryTypes } from "../resourceTypes";
import { pulumi } from "./pulumi";
import { readWords, type Word } from "./words";

/** The used part of a resource in an exported stack. */
export interface StackResource {
  urn: string;
  type: string;
  parent?: string;
  /** Whether it was replaced and is still to be deleted. */
  delete?: boolean;
  outputs?: Record<string, unknown>;
}

/** A doubt as the commands show it. */
export interface StackDoubt extends Doubt {
  /** `digest@run`, by which `resolve` names it. */
  key: string;
  /** Whether the broadcast still declares this post, so that the answer not-sent posts it. */
  declared: boolean;
  /** Whether the next `pulumi up` posts it again without an answer, because of `onInDoubt`. */
  sendAgain?: true;
  /** The answer in the stack's configuration; the next `pulumi up` acts on it. */
  word?: Word;
}

/** What the stack knows about one broadcast. */
export interface StackBroadcast {
  urn: string;
  name: string;
  /** The names of its parents and its own, joined by slashes. */
  path: string;
  /** Its name, path or URN: the shortest that is unique in the stack. */
  label: string;
  /** The status as known now; `resolved` if every doubt has an answer on which no run has acted yet. */
  status: Status | "resolved";
  /** Host and name of the hub, for sends that do not name one. */
  hub?: string;
  sends: SendRecord[];
  /** Earlier sends, of other content or times. */
  history: SendRecord[];
  doubts: StackDoubt[];
}

/** Reads the broadcasts of the given stack, or of the selected one. */
export async function readBroadcasts(stack?: string): Promise<StackBroadcast[]> {
  const { deployment } = JSON.parse(await pulumi(["stack", "export"], stack));
  const resources: StackResource[] = deployment?.resources ?? [];
  const now = Date.now();
  const broadcasts = broadcastsIn(resources, {}, now);
  if (broadcasts.every(({ doubts }) => doubts.length === 0)) return broadcasts;
  return broadcastsIn(resources, await readWords(stack), now);
}

/** Whether a word names this broadcast: its name, path or URN, or the URN of one of its children. */
export function isNamed({ urn, name, path }: Pick<StackBroadcast, "urn" | "name" | "path">, what: string): boolean {
  const isParentOf = (type: string) => what.split("::")[2]?.endsWith(`$${type}`) && broadcastOf(what, type) === urn;
  return [urn, name, path].includes(what) || [...announcementTypes, ...deliveryTypes].some(isParentOf);
}

/** The broadcasts of a stack, sorted by name. @throws Error when a newer package wrote them, or their records are secret. */
export function broadcastsIn(resources: readonly StackResource[], words: Resolutions, now: number): StackBroadcast[] {
  const live = resources.filter((resource) => !resource.delete);
  const parents = new Map(live.map(({ urn, parent }) => [urn, parent]));
  const rows = new Map<string, Row>();
  for (const { urn, type, outputs } of live) {
    if (!announcementTypes.has(type) && !deliveryTypes.has(type)) continue;
    const of = broadcastOf(urn, type);
    const known = outputsOf(urn, outputs);
    rows.set(of, { ...rows.get(of), of, ...(announcementTypes.has(type) ? announced(known) : delivered(known)) });
  }
  const memory = new StackMemory([...rows.values()], now);
  const found = [...rows.values()].map((row) => {
    const name = nameOfUrn(row.of);
    const path = [...namesAbove(parents.get(row.of), parents), name].join("/");
    return { ...broadcastOfRow(row, memory, words, now), name, path };
  });
  return found
    .map((broadcast) => ({ ...broadcast, label: labelOf(broadcast, found) }))
    .sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
}

/** The state of the two resources of a broadcast. */
interface Row extends Remembered {
  onInDoubt?: unknown;
  digests?: Record<string, string>;
  status?: Status;
}

const announced = ({ digests, countsAs, armed, cancels, onInDoubt }: any): Partial<Row> => ({
  digests,
  countsAs,
  armed,
  cancels,
  onInDoubt,
});

const delivered = ({ status, at, generation, sends, history, doubts }: any): Partial<Row> => ({
  status,
  at,
  generation,
  sends,
  history,
  doubts,
});

/** The key that marks a secret in the state. */
const secretMark = "4dabf18193072939515e22adb298388d";
const readable = ["digests", "countsAs", "armed", "cancels", "status", "sends", "history", "doubts"];

function outputsOf(urn: string, outputs: Record<string, unknown> = {}): Record<string, unknown> {
  const name = nameOfUrn(urn);
  if (typeof outputs.schema === "number" && outputs.schema > 1)
    throw new Error(`${name}: a newer pulumi-broadcast wrote this state; run \`npm install pulumi-broadcast@latest\`.`);
  const hidden = readable.find((key) => isSecret(outputs[key]));
  if (hidden !== undefined)
    throw new Error(
      `${name}: ${hidden} is a secret of this stack and cannot be read; take it out of additionalSecretOutputs.`,
    );
  return outputs;
}

const isSecret = (value: unknown): boolean => typeof value === "object" && value !== null && secretMark in value;

function broadcastOfRow(
  row: Row,
  memory: StackMemory,
  words: Resolutions,
  now: number,
): Omit<StackBroadcast, "name" | "path" | "label"> {
  const sends = (row.sends ?? []).map((record) => asOf(record, now));
  const doubts = doubtsOf(row, memory, now).map((doubt): StackDoubt => {
    const key = doubtKey(doubt);
    const word = words[key];
    const declared = declaredBy(row).has(doubt.digest);
    return {
      key,
      declared,
      ...(declared && row.onInDoubt === "send-again" ? { sendAgain: true } : {}),
      ...(word === undefined ? {} : { word }),
      ...doubt,
    };
  });
  return {
    urn: row.of,
    status: statusOf(row.status, sends, doubts),
    ...(row.at === undefined ? {} : { hub: row.at }),
    sends,
    history: (row.history ?? []).map((record) => asOf(record, now)),
    doubts,
  };
}

/** Posts and cancels without a result, which the next run will treat as doubts. */
function doubtsOf(row: Row, memory: StackMemory, now: number): Doubt[] {
  const begun = memory.openDoubts().flatMap(({ of, doubt }) => (of === row.of ? doubt : []));
  const declared = declaredBy(row);
  const records = [...(row.sends ?? []), ...(row.history ?? [])].map((each) => asOf(each, now));
  const cancels = records.flatMap((record) => {
    const doubt = declared.has(record.digest) && doubtOfCancel("", row.cancels, record, { hub: row.at!, ...record });
    return doubt || [];
  });
  const place = ({ at, platform, locale = "" }: Doubt) => [at, platform, locale].join(" ");
  return [...Map.groupBy([...begun, ...cancels], doubtKey).values()]
    .map(([first]) => first!)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** The digests that a broadcast declares, and the digests of records that count for them. */
const declaredBy = ({ digests = {}, countsAs = {} }: Row): Set<string> =>
  new Set([...Object.values(digests), ...Object.values(countsAs)]);

function statusOf(
  stored: Status | undefined,
  sends: readonly SendRecord[],
  doubts: readonly StackDoubt[],
): StackBroadcast["status"] {
  if (doubts.some(({ word }) => word === undefined)) return "in-doubt";
  if (doubts.length > 0) return "resolved";
  // The Delivery does not exist yet, or failed before anything was armed.
  if (stored === undefined) return "not-sent";
  if (stored !== "scheduled") return stored;
  const has = (state: SendRecord["state"]) => sends.some((record) => record.state === state);
  return has("due") && !has("scheduled") ? "due" : stored;
}

function namesAbove(urn: string | undefined, parents: ReadonlyMap<string, string | undefined>): string[] {
  if (urn === undefined || urn.split("::")[2] === "pulumi:pulumi:Stack") return [];
  return [...namesAbove(parents.get(urn), parents), nameOfUrn(urn)];
}

function labelOf(
  { urn, name, path }: Pick<StackBroadcast, "urn" | "name" | "path">,
  all: readonly Pick<StackBroadcast, "name" | "path">[],
): string {
  const isOnlyOne = (label: string) => all.filter((each) => each.name === label || each.path === label).length === 1;
  return isOnlyOne(name) ? name : isOnlyOne(path) ? path : urn;
}
