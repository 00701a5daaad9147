import { dynamicTypes, pluginTypes } from "./host";

/** Type of the resource that says what is announced, to whom and when. */
export const announcementType = dynamicTypes.announcement;

/** Types under which a state may hold an Announcement. */
export const announcementTypes: ReadonlySet<string> = new Set([dynamicTypes.announcement, pluginTypes.announcement]);
/** Types under which a state may hold a Delivery. */
export const deliveryTypes: ReadonlySet<string> = new Set([dynamicTypes.delivery, pluginTypes.delivery]);

/** URN of the broadcast whose child this is: the child's own without its last type. Names may hold `::`. */
export function broadcastOf(urn: string, type: string): string {
  const [head, project, types = "", ...name] = urn.split("::");
  const parents = types.endsWith(`$${type}`) ? types.slice(0, -type.length - 1) : types;
  return [head, project, parents, ...name].join("::");
}
