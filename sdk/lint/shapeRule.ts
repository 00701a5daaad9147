import { formats } from "../../provider/client/format";
import { declarationKeys, validateDeclaration } from "../../provider/message/declaration";
import { messageKeys, validateMessage } from "../../provider/message/message";
import { nearest } from "../../provider/message/nearest";
import { keysOf } from "../policy/paths";
import type { Keys, RuleFault, RuleInfo } from "../policy/rule";
import type { FileEntry } from "./messageFile";

/** The rule NH100: the shape of a declaration, which `check()` tests in the engine and no policy does. */
export const shapeRule: RuleInfo = {
  code: "NH100",
  name: "declaration-valid",
  group: "payload",
  severity: "error",
  description: "A file holds a broadcast or a message, with properties that are known and values that they take.",
  prevents: "The update refuses the broadcast.",
};

/** What is wrong with the shape of an entry. `said` are the paths that other rules already report, which are left out. */
export function shapeFaults({ args, bare }: FileEntry, said: readonly string[]): RuleFault[] {
  const issues = bare
    ? validateMessage(args.message).map(({ path, message }) => ({
        path: path ? `message.${path}` : "message",
        message,
      }))
    : validateDeclaration(args);
  const saidOf = new Set(said);
  const saidInMessage = said.some((path) => path.startsWith("message."));
  // A rule may report a payload as a whole where the shape reports a property inside it.
  const roots = [...new Set(said.filter((path) => /^(?:payloads|template)\b/.test(path)))].slice(0, 100);
  return issues
    .filter(({ path }) => {
      if (saidOf.has(path)) return false;
      if (path === "message") return !saidInMessage;
      return !roots.some((root) => path.startsWith(root));
    })
    .map(({ path, message }, index) => {
      const keys = keysOf(path);
      // A hundred unknown properties are not misspellings.
      const fix = index < 100 ? suggestion(keys) : undefined;
      return { keys, message, ...(fix && { fix }) };
    });
}

/** The property that was probably meant. */
function suggestion(keys: Keys): string | undefined {
  const [key] = keys.slice(-1);
  const known = knownAt(keys.slice(0, -1));
  if (typeof key !== "string" || !known || known.includes(key)) return undefined;
  const near = nearest(key, known);
  return near && `did you mean ${near}?`;
}

/** The properties that exist at a path of a declaration. */
function knownAt(keys: Keys): readonly string[] | undefined {
  if (keys.length === 0) return declarationKeys;
  if (keys.length === 1 && keys[0] === "message") return messageKeys;
  if (keys.length === 1 && keys[0] === "audience") return ["everyone", "tags", "tagExpression", "devices"];
  if (keys.length === 1 && (keys[0] === "payloads" || keys[0] === "headers")) return formats;
  if (keys.length === 3 && keys[0] === "message" && keys[1] === "locales") return messageKeys;
  return undefined;
}
