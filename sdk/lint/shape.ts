import { validateDeclaration } from "../../provider/message/declaration";
import { validateMessage } from "../../provider/message/message";
import { keysOf } from "../policy/paths";
import type { RuleFault, RuleInfo } from "../policy/rule";
import type { FileEntry } from "./messageFile";

/** What `check()` says in the engine and no policy does: the shape of a declaration. */
export const shapeRule: RuleInfo = {
  code: "NH100",
  name: "declaration-valid",
  group: "payload",
  severity: "error",
  description: "A file holds a broadcast or a message, with properties that are known and values that they take.",
  prevents: "The update refuses the broadcast.",
};

/** What is wrong with the shape of an entry, except where a rule has said so: `said` are the paths it said it of. */
export function shapeFaults({ args, bare }: FileEntry, said: readonly string[]): RuleFault[] {
  const issues = bare
    ? validateMessage(args.message).map(({ path, message }) => ({
        path: path ? `message.${path}` : "message",
        message,
      }))
    : validateDeclaration(args);
  return issues
    .filter(({ path }) => !said.some((each) => covers(each, path)))
    .map(({ path, message }) => ({ keys: keysOf(path), message }));
}

/** Whether a rule's finding says what the shape's does: at the same place, in the same payload, or about the rendering. */
function covers(said: string, path: string): boolean {
  if (said === path) return true;
  if (path === "message") return said.startsWith("message.");
  return /^(payloads|template)\b/.test(said) && path.startsWith(said);
}
