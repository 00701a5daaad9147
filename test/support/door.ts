import path from "node:path";
import { dynamicTypes, pluginTypes } from "../../sdk/host";

/** How a program announces: with the package itself, or through the plugin, as programs in other languages do. */
export type Door = "package" | "plugin";

export const otherDoor = (door: Door): Door => (door === "package" ? "plugin" : "package");

/** The same program (JavaScript) through a door. */
export const through = (door: Door, source: string): string =>
  door === "package"
    ? source
    : source.replaceAll('require("pulumi-broadcast")', `require(${JSON.stringify(path.join(__dirname, "generated"))})`);

/** URN of a broadcast's child. */
export const childUrn = (door: Door, child: "Announcement" | "Delivery", name = "news"): string => {
  const { announcement, delivery } = door === "package" ? dynamicTypes : pluginTypes;
  const type = child === "Announcement" ? announcement : delivery;
  return `urn:pulumi:dev::releases::broadcast:index:Broadcast$${type}::${name}`;
};
