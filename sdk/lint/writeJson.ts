import type { LintReport } from "./lintFinding";

/** The report for programs. */
export function writeJson({ checked, findings }: LintReport): string {
  return `${JSON.stringify({ checked, findings }, null, 2)}\n`;
}
