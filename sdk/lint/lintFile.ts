import { isRecord } from "../../provider/message/isRecord";
import { BroadcastDraft } from "../policy/broadcastDraft";
import { judge, type Violation, violation } from "../policy/judge";
import { pathOf } from "../policy/paths";
import type { ActiveRule } from "../policy/policyConfig";
import type { Keys, StackConfig } from "../policy/rule";
import type { Source } from "./files";
import { findingOf, type LintFinding } from "./lintFinding";
import {
  entryOf,
  type FileEntry,
  fileValues,
  MessageFileError,
  nameIn,
  noBroadcast,
  parseDocuments,
} from "./messageFile";
import { otherFile, otherText } from "./otherFile";
import { locator, type Position } from "./position";
import { shapeFaults, shapeRule } from "./shapeRule";

export interface LintFileOptions {
  /** Platforms to assume for a bare message. */
  platforms: readonly string[];
  /** Milliseconds since 1970. */
  now: number;
}

/** The result for a file: how much was checked and the findings, or why the file was skipped. */
export type FileReport = { checked: number; findings: LintFinding[] } | { skipped: string };

/** A violation and its location: the index of the value in the file, and the path within that value. */
interface Placed {
  violation: Violation;
  entry: number;
  keys: Keys;
}

/** Everything that the rules find in a file, which holds broadcasts, messages or the configuration of a stack. */
export function lintFile(source: Source, active: readonly ActiveRule[], options: LintFileOptions): FileReport {
  if ("skipped" in source) return source;
  const { file } = source;
  if ("problem" in source) return { checked: 1, findings: [unreadable(source.problem, file)] };
  try {
    const judged = judgeFile(file, source.text, source.named, active, options);
    if ("skipped" in judged) return judged;
    const { checked, found } = judged;
    if (found.length === 0) return { checked, findings: [] };
    const locate = locator(source.text);
    const findings = found.map((each) => findingOf(each.violation, file, locate(each.entry, each.keys)));
    return { checked, findings: findings.sort(byPlace) };
  } catch (error) {
    if (error instanceof MessageFileError) {
      const other = source.named ? undefined : otherText(file, source.text);
      return other ? { skipped: other } : { checked: 1, findings: [unreadable(error.reason, file, error.position)] };
    }
    // A file that makes a rule throw fails the run; the other files are still checked.
    const name = error instanceof Error ? error.name : "not an error";
    return { checked: 1, findings: [unreadable(`cannot be judged (${name}); simplify it, and report this`, file)] };
  }
}

/** From top to bottom; findings at the same place keep the order of the rules. */
const byPlace = (a: LintFinding, b: LintFinding): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);

type Judged = { checked: number; found: Placed[] } | { skipped: string };

function judgeFile(
  file: string,
  text: string,
  named: boolean,
  active: readonly ActiveRule[],
  options: LintFileOptions,
): Judged {
  if (isStackConfig.test(file)) return { checked: 1, found: ofStackConfig(text, file, active) };
  const values = fileValues(text, file);
  const other = named ? undefined : otherFile(values);
  if (other) return { skipped: other };
  let checked = 0;
  const found = values.map((value, index): Placed[] => {
    if (value === null) return [];
    checked++;
    const entry = entryOf(value, nameIn(file, index, values.length));
    return entry ? ofEntry(entry, index, active, options) : [ofNothing(index)];
  });
  return { checked, found: found.flat() };
}

const isStackConfig = /(?:^|\/)Pulumi\.[^/]+\.ya?ml$/i;

function ofEntry(entry: FileEntry, index: number, active: readonly ActiveRule[], options: LintFileOptions): Placed[] {
  const { name, args, bare } = entry;
  const silent = isRecord(args.message) && args.message.silent === true;
  // A silent message cannot be sent to browsers, which show something for every push.
  const platforms = options.platforms.filter((platform) => !(silent && platform === "browser"));
  const declaration = bare ? { ...args, platforms } : args;
  const violations = judge(active, new BroadcastDraft(declaration, { name, now: options.now, immediate: false }));
  const said = violations.map(({ keys }) => pathOf(keys));
  const shape = shapeFaults(entry, said).map((fault) => ofShape(fault, index));
  const placed = violations.map((each) => ({ violation: each, entry: index, keys: each.keys }));
  // In a file with a bare message, the message is the root.
  return [...shape, ...placed].map((each) => (bare ? { ...each, keys: each.keys.slice(1) } : each));
}

function ofShape(fault: Parameters<typeof violation>[1], entry: number): Placed {
  return { violation: violation({ rule: shapeRule, level: "mandatory" }, fault), entry, keys: fault.keys };
}

function ofNothing(entry: number): Placed {
  const placed = ofShape({ keys: [], message: noBroadcast }, entry);
  return { ...placed, violation: { ...placed.violation, message: `this part of the file ${noBroadcast}` } };
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

function unreadable(reason: string, file: string, position: Position = { line: 1, column: 1 }): LintFinding {
  const fault = violation({ rule: shapeRule, level: "mandatory" }, { keys: [], message: reason });
  return { ...findingOf(fault, file, position), message: `the file ${reason}` };
}
