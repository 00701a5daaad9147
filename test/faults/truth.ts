import { createHash } from "node:crypto";
import { type Declared, type HubIndex, identityOf } from "./declared";
import type { Hub, HubRecord } from "./hub";
import type { StackName } from "./place";
import type { Program } from "./program";
import type { HubEvent } from "./wire";

/** A send that a hub accepted. */
export interface Accepted {
  stack: StackName;
  identity: string;
  hub: HubIndex;
  id: string;
  /** The step of the sequence in which it was posted. */
  step: number;
  /** Milliseconds since 1970. */
  at: number;
  scheduledFor?: string;
  canceledBy?: StackName | "hand";
}

/** What the hubs know, written down as they did it, and what each send says by the program's own words. */
export class Truth {
  readonly sends: Accepted[] = [];

  constructor(private readonly hubs: readonly [Hub, Hub]) {}

  /** The send that a hub accepted now; undefined when no broadcast of the program says it. */
  accept(
    { hub, record, at }: Extract<HubEvent, { kind: "accepted" }>,
    stack: StackName,
    program: Program,
    step: number,
  ): Accepted | undefined {
    const declared = declaredIn(program, record);
    if (!declared) return undefined;
    const { id, scheduledFor } = record;
    const send = { stack, identity: identityOf(declared, record.format), hub, id, step, at, scheduledFor };
    this.sends.push(send);
    return send;
  }

  /** The send that is canceled now, when it was not before. */
  cancel({ hub, id, byHand }: Extract<HubEvent, { kind: "canceled" }>, stack: StackName): Accepted | undefined {
    const send = this.sends.find((each) => each.hub === hub && each.id === id);
    if (!send || send.canceledBy) return undefined;
    send.canceledBy = byHand ? "hand" : stack;
    return send;
  }

  /** Sends of an identity that went out or still will. */
  live(identity: string, stack?: StackName): Accepted[] {
    return this.sends.filter(
      (send) => send.identity === identity && !send.canceledBy && (stack === undefined || send.stack === stack),
    );
  }

  /** What a hub holds of a send now. */
  stateOf({ hub, id }: Pick<Accepted, "hub" | "id">): HubRecord["state"] | undefined {
    return this.hubs[hub].find(id)?.state;
  }

  isPending(send: Accepted): boolean {
    return this.stateOf(send) === "Scheduled";
  }

  byId(id: string): Accepted | undefined {
    return this.sends.find((send) => send.id === id);
  }

  get stillPending(): Accepted[] {
    return this.sends.filter((send) => this.isPending(send));
  }
}

/** Tag and text tell which broadcast it is; of those that say the same, the collapse id, which is made from the announcement. */
function declaredIn(program: Program, { format, tags, body, kind, headers }: HubRecord): Declared | undefined {
  const said = program.broadcasts.filter(
    ({ tag, text, platforms, test }) =>
      tag === tags && body.includes(text) && (platforms as string[]).includes(format) && test === (kind === "test"),
  );
  if (said.length < 2) return said[0];
  const all = JSON.stringify([headers, body]);
  const named = said.find(({ announcement }) => announcement !== undefined && all.includes(collapseIdOf(announcement)));
  return named ?? said.find(({ announcement }) => announcement === undefined) ?? said[0];
}

/** As much of it as the shortest platform takes. */
const collapseIdOf = (announcement: string): string =>
  createHash("sha256").update(announcement).digest("hex").slice(0, 16);
