import type { LintFinding, LintReport } from "./lintFinding";
import { aboutOf } from "./writeText";

/**
 * The report as annotations of GitHub Actions, which shows them in the changed files.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function writeGithub({ findings }: LintReport): string {
  return findings
    .map((finding) => `::${finding.level} ${properties(finding)}::${data(sentenceOf(finding))}\n`)
    .join("");
}

function properties({ file, line, column, code, rule }: LintFinding): string {
  const values = { file, line, col: column, title: `${code} ${rule}` };
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${property(String(value))}`)
    .join(",");
}

const sentenceOf = (finding: LintFinding): string => aboutOf(finding) + (finding.fix ? `\nfix: ${finding.fix}` : "");

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
