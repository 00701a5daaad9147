/** Type tokens of the two resources, which tell the engine who serves them. */
export interface ResourceTypes {
  readonly announcement: string;
  readonly delivery: string;
}

/** Types in TypeScript and JavaScript programs, served by Pulumi's dynamic-provider host. */
export const dynamicTypes: ResourceTypes = {
  announcement: "pulumi-nodejs:dynamic/broadcast:Announcement",
  delivery: "pulumi-nodejs:dynamic/broadcast:Delivery",
};

/** Types in programs of other languages, served by the plugin. */
export const pluginTypes: ResourceTypes = {
  announcement: "broadcast:index:Announcement",
  delivery: "broadcast:index:Delivery",
};

/** Type of the resource that says what is announced, to whom and when. */
export const announcementType = dynamicTypes.announcement;

/** Types that an Announcement may have in the state. */
export const announcementTypes: ReadonlySet<string> = new Set([dynamicTypes.announcement, pluginTypes.announcement]);
/** Types that a Delivery may have in the state. */
export const deliveryTypes: ReadonlySet<string> = new Set([dynamicTypes.delivery, pluginTypes.delivery]);

/** URN of the broadcast that a child belongs to: the child's own without its last type. Names may contain `::`. */
export function broadcastOf(urn: string, type: string): string {
  const [head, project, types = "", ...name] = urn.split("::");
  const parents = types.endsWith(`$${type}`) ? types.slice(0, -type.length - 1) : types;
  return [head, project, parents, ...name].join("::");
}
