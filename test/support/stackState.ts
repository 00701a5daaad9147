import { type Remembered, StackMemory } from "../../provider/journal/memory";
import type { SendRecord } from "../../provider/journal/record";

export type Kind = "Announcement" | "Delivery";

/** A Broadcast as a program declares it, with what becomes of it in this run. */
export interface Declared {
  name: string;
  /** Its arguments, as a user writes them. */
  args: object;
  /** Types of the components around it, such as `my:app:App`. */
  parent?: string;
  aliases?: { name?: string; parent?: string }[];
  /** What happens between its Announcement and its Delivery. */
  between?: () => void;
  /** What a transform makes of the arguments on their way to the engine. */
  transform?: (args: any) => object;
  /** What a policy makes of the checked inputs. */
  policy?: (inputs: any) => any;
  /** `--replace`, taint: made anew, and the old one deleted at the end, or first. */
  replace?: Kind[];
  deleteBeforeReplace?: boolean;
  /** The engine is killed: before the arm is stored, after it, or after the post and before that is stored. */
  killed?: "arming" | "armed" | "posting";
}

/** What the engine stored of one resource. */
export interface Held {
  urn: string;
  id: string;
  kind: Kind;
  inputs: any;
  outs: any;
  initErrors: boolean;
  /** Replaced, and to be deleted. */
  replaced: boolean;
}

/** What an engine stores of one stack, and what its runs go by. */
export class StackState {
  held: Held[] = [];
  name = "dev";

  constructor(
    readonly config: Record<string, string>,
    readonly now: () => number = Date.now,
    readonly env: NodeJS.ProcessEnv = {},
  ) {}

  /** `pulumi stack rename`: URNs change, what resources stored does not. */
  rename(name: string): void {
    for (const held of this.held) held.urn = held.urn.replace(`urn:pulumi:${this.name}::`, `urn:pulumi:${name}::`);
    this.name = name;
  }

  /** What a program reads of its own stack: a row for each broadcast. */
  memory(): StackMemory {
    const rows = new Map<string, Remembered>();
    for (const { urn, kind, outs, replaced } of this.held) {
      if (replaced) continue;
      const of = ofChild({ urn, kind });
      const { armed, cancels, countsAs, at, generation, doubts } = outs;
      const row: Remembered =
        kind === "Announcement"
          ? { of, armed, cancels, ...(Object.keys(countsAs ?? {}).length > 0 ? { countsAs } : {}) }
          : { of, at, generation, sends: inBrief(outs.sends), history: inBrief(outs.history), doubts };
      rows.set(of, { ...rows.get(of), ...row });
    }
    return new StackMemory([...rows.values()], this.now());
  }

  /** Connections that Deliveries keep, by the broadcast's URN. */
  connections(): Map<string, unknown> {
    return new Map(
      this.held
        .filter(({ outs, replaced }) => outs.connections && !replaced)
        .map((held) => [ofChild(held), held.outs.connections]),
    );
  }

  find(kind: Kind, { name, parent }: Pick<Declared, "name" | "parent">): Held | undefined {
    const urn = this.urn(kind, { name, parent });
    return this.held.find((held) => held.urn === urn && !held.replaced);
  }

  announcement(name = "news", parent?: string): any {
    return this.find("Announcement", { name, parent })?.outs;
  }

  delivery(name = "news", parent?: string): any {
    return this.find("Delivery", { name, parent })?.outs;
  }

  of({ name, parent }: Pick<Declared, "name" | "parent">): string {
    return `urn:pulumi:${this.name}::releases::${parent ? `${parent}$` : ""}broadcast:index:Broadcast::${name}`;
  }

  urn(kind: Kind, declared: Pick<Declared, "name" | "parent">): string {
    return this.of(declared).replace("Broadcast::", `Broadcast$${typeOf(kind)}::`);
  }
}

/** URN of the broadcast whose child it is. */
const ofChild = ({ urn, kind }: Pick<Held, "urn" | "kind">): string => urn.replace(`$${typeOf(kind)}::`, "::");

const typeOf = (kind: Kind): string => `pulumi-nodejs:dynamic/broadcast:${kind}`;

const inBrief = (records: SendRecord[] | undefined): SendRecord[] | undefined =>
  records?.map(({ counts: _, delivery: __, reason: ___, ...record }) => record);
