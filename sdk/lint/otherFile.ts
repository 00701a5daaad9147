import { declarationKeys } from "../../provider/message/declaration";
import { isRecord } from "../../provider/message/isRecord";
import { messageKeys } from "../../provider/message/message";
import { entryOf, meant } from "./messageFile";

/** Keys that identify the files of other tools, with what such a file is called. */
const marks: readonly [key: string, what: string][] = [
  ["apiVersion", "a Kubernetes manifest"],
  ["openapi", "an OpenAPI document"],
  ["swagger", "an OpenAPI document"],
  ["compilerOptions", "a TypeScript configuration"],
  ["dependencies", "a package's manifest"],
  ["devDependencies", "a package's manifest"],
  ["lockfileVersion", "a lock file"],
  ["runtime", "a Pulumi project"],
  ["resources", "a program in YAML; check its preview"],
  ["jobs", "a workflow"],
  ["services", "a Compose file"],
  ["$schema", "a file with a schema of its own"],
];

/**
 * Why a file found in a folder is skipped: what it is instead of a broadcast. Undefined if it is a broadcast or may be meant as
 * one.
 */
export function otherFile(values: readonly unknown[]): string | undefined {
  const reasons = values.filter((value) => value !== null).map(otherValue);
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** The same for a file that cannot be parsed, which is skipped only if it names its own format. */
export function otherText(file: string, text: string): string | undefined {
  // These files may have comments and trailing commas, which JSON does not allow.
  if (/(?:^|\/)(?:[tj]sconfig[^/]*|devcontainer|settings|launch|tasks|extensions|\.[^/]*rc)\.json$/.test(file)) {
    return "a tool's configuration";
  }
  if (/^\s*\{\{-|\{\{-?\s*\.(?:Values|Release|Chart)\b/m.test(text)) return "a template of Helm";
  const mark = marks.find(([key]) =>
    new RegExp(`^\\s{0,4}["']?${key.replace("$", "\\$")}["']?\\s{0,4}:`, "m").test(text),
  );
  return mark && !/^\s{0,8}["']?(?:audience|message|payloads)["']?\s{0,8}:/m.test(text) ? mark[1] : undefined;
}

const known: readonly string[] = [...new Set([...messageKeys, ...declarationKeys, "name", "hub"])];

function otherValue(value: unknown): string | undefined {
  if (!isRecord(value)) {
    // A single string may be a broadcast whose first line is malformed.
    if (Array.isArray(value) || typeof value === "string") return undefined;
    return "a number or another plain value";
  }
  if (declares(value)) return undefined;
  const mark = marks.find(([key]) => Object.hasOwn(value, key));
  if (mark) return mark[1];
  const keys = Object.keys(value);
  // A misspelling counts half, because among many keys some resemble those of a broadcast by chance.
  const familiar = keys.map((key) => (known.includes(key) ? 1 : meant(key, known) ? 0.5 : 0));
  if (entryOf(value, "") && familiar.reduce<number>((sum, each) => sum + each, 0) * 2 > keys.length) return undefined;
  return "its keys are not those of a broadcast";
}

/** Whether a value has a property that only a broadcast has, even misspelt: payloads, a message or an audience. */
function declares(value: Record<string, unknown>): boolean {
  const names = Object.entries(value).map(([key, each]) => [meant(key, declarationKeys) ?? key, each] as const);
  return names.some(([key, each]) => {
    if (key === "payloads" || key === "audience") return isRecord(each) || each === null;
    if (key === "message") return isRecord(each) && entryOf(each, "")?.bare === true;
    return key === "template" && isRecord(each) && names.some(([other]) => other === "audience");
  });
}
