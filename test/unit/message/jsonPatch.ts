import type { JsonPatchOperation } from "../../../provider/message/finding";

/** Applies a JSON Patch (RFC 6902) and returns the new value. */
export function applyPatch(value: unknown, patch: readonly JsonPatchOperation[]): unknown {
  const root = { value: structuredClone(value) };
  for (const operation of patch) {
    const moved = operation.op === "move" ? take(root, operation.from) : undefined;
    if (operation.op === "remove") take(root, operation.path);
    else put(root, operation.path, operation.op === "move" ? moved : operation.value);
  }
  return root.value;
}

interface Place {
  parent: Record<string, unknown>;
  key: string;
}

function placeOf(root: { value: unknown }, pointer: string): Place {
  const keys = ["value", ...pointer.split("/").slice(1)].map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const key = keys.pop()!;
  let parent = root as unknown as Record<string, unknown>;
  for (const each of keys) parent = parent[each] as Record<string, unknown>;
  return { parent, key };
}

function take(root: { value: unknown }, pointer: string): unknown {
  const { parent, key } = placeOf(root, pointer);
  const value = parent[key];
  if (!(key in parent)) throw new Error(`${pointer} is not there`);
  delete parent[key];
  return value;
}

function put(root: { value: unknown }, pointer: string, value: unknown): void {
  const { parent, key } = placeOf(root, pointer);
  parent[key] = value;
}
