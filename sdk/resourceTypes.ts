/** Type of the resource that says what is announced, to whom and when. */
export const announcementType = "pulumi-nodejs:dynamic/broadcast:Announcement";
/** Type of the resource that posts it. */
export const deliveryType = "pulumi-nodejs:dynamic/broadcast:Delivery";

/** Types under which a state may hold an Announcement. */
export const announcementTypes: ReadonlySet<string> = new Set([announcementType]);
/** Types under which a state may hold a Delivery. */
export const deliveryTypes: ReadonlySet<string> = new Set([deliveryType]);

/** URN of the broadcast whose child this is: the child's own without its last type. Names may hold `::`. */
export function broadcastOf(urn: string, type: string): string {
  const [head, project, types = "", ...name] = urn.split("::");
  const parents = types.endsWith(`$${type}`) ? types.slice(0, -type.length - 1) : types;
  return [head, project, parents, ...name].join("::");
}
