/** Kinds of component under which a broadcast may be declared; an empty text is the top of the stack. */
export const parents = ["", "Web", "Mobile"] as const;
export type Parent = (typeof parents)[number];

/** Where a broadcast stands in a program. */
export interface Place {
  parent: Parent;
  name: string;
}

export const stacks = ["dev", "review"] as const;
export type StackName = (typeof stacks)[number];

export const project = "releases";

/** URN of a broadcast in this place, or of its child of the given type. */
export function urnOf(stack: StackName, { parent, name }: Place, child?: string): string {
  const types = [parent && `my:app:${parent}`, "broadcast:index:Broadcast", child].filter(Boolean).join("$");
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

/** URN of the broadcast whose child this is. Names may hold `::`. */
export function broadcastOf(urn: string): string {
  const [head, project, types = "", ...name] = urn.split("::");
  return [head, project, types.slice(0, types.lastIndexOf("$")), ...name].join("::");
}
