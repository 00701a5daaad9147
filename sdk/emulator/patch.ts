import type { InstallationDocument } from "./installationDocument";
import type { Patch } from "./installationDocumentSchema";
import { parseJson } from "./json";
import { Refusal } from "./reply";

type Node = Record<string, unknown>;

const patchable = ["pushChannel", "userId", "tags", "templates", "secondaryTiles", "pushVariables", "expirationTime"];

/**
 * A copy of an installation with JSON-Patch operations applied, to be validated like a new one.
 * Values are strings or JSON; `add` on a list of tags adds to it (Microsoft Learn, "Update an installation").
 */
export function patched(document: InstallationDocument, patch: Patch): unknown {
  const copy = { ...structuredClone(document) } as Node;
  for (const { op, path, value } of patch) {
    const names = path.slice(1).split("/").map(unescapePointer);
    if (!patchable.includes(names[0]!) || names.includes("__proto__")) {
      throw new Refusal(400, `The path '${path}' of a patch operation is not one installation`);
    }
    if (op !== "remove" && value === undefined) throw new Refusal(400, `The patch of '${path}' has no value`);
    const at = names.indexOf("tags");
    if (at >= 0) patchTags(parentOf(copy, names.slice(0, at)), op, names[at + 1], value);
    else if (op === "remove") delete parentOf(copy, names.slice(0, -1))[names.at(-1)!];
    else parentOf(copy, names.slice(0, -1))[names.at(-1)!] = isObject(names) ? fromText(value) : value;
  }
  if (copy.pushChannel !== document.pushChannel) copy.pushChannelExpired = false;
  return copy;
}

function patchTags(owner: Node, op: Patch[number]["op"], tag: string | undefined, value: unknown): void {
  const tags = new Set(Array.isArray(owner.tags) ? (owner.tags as unknown[]) : []);
  if (tag !== undefined) tags.delete(tag);
  else if (op !== "add") tags.clear();
  if (op !== "remove") for (const each of tagList(value)) tags.add(each);
  if (tags.size > 0) owner.tags = [...tags];
  else delete owner.tags;
}

function tagList(value: unknown): unknown[] {
  const list = typeof value === "string" && value.startsWith("[") ? parseJson(value) : value;
  return Array.isArray(list) ? list : [value];
}

/** Paths whose value is an object, which clients write as JSON text. */
function isObject(names: readonly string[]): boolean {
  const [root, , ...rest] = names;
  if (root === "pushChannel" || ["headers", "templates", "secondaryTiles"].includes(names.at(-1)!)) return true;
  return names.length === 2 ? root === "templates" || root === "secondaryTiles" : rest.at(-2) === "templates";
}

function fromText(value: unknown): unknown {
  return typeof value === "string" && value.startsWith("{") ? (parseJson(value) ?? value) : value;
}

/** Objects on the way that do not exist yet come into being. */
function parentOf(root: Node, names: readonly string[]): Node {
  let node = root;
  for (const name of names) {
    if (!Object.hasOwn(node, name) || typeof node[name] !== "object" || node[name] === null) node[name] = {};
    node = node[name] as Node;
  }
  return node;
}

function unescapePointer(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
