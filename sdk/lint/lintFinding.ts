import type { Violation } from "../policy/judge";
import type { Position } from "./position";

/** Something the linter found, with a location that an editor can open. */
export interface LintFinding {
  /** Code of the rule, such as NH116. */
  code: string;
  /** Name of the rule. */
  rule: string;
  /** `error` fails the run. */
  level: "error" | "warning";
  /** Path as it was given, with forward slashes. */
  file: string;
  /** Counted from 1; left out if the finding has no location in the file. */
  line?: number;
  column?: number;
  /** Name of the broadcast, if a preview was linted. */
  broadcast?: string;
  /** One sentence that begins with the property. */
  message: string;
  /** How to fix it. */
  fix?: string;
}

/** What the linter checked, and what it found. */
export interface LintReport {
  /** The number of broadcasts, messages and stack configurations; a file that cannot be read counts as one. */
  checked: number;
  findings: LintFinding[];
  /** Files and folders that were skipped. */
  skipped: SkippedFile[];
}

/** A file or folder that the linter does not read. */
export interface SkippedFile {
  file: string;
  /** What it is instead, such as "a lock file". */
  reason: string;
}

/** A violation at its location. */
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
