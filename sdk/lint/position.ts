import type { Keys } from "../policy/rule";

/** A place in a text, counted from 1. */
export interface Position {
  line: number;
  column: number;
}

/**
 * Where a property is in a JSON or YAML text: its value, or what is nearest to where it would be. The text is read once
 * more, since most files have nothing to point at.
 */
export function locator(text: string): (entry: number, keys: Keys) => Position | undefined {
  const { isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } = require("yaml") as typeof import("yaml");
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false });
  const entries = Array.isArray(documents)
    ? documents.flatMap(({ contents }) => (isSeq(contents) ? contents.items : [contents]))
    : [];
  return (entry, keys) => {
    let node: unknown = entries[entry];
    let at = isNode(node) ? node.range?.[0] : undefined;
    for (const key of keys) {
      if (isMap(node)) {
        const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === String(key));
        if (!pair) break;
        node = pair.value;
        at = (isNode(node) ? node.range?.[0] : undefined) ?? (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? at;
      } else if (isSeq(node)) {
        node = node.items[Number(key)];
        if (!isNode(node)) break;
        at = node.range?.[0] ?? at;
      } else break;
    }
    if (at === undefined) return undefined;
    const { line, col } = lines.linePos(at);
    return { line, column: col };
  };
}
