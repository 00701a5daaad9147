import { isRecord } from "../../provider/message/isRecord";
import { BroadcastDraft } from "../policy/broadcastDraft";
import { judge, violation } from "../policy/judge";
import type { ActiveRule } from "../policy/policyConfig";
import { PolicyRun } from "../policy/policyRun";
import { announcementTypes } from "../resourceTypes";
import { findingOf, type LintFinding, type LintReport } from "./lintFinding";
import type { Position } from "./position";

/** Text that is not what `pulumi preview --json` prints. */
export class PreviewError extends Error {
  override readonly name = "PreviewError";
}

interface State {
  urn: string;
  type: string;
  inputs?: Record<string, unknown>;
  parent?: string;
  sourcePosition?: string;
  stackTrace?: { sourcePosition?: string }[];
}

/**
 * Everything that the rules find in the output of `pulumi preview --json`: in broadcasts, located at the line of the program that
 * declares them, and in the stack's configuration. The rule `values-known` reports values that the preview does not know.
 *
 * @throws PreviewError
 */
export function lintPreview(text: string, file: string, active: readonly ActiveRule[], now: number): LintReport {
  const { steps, config } = read(text, file);
  const states = new Map(steps.map((state) => [state.urn, state]));
  const run = new PolicyRun();
  for (const { rule } of active) {
    for (const state of states.values()) rule.observe?.(run, state.type, () => state.inputs ?? {});
  }
  const announcements = [...states.values()].filter(({ type }) => announcementTypes.has(type));
  const findings = announcements.flatMap((state): LintFinding[] => {
    const { urn, inputs = {} } = state;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    const stack = urn.split("::")[0]!.replace("urn:pulumi:", "");
    const draft = new BroadcastDraft(inputs, { name, id: urn, stack, now, immediate: true, run });
    const { file: at, position } = placeOf(state, states) ?? { file, position: undefined };
    return judge(active, draft).map((each) => ({ ...findingOf(each, at, position), broadcast: name }));
  });
  return {
    checked: announcements.length,
    findings: ofConfig(config, file, active).concat(findings),
    skipped: [],
  };
}

function read(text: string, file: string): { steps: State[]; config: Record<string, unknown> } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PreviewError(`${file}: is not JSON; give what \`pulumi preview --json\` prints`);
  }
  if (
    !isRecord(value) ||
    (value.steps !== undefined && !Array.isArray(value.steps)) ||
    !("steps" in value || "changeSummary" in value)
  ) {
    throw new PreviewError(`${file}: holds no steps; give what \`pulumi preview --json\` prints`);
  }
  const failure = whyFailed(value);
  // A partial check must not pass as a complete one.
  if (failure !== undefined) throw new PreviewError(`${file}: is of a preview that failed: ${failure}`);
  const steps: { op?: string; newState?: State }[] = value.steps ?? [];
  return {
    steps: steps.flatMap(({ op, newState }) => (op !== "delete" && isRecord(newState) ? [newState] : [])),
    config: isRecord(value.config) ? value.config : {},
  };
}

function ofConfig(config: Record<string, unknown>, file: string, active: readonly ActiveRule[]): LintFinding[] {
  // The engine masks secrets in this output, so every readable value is plain.
  const plain = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, { value: String(value), secret: false }]),
  );
  return active.flatMap((each) =>
    Array.from(each.judgeStack?.(plain) ?? [], (fault) => findingOf(violation(each, fault), file)),
  );
}

/** The errors of a preview that failed and so is incomplete, taken from its diagnostics. */
export function whyFailed(preview: Record<string, unknown>): string | undefined {
  const diagnostics: unknown[] = Array.isArray(preview.diagnostics) ? preview.diagnostics : [];
  const errors = diagnostics.filter(isRecord).filter(({ severity }) => /^(?:error|fatal)$/i.test(String(severity)));
  if (errors.length > 0) return errors.map(({ message }) => String(message).trim()).join("; ");
  return preview.maybeCorrupt === true ? "the engine says that it may be corrupt" : undefined;
}

/** Where the program declares a resource: the first position inside the project, of the resource or one of its parents. */
function placeOf(state: State, states: ReadonlyMap<string, State>): { file: string; position: Position } | undefined {
  for (let at: State | undefined = state; at; at = states.get(at.parent ?? "")) {
    for (const { sourcePosition } of [at, ...(at.stackTrace ?? [])]) {
      const match = inProject.exec(sourcePosition ?? "");
      if (!match) continue;
      const [, file, line, column] = match;
      return { file: decoded(file!), position: { line: Number(line), column: Number(column ?? 1) } };
    }
  }
  return undefined;
}

/** A source position within the project, outside its installed packages. */
const inProject = /^project:\/\/\/(?!\.\.\/|node_modules\/)([^#]+)#(\d+)(?:,(\d+))?$/;

function decoded(file: string): string {
  try {
    return decodeURI(file);
  } catch {
    return file;
  }
}
