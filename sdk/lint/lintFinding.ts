import type { Violation } from "../policy/judge";
import type { Position } from "./position";

/** Something the linter found, at a place that an editor can open. */
export interface LintFinding {
  /** Code of the rule, such as NH116. */
  code: string;
  /** Name of the rule. */
  rule: string;
  /** `error` fails the run. */
  level: "error" | "warning";
  /** Path as it was given, with forward slashes. */
  file: string;
  /** Counted from 1; absent where the file has no such place. */
  line?: number;
  column?: number;
  /** Name of the broadcast, where a preview was linted. */
  broadcast?: string;
  /** One sentence that begins with the property. */
  message: string;
  /** What puts it right. */
  fix?: string;
}

/** What the linter looked at, and what it found there. */
export interface LintReport {
  /** How many files, or broadcasts of a preview. */
  checked: number;
  findings: LintFinding[];
}

/** A violation at its place. */
export function findingOf({ rule, level, message, fix }: Violation, file: string, position?: Position): LintFinding {
  return {
    code: rule.code,
    rule: rule.name,
    level: level === "advisory" ? "warning" : "error",
    file,
    ...position,
    message,
    ...(fix && { fix }),
  };
}
