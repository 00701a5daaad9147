import assert from "node:assert/strict";
import type { FileReport } from "../../../sdk/lint/lintFile";
import type { LintFinding } from "../../../sdk/lint/lintFinding";

/** The findings in a file that was not left out. */
export function findingsOf(report: FileReport): LintFinding[] {
  assert.ok("findings" in report, JSON.stringify(report));
  return report.findings;
}
