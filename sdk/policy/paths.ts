import type { Keys } from "../../provider/message/finding";
import { joinPath } from "../../provider/message/path";
import { isUnknown } from "../../provider/message/unknown";

/** Keys as a path: `message.locales.fr.title`. */
export const pathOf = (keys: Keys): string => joinPath(...keys);

/** The keys of a path that `joinPath` wrote. */
export function keysOf(path: string): (string | number)[] {
  return Array.from(path.matchAll(step), ([, index, quoted, name]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? name! : (JSON.parse(quoted) as string);
  });
}

const step = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([^.[\]]+)/g;

/** The value at the keys, or undefined; the engine's placeholder if a value on the way is not known yet. */
export function valueAt(root: unknown, keys: Keys): unknown {
  let value = root;
  for (const key of keys) {
    if (isUnknown(value)) return value;
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
