import { isRecord } from "../../provider/message/isRecord";
import { BroadcastDraft } from "../policy/broadcastDraft";
import { judge, type Violation, violation } from "../policy/judge";
import { pathOf } from "../policy/paths";
import type { ActiveRule } from "../policy/policyConfig";
import type { Keys, StackConfig } from "../policy/rule";
import { findingOf, type LintFinding } from "./lintFinding";
import { type FileEntry, MessageFileError, parseDocuments, readMessageFile } from "./messageFile";
import { locator } from "./position";
import { shapeFaults, shapeRule } from "./shape";

export interface LintFileOptions {
  /** Platforms of a bare message, which names none. */
  platforms: readonly string[];
  /** Milliseconds since 1970. */
  now: number;
}

/** A file to lint. */
export interface SourceFile {
  file: string;
  text: string;
  /** Named by a person; what is met in a folder may be anything, and is left alone unless it is a broadcast. */
  named: boolean;
}

/** A violation, and where it is: which broadcast of the file, and which of its properties. */
interface Placed {
  violation: Violation;
  entry: number;
  keys: Keys;
}

/**
 * Everything that the rules find in a file: broadcasts, messages, or the configuration of a stack. Undefined for a file
 * that was met in a folder and is none of these.
 */
export function lintFile(
  { file, text, named }: SourceFile,
  active: readonly ActiveRule[],
  options: LintFileOptions,
): LintFinding[] | undefined {
  let found: Placed[];
  try {
    if (isStackConfig.test(file)) found = ofStackConfig(text, file, active);
    else {
      if (!named && !broadcastLike.test(text)) return undefined;
      const entries = readMessageFile(text, file);
      if (!named && !entries.every(isBroadcast)) return undefined;
      found = entries.flatMap((entry, index) => ofEntry(entry, index, active, options));
    }
  } catch (error) {
    if (!(error instanceof MessageFileError)) throw error;
    return named ? [unreadable(error.message, file)] : undefined;
  }
  if (found.length === 0) return [];
  const locate = locator(text);
  return found.map((each) => findingOf(each.violation, file, locate(each.entry, each.keys)));
}

const isStackConfig = /(?:^|\/)Pulumi\.[^/]+\.ya?ml$/;

/** Keys of a broadcast or a message: what spares the parsing of a repository's other files. */
const broadcastLike = /["']?\b(?:title|body|payloads|template)\b["']?\s*:/;

function isBroadcast({ args, bare }: FileEntry): boolean {
  const { message, audience } = args;
  if (!bare) return audience !== undefined;
  return isRecord(message) && (message.silent === true || (message.title !== undefined && message.body !== undefined));
}

function ofEntry(entry: FileEntry, index: number, active: readonly ActiveRule[], options: LintFileOptions): Placed[] {
  const { name, args, bare } = entry;
  const silent = isRecord(args.message) && args.message.silent === true;
  // Browsers show something for every push, so a silent message is not for them.
  const platforms = options.platforms.filter((platform) => !(silent && platform === "browser"));
  const declaration = bare ? { ...args, platforms } : args;
  const violations = judge(active, new BroadcastDraft(declaration, { name, now: options.now, immediate: false }));
  const said = violations.map(({ keys }) => pathOf(keys));
  const shape = shapeFaults(entry, said).map((fault) => violation({ rule: shapeRule, level: "mandatory" }, fault));
  // In the file of a bare message, the message is the root.
  return [...shape, ...violations].map((each) => ({
    violation: each,
    entry: index,
    keys: bare ? each.keys.slice(1) : each.keys,
  }));
}

function ofStackConfig(text: string, file: string, active: readonly ActiveRule[]): Placed[] {
  const [value] = parseDocuments(text, file);
  const entries = isRecord(value) && isRecord(value.config) ? Object.entries(value.config) : [];
  // A secret is { secure: "…" }; other objects are plain.
  const config: StackConfig = Object.fromEntries(
    entries.map(([key, each]) => {
      const secret = isRecord(each) && typeof each.secure === "string";
      return [key, { value: typeof each === "string" ? each : (JSON.stringify(each) ?? ""), secret }];
    }),
  );
  return active.flatMap((each) =>
    Array.from(each.judgeStack?.(config) ?? [], (fault) => ({
      violation: violation(each, fault),
      entry: 0,
      keys: fault.keys,
    })),
  );
}

function unreadable(reason: string, file: string): LintFinding {
  const [, where, line, column, message] = /^.*?: (line (\d+), column (\d+): )?(.*)$/s.exec(reason)!;
  const fault = violation({ rule: shapeRule, level: "mandatory" }, { keys: [], message: message! });
  const found = findingOf(fault, file, where ? { line: Number(line), column: Number(column) } : { line: 1, column: 1 });
  return { ...found, message: `the file ${message}` };
}
