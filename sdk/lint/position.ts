import type { Node } from "yaml";
import type { Keys } from "../policy/rule";

/** A place in a text, counted from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A property of a map: the position of its key, and its value. */
interface Property {
  at?: number;
  value: unknown;
}

/**
 * Finds the position of a property in a JSON or YAML text: of its value or, if it is missing, of its nearest parent. Parses the text
 * again, which is needed only for files with findings.
 */
export function locator(text: string): (entry: number, keys: Keys) => Position | undefined {
  const { isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } = require("yaml") as typeof import("yaml");
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const entries = Array.isArray(documents)
    ? documents.flatMap(({ contents }) => (isSeq(contents) ? contents.items : [contents]))
    : [];
  const properties = new WeakMap<Node, ReadonlyMap<string, Property>>();
  const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

  /** The properties of a map by name. Cached, because a file may have thousands of findings in one map. */
  const propertiesOf = (map: Node): ReadonlyMap<string, Property> => {
    let found = properties.get(map);
    if (!found && isMap(map)) {
      const pairs = map.items.flatMap(({ key, value }): [string, Property][] =>
        isScalar(key) ? [[String(key.value), { at: startOf(key), value }]] : [],
      );
      found = new Map(pairs);
      properties.set(map, found);
    }
    return found ?? new Map();
  };

  return (entry, keys) => {
    let node: unknown = entries[entry];
    let at = startOf(node);
    for (const key of keys) {
      if (isMap(node)) {
        const property = propertiesOf(node).get(String(key));
        if (!property) break;
        node = property.value;
        at = startOf(node) ?? property.at ?? at;
      } else if (isSeq(node)) {
        node = node.items[Number(key)];
        if (!isNode(node)) break;
        at = startOf(node) ?? at;
      } else break;
    }
    if (at === undefined) return undefined;
    const { line, col } = lines.linePos(at);
    return { line, column: col };
  };
}
