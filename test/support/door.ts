import path from "node:path";
import { dynamicTypes, pluginTypes } from "../../sdk/resourceTypes";

/** How a program announces: with the package itself, or through the plugin, as programs in other languages do. */
export type Door = "package" | "plugin";

export const otherDoor = (door: Door): Door => (door === "package" ? "plugin" : "package");

/** A program (JavaScript), or the URN of a resource, as it is for a door. */
export const through = (door: Door, text: string): string =>
  door === "package"
    ? text
    : text
        .replaceAll('require("pulumi-broadcast")', `require(${JSON.stringify(path.join(__dirname, "generated"))})`)
        .replaceAll(dynamicTypes.announcement, pluginTypes.announcement)
        .replaceAll(dynamicTypes.delivery, pluginTypes.delivery);

/** Through which doors an event is played: the environment's DOOR says it of all. */
export function* doorsOf({ bothDoors, packageOnly }: { bothDoors?: true; packageOnly?: string }): Generator<Door> {
  const { DOOR: door = "package" } = process.env;
  if (door === "package") yield door;
  if (door === "plugin" ? !packageOnly : bothDoors) yield "plugin";
}
