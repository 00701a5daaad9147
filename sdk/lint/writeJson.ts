import type { LintReport } from "./lintFinding";
import { logJson } from "./logText";

/** The report for programs. */
export function writeJson({ checked, findings, skipped }: LintReport): string {
  return `${logJson({ checked, findings, skipped })}\n`;
}
