import type { Declaration } from "../message/declaration";
import { hasUnknown, isUnknown, mentionsUnknown } from "../message/unknown";
import type { DeliveryInputs } from "./delivery";
import type { AnnouncementInputs } from "./lookAt";
import type { Order } from "./order";
import type { HubArgument } from "./settings";

/** Properties of a resource, as the engine passes them. */
export type Properties = Record<string, unknown>;

/** The inputs of either resource. */
export type Inputs = Announced | Ordered;

/** Inputs of an Announcement. */
export interface Announced {
  kind: "announcement";
  schema: number;
  inputs: AnnouncementInputs;
  /** What the program read from its own stack's state; check removes it from the inputs. */
  memory?: string;
  /** Part of the declaration is not known yet. */
  open: boolean;
}

/** Inputs of a Delivery. */
export interface Ordered {
  kind: "delivery";
  schema: number;
  inputs: DeliveryInputs;
  /** Something the plan needs is not known yet. */
  open: boolean;
}

/** Parses what the engine passes. Values a preview does not know yet are left out where a plan can do without them. */
export function readInputs(properties: Properties): Inputs {
  const { schema, order, __provider } = properties as { schema: number; order?: Order; __provider?: string };
  if (order !== undefined) {
    const hub = properties.hub as HubArgument | undefined;
    // Before a delete-before-replace, the engine checks dependents with all of their inputs unknown.
    const open =
      mentionsUnknown(hub) || isUnknown(order) || hasUnknown([order.digests, order.terms, order.announcement]);
    const inputs: DeliveryInputs = {
      order: {
        ...order,
        runs: unlessUnknown(order.runs),
        countsAs: unlessUnknown(order.countsAs),
      },
      hub,
      connections: unlessUnknown(properties.connections as DeliveryInputs["connections"]),
      __provider,
    };
    return { kind: "delivery", schema, inputs, open };
  }
  const {
    of,
    name,
    to,
    memory,
    digests,
    countsAs,
    posts,
    plannedAt,
    said,
    plain,
    schema: _,
    __provider: __,
    ...declared
  } = properties;
  const declaration = declared as unknown as Declaration;
  const derived = { digests, countsAs, posts, plannedAt, said } as Partial<AnnouncementInputs>;
  const inputs = { of, name, to: unlessUnknown(to), declaration, plain, ...derived } as AnnouncementInputs;
  return {
    kind: "announcement",
    schema,
    inputs,
    ...(typeof memory === "string" ? { memory } : {}),
    open: hasUnknown(declaration),
  };
}

const unlessUnknown = <T>(value: T): T | undefined => (isUnknown(value) ? undefined : value);
